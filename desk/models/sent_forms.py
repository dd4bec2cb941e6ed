"""Forms that created a record, so that a form sent twice creates it once."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """The keyed hash of a form for a new record, and the key of the record it created."""

    fingerprint = models.CharField(max_length=64, unique=True)
    object_id = models.PositiveBigIntegerField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self):
        return f"{self.fingerprint[:8]}…"
