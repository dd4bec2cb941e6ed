"""Scheduled task for ended memberships: settle decisions whose mentions have disappeared."""

from django.utils.translation import gettext as _

from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from members.leaving.decisions import recheck_departure
from members.models import Departure


@register_scheduled_task("departures")
def recheck_departures(*, dry_run: bool, say: Say) -> None:
    """Recheck every ended membership with open decisions."""
    for departure in Departure.objects.undecided().order_by("pk"):
        if dry_run:
            say(_("%(name)s would be looked at again") % {"name": departure.name})
            continue
        before = departure.decisions.left_to_decide().count()
        recheck_departure(departure)
        left = departure.decisions.left_to_decide().count()
        if left != before:
            say(_("%(name)s: %(number)s left to decide") % {"name": departure.name, "number": left})
