"""The saves of a record, each stored as a whole."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.searchtext import text_index


class Revision(models.Model):
    """One save of a record: all its values as :func:`desk.history.serializing.serialize_record` returns them.

    A save that changed nothing has no revision. Articles are stored as Article, never as a proxy.
    """

    class Cause(models.TextChoices):
        SAVED = "saved", _("saved")
        OUTSIDE = "outside", _("changed outside the desk")
        RESTORED = "restored", _("restored")
        CORRECTED = "corrected", _("corrected with the live version")
        IMPORTED = "imported", _("brought in from a spreadsheet")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    values = models.JSONField()
    digest = models.CharField(max_length=64)
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.SAVED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("save")
        verbose_name_plural = _("saves")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-id"], name="revision_of_record"),
            text_index("values", name="revision_texts"),
            GinIndex(fields=["values"], opclasses=["jsonb_path_ops"], name="revision_values"),
        ]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id} #{self.pk}"
