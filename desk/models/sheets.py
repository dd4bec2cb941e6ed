"""Uploaded spreadsheets that are not imported yet."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.saving import SavesChanges


class SentSheet(SavesChanges):
    """One uploaded file as the texts of its cells; only its uploader sees it.

    ``plan`` is where its columns go, ``outcome`` what that would do. It is deleted when it is
    imported or discarded, and after a day at the latest.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=250)
    table = models.JSONField()
    plan = models.JSONField()
    outcome = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("sent spreadsheet")
        verbose_name_plural = _("sent spreadsheets")

    def __str__(self):
        return self.file_name
