"""Keep the index in order: what `rebuild_search` and `run_due` do."""

from django.db import connection

from cluster_site.models import SearchDocument
from desk.tasks.scheduled_tasks import register_scheduled_task


def rebuild_index() -> None:
    """Index everything anew, in short transactions; searches and changes go on meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("CALL search_rebuild()")


@register_scheduled_task("search")
def count_lexemes(*, dry_run: bool, say) -> None:
    """Count anew how rare words are and how long texts; words of texts that are gone are forgotten."""
    if not dry_run and SearchDocument.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("SELECT search_count()")
