"""Consent to show a picture: how it stands, and what it stops."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from images.models import Image

SOON = timedelta(days=60)


def describe_consent(image: Image) -> str:
    """Return one sentence on the consent as of today; empty if none is recorded."""
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
    """Return why a picture can't be chosen any more (its consent ended); empty if it can."""
    if image.may_be_used(timezone.localdate()):
        return ""
    return f"{image}: {describe_consent(image)}"


class ConsentFilter(admin.SimpleListFilter):
    """Filter pictures by the state of their consent today."""

    title = gettext_lazy("consent")
    parameter_name = "consent"

    def lookups(self, request, model_admin):
        return [("soon", _("runs out within 60 days")), ("over", _("over or withdrawn"))]

    def queryset(self, request, queryset):
        today = request.moment.day
        if self.value() == "soon":
            return queryset.usable(today).ending(today, today + SOON)
        return queryset.without_consent(today) if self.value() == "over" else queryset
