"""Links to other sites, checked when tasks fall due: a few minutes of them at each run."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_site.outside_links.checking import check_due_links, count_due_links
from cluster_site.outside_links.collecting import collect_links
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

SECONDS = 120  # of a run, which comes every ten minutes


@register_scheduled_task("links to other sites")
def check_outside_links(*, dry_run: bool, say: Say) -> None:
    """Find the links of the public pages once a day, and check those that are due."""
    if not settings.CHECK_LINKS:
        return
    if dry_run:
        number = count_due_links()
        words = ngettext(
            "%(number)s link would be checked", "%(number)s links would be checked", number
        )
    else:
        collect_links()
        number = check_due_links(seconds=SECONDS)
        words = ngettext("%(number)s link is checked", "%(number)s links are checked", number)
    if number:
        say(f"{_('Links to other sites')}: {words % {'number': number}}")
