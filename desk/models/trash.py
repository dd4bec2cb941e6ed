"""Deleted records and the URLs they had."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TrashedRecord(models.Model):
    """One record in the trash.

    ``values`` holds the whole record (:func:`desk.history.serializing.serialize_record`) if its row
    was deleted, so that no list shows it by mistake; it is empty if the row stays and is only
    marked, like that of an article, whose editions are history.
    """

    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of record")
    )
    object_id = models.PositiveBigIntegerField()
    label = models.CharField(_("record"), max_length=250)
    values = models.JSONField(default=dict, blank=True)
    trashed_at = models.DateTimeField(_("in the trash since"), db_default=Now())
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("record in the trash")
        verbose_name_plural = _("trash")
        ordering = ["-trashed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="trashed_once")
        ]

    def __str__(self):
        return self.label


class GoneAddress(models.Model):
    """A formerly public path of a deleted record: it answers 410, not 404."""

    path = models.CharField(max_length=250, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("address that is gone")
        verbose_name_plural = _("addresses that are gone")

    def __str__(self):
        return self.path
