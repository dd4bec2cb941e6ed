#!/usr/bin/env python
"""Django's command line, beside the private PostgreSQL where DATABASE_URL names no other."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

from core.database_status import why_unreachable
from core.environment import stop
from core.localpg import LocalPostgresError, database


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_site.command_settings")
    try:
        with database():
            execute_from_command_line(sys.argv)
    except LocalPostgresError as error:
        stop(str(error))
    except OperationalError:
        if reason := why_unreachable():
            stop(reason)
        raise


if __name__ == "__main__":
    main()
