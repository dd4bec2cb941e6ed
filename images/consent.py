"""Consent to show a picture: how it stands, and what it stops."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from images.models import Image

SOON = timedelta(days=60)


def consent_in_words(image: Image) -> str:
    """How consent stands today, as one sentence; nothing where none is written down."""
    today = timezone.localdate()
    if image.consent_withdrawn:
        words = (
            _("Consent is withdrawn since %(day)s. The picture can’t be used anew.")
            if image.consent_withdrawn <= today
            else _("Consent is withdrawn from %(day)s on.")
        )
        return words % {"day": date_format(image.consent_withdrawn, "DATE_FORMAT")}
    if image.consent_until:
        words = (
            _("Consent ran out on %(day)s. The picture can’t be used anew.")
            if image.consent_until < today
            else _("Consent holds until %(day)s.")
        )
        return words % {"day": date_format(image.consent_until, "DATE_FORMAT")}
    return _("Consent has no end.") if image.consent_note else ""


def why_not_chosen(image: Image) -> str:
    """Return that consent is over, for a picture that can't be used anew; else nothing."""
    if image.may_be_used(timezone.localdate()):
        return ""
    return f"{image}: {consent_in_words(image)}"


class ConsentFilter(admin.SimpleListFilter):
    """Pictures by how their consent stands today."""

    title = gettext_lazy("consent")
    parameter_name = "consent"

    def lookups(self, request, model_admin):
        return [("soon", _("runs out within 60 days")), ("over", _("over or withdrawn"))]

    def queryset(self, request, queryset):
        today = request.moment.day
        if self.value() == "soon":
            return queryset.usable(today).ending(today, today + SOON)
        return queryset.without_consent(today) if self.value() == "over" else queryset
