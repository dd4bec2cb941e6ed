"""Build the search index anew; searches and changes go on meanwhile."""

from django.core.management.base import BaseCommand

from cluster_site.models import SearchDocument
from cluster_site.search.maintenance import rebuild_index


class Command(BaseCommand):
    """Run :func:`cluster_site.search.maintenance.rebuild_index`."""

    help = "Build the search index anew. Searches and changes go on meanwhile."

    def handle(self, **options):
        rebuild_index()
        self.stdout.write(f"{SearchDocument.objects.count()} documents are indexed")
