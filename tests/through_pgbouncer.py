"""Runs tests with a real PgBouncer in transaction mode between Django and the server.

``PGBOUNCER=1 python -m pytest -n 0 -p tests.through_pgbouncer tests/…``; Debian's package pgbouncer is needed.
"""

import pytest
from django.db import connection

from tests.pgbouncer import PgBouncerMissing, pgbouncer


@pytest.fixture(scope="session", autouse=True)
def through_pgbouncer(django_db_setup, django_db_blocker, tmp_path_factory):
    """Let Django connect through PgBouncer once the test database is there."""
    usual = connection.settings_dict
    direct = {name: usual[name] for name in ("HOST", "PORT", "USER")}
    try:
        with (
            pgbouncer(tmp_path_factory.mktemp("pgbouncer"), direct) as port,
            django_db_blocker.unblock(),
        ):
            connection.close()
            usual.update(HOST="127.0.0.1", PORT=str(port))
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT inet_client_addr()")
                    # Django connected by TCP, and the server was asked through its socket
                    assert cursor.fetchone() == (None,)
                yield
            finally:
                connection.close()
                usual.update(direct)
    except PgBouncerMissing as error:
        pytest.exit(str(error), returncode=1)
