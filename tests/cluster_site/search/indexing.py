"""Index within a test's transaction what would be indexed when it commits."""

from django.db import connection


def index_now() -> None:
    """End the transaction as far as the index is concerned."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS raise_content_version IMMEDIATE")
        cursor.execute("SET CONSTRAINTS raise_content_version DEFERRED")
