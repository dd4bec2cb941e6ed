"""Keep the index in order: what `rebuild_search` and `run_due` do."""

from datetime import timedelta

from django.db import connection, transaction

from cluster_site.models import SearchDocument
from desk.tasks.scheduled_tasks import register_scheduled_task

EMBARGO_ENDED_WITHIN = timedelta(days=3)  # ``run_due`` may be off for a while


def rebuild_index() -> None:
    """Index everything anew, in short transactions; searches and changes go on meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("CALL search_rebuild()")


@register_scheduled_task("search")
def count_lexemes(*, dry_run: bool, say) -> None:
    """Count anew how rare words are and how long texts; words of texts that are gone are forgotten.

    What texts had to leave out until a day or two ago, since it was not to be known, is indexed.
    """
    if not dry_run and SearchDocument.objects.exists():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT search_index_known(%s)", [EMBARGO_ENDED_WITHIN])
            cursor.execute("SELECT search_count()")
