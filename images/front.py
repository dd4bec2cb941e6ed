"""Pictures whose consent runs out, on the front page of the desk and in its calendar."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.calendar.entries import Entry, Kind, register_kind
from desk.front import Row, attention
from desk.uses import used_by
from images.consent import SOON
from images.models import Image


@attention
def consents_ending(request):
    """What runs out soon and what has run out, as long as somebody looks after it."""
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
        yield Row(words % {"number": soon}, f"{address}?consent=soon")
    over = sum(1 for image in Image.objects.without_consent(today) if used_by(image))
    if over:
        words = ngettext(
            "%(number)s picture in use without consent",
            "%(number)s pictures in use without consent",
            over,
        )
        yield Row(words % {"number": over}, f"{address}?consent=over")


def consents(first, after, user):
    """The last days of consents."""
    if not user.has_perm("images.view_image"):
        return
    for image in Image.objects.ending(first, after - timedelta(days=1)):
        days = (
            ("until", image.consent_until, _("Last day of consent")),
            ("withdrawn", image.consent_withdrawn, _("Consent is withdrawn")),
        )
        for name, day, what in days:
            if day is not None and first <= day < after:
                yield Entry(
                    key=f"image-{image.pk}-{name}",
                    kind="consents",
                    when=day,
                    title=str(image),
                    what=what,
                    mark="consents",
                    address=reverse("admin:images_image_change", args=[image.pk]),
                )


register_kind(Kind("consents", gettext_lazy("Consents"), "consents", consents))
