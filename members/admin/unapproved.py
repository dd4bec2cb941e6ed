"""The page that lists quotes on the site without approval, and takes them out."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from desk.dashboard.panels import PanelRow, register_attention_source
from desk.privacy.takedown_views import TakedownPage, find_still_shown, takedown_view
from desk.toolkit.admin_pages import AdminPage
from members.models import Statement

PERMISSION = "members.change_statement"
TITLE = _("Quotes without approval")
TAKEDOWN = TakedownPage(
    title=TITLE,
    introduction=_(
        "Their approval was withdrawn, or never given, and they are on the site. Taken out of an "
        "article, the version on the site is published again without the quote, and nothing else "
        "changes in it."
    ),
    records=lambda: Statement.objects.filter(approved_on=None).select_related("person"),
    reason=lambda statement: statement.person.name,
)


def unapproved_view(site, request):
    """Show unapproved quotes on the site, to take them down."""
    return takedown_view(site, request, TAKEDOWN)


PAGE = AdminPage("members", "unapproved", TITLE, PERMISSION, unapproved_view)


def unapproved_quotes_url(statement: Statement | None = None) -> str:
    """Return the address of the page, for one quote or for all."""
    address = reverse("admin:members-unapproved")
    return f"{address}?of={statement.pk}" if statement else address


@register_attention_source
def quotes_shown_without_approval(request):
    """Yield a row with the number of quotes on the site whose approval is missing or was withdrawn."""
    if not request.user.has_perm(PERMISSION):
        return
    number = len(find_still_shown(TAKEDOWN))
    if number:
        words = ngettext(
            "%(number)s quote on the site without approval",
            "%(number)s quotes on the site without approval",
            number,
        )
        yield PanelRow(words % {"number": number}, unapproved_quotes_url())
