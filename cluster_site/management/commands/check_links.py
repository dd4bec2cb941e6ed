"""Find and check the links to other sites now, however long it takes."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from cluster_site.outside_links.checking import check_due_links
from cluster_site.outside_links.collecting import collect_links
from cluster_site.outside_links.models import OutsideLink
from core.moment import read_database_clock


class Command(BaseCommand):
    """Check the links that are due and print the broken ones."""

    help = (
        "Check the links to other sites on the public pages that are due, and say which are broken."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="check all links, due or not")

    def handle(self, *, all, **options):
        collect_links(again=True)
        if all:
            OutsideLink.objects.update(next_check_at=read_database_clock())
        number = check_due_links()
        words = ngettext("%(number)s link is checked", "%(number)s links are checked", number)
        self.stdout.write(words % {"number": number})
        for link in OutsideLink.objects.exclude(problem="").order_by("problem", "url"):
            self.stdout.write(f"{link.get_problem_display()}: {link.url}")
