"""Behind PgBouncer in transaction mode each transaction may meet another session of the server."""

import os
import threading

import pytest
from django.db import connection, transaction

from news.models import Tag
from tests.factories import TagFactory

pytestmark = pytest.mark.skipif(
    os.environ.get("PGBOUNCER") != "1", reason="runs with -p tests.through_pgbouncer"
)


def session():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.fixture
def two_sessions(transactional_db):
    """Two sessions of the server, of which each transaction gets the one that rested longer."""
    with transaction.atomic():
        session()
        other = threading.Thread(target=lambda: (session(), connection.close()))
        other.start()
        other.join()


def test_transactions_meet_different_sessions(two_sessions):
    assert len({session() for _number in range(10)}) > 1


def test_rows_are_read_in_chunks_outside_a_transaction(two_sessions):
    TagFactory.create_batch(12)
    names = []
    for tag in Tag.objects.order_by("pk").iterator(chunk_size=2):
        names.append(tag.name)
        session()
    assert len(names) == 12
