#!/usr/bin/env python
"""Django's command line, beside the private PostgreSQL where DATABASE_URL names no other."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

from core.database_status import explain_unreachable_database
from core.environment import exit_with_error
from core.localpg import LocalPostgresError, provide_database


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_site.command_settings")
    try:
        with provide_database():
            execute_from_command_line(sys.argv)
    except LocalPostgresError as error:
        exit_with_error(str(error))
    except OperationalError:
        if reason := explain_unreachable_database():
            exit_with_error(reason)
        raise


if __name__ == "__main__":
    main()
