"""The links to other sites with what the last check found, and the places where they stand."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Problem(models.TextChoices):
    """Why a link does not lead to a page."""

    NOT_FOUND = "not-found", _("page not found")
    SERVER_ERROR = "server-error", _("the site has a failure")
    NO_HOST = "no-host", _("no site of that name")
    NO_ANSWER = "no-answer", _("no answer")
    CERTIFICATE = "certificate", _("the certificate is not valid")
    REDIRECTS = "redirects", _("redirected too often")
    NOT_PUBLIC = "not-public", _("not on the public internet")
    MALFORMED = "malformed", _("not a web address")
    BLOCKED = "blocked", _("the site lets no program look")


class OutsideLink(models.Model):
    """A URL of another site that public pages link to.

    ``failing_since`` is when a check first failed after the last that succeeded; a site that lets no
    program look has not failed. ``next_check_at`` also keeps a link that is being checked from others.
    """

    url = models.TextField(_("link"), unique=True)
    host = models.CharField(_("site"), max_length=255)
    problem = models.CharField(_("problem"), max_length=12, choices=Problem, blank=True)
    status = models.PositiveSmallIntegerField(_("status code"), null=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    failing_since = models.DateTimeField(_("broken since"), null=True)
    requested_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(_("next check"))
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")
        ordering = [models.F("failing_since").asc(nulls_last=True), "host", "url"]
        indexes = [
            models.Index(fields=["next_check_at"], name="outside_link_due"),
            models.Index(fields=["host", "requested_at"], name="outside_link_host"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(failing_since=None) | (~Q(problem="") & ~Q(problem=Problem.BLOCKED)),
                name="outside_link_failing_has_problem",
            )
        ]

    def __str__(self):
        return self.url


class LinkPlace(models.Model):
    """A field of a record whose public page has the link."""

    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="places")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    record = GenericForeignKey()
    field = models.CharField(max_length=40)

    class Meta:
        verbose_name = pgettext_lazy("of a link", "place")
        verbose_name_plural = pgettext_lazy("of a link", "places")
        constraints = [
            models.UniqueConstraint(
                fields=["link", "content_type", "object_id", "field"], name="link_place_once"
            )
        ]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id} {self.field}"
