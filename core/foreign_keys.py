"""Checking foreign keys before the commit."""

from django.db import connection

_DEFERRED = "SELECT DISTINCT conname FROM pg_constraint WHERE contype = 'f' AND condeferred"


def check_foreign_keys() -> None:
    """Raise IntegrityError now where a row of this transaction refers to nothing, not at commit.

    The constraints are named, since ALL would also raise the content version (cluster_site.page_cache),
    which locks a row that every other editor needs at commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DEFERRED)
        names = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
