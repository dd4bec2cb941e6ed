"""Pictures whose consent runs out, on the front page of the desk and in its calendar."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.calendar.entries import CalendarEntry, EntryKind
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.privacy.takedown_views import find_still_shown
from images.consent import SOON
from images.consent_page import PERMISSION, TAKEDOWN, pictures_without_consent_url
from images.models import Image


@register_attention_source
def ending_consent_rows(request):
    """Yield the number of pictures whose consent ends soon."""
    if not request.user.has_perm("images.change_image"):
        return
    today = request.moment.day
    address = reverse("admin:images_image_changelist")
    soon = Image.objects.usable(today).ending(today, today + SOON).count()
    if soon:
        words = ngettext(
            "%(number)s picture whose consent runs out within 60 days",
            "%(number)s pictures whose consent runs out within 60 days",
            soon,
        )
        yield PanelRow(words % {"number": soon}, f"{address}?consent=soon")


@register_attention_source
def pictures_shown_without_consent(request):
    """Yield the number of pictures on the site without consent, with a link to their takedown page."""
    if not request.user.has_perm(PERMISSION):
        return
    over = len(find_still_shown(TAKEDOWN))
    if over:
        words = ngettext(
            "%(number)s picture in use without consent",
            "%(number)s pictures in use without consent",
            over,
        )
        yield PanelRow(words % {"number": over}, pictures_without_consent_url())


def consent_entries(first, after, user):
    """Yield the last days of consents."""
    if not user.has_perm("images.view_image"):
        return
    for image in Image.objects.ending(first, after - timedelta(days=1)):
        days = (
            ("until", image.consent_until, _("Last day of consent")),
            ("withdrawn", image.consent_withdrawn, _("Consent is withdrawn")),
        )
        for name, day, what in days:
            if day is not None and first <= day < after:
                yield CalendarEntry(
                    key=f"image-{image.pk}-{name}",
                    kind="consents",
                    when=day,
                    title=str(image),
                    what=what,
                    mark="consents",
                    address=reverse("admin:images_image_change", args=[image.pk]),
                )


CONSENTS = EntryKind("consents", gettext_lazy("Consents"), "consents", consent_entries)
