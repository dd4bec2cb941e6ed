"""Check foreign keys before the commit."""

from django.db import connection

_DEFERRED = "SELECT DISTINCT conname FROM pg_constraint WHERE contype = 'f' AND condeferred"


def check_foreign_keys() -> None:
    """Raise IntegrityError now, not at commit, if a row of this transaction has a dangling foreign key.

    The constraints are listed by name: ALL would also increment the content version
    (cluster_site.page_cache), which locks a row that every other editor needs at commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DEFERRED)
        names = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
