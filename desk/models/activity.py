"""The activity log. Rows are never changed: a trigger refuses that."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.searchtext import joined_text_index


class Activity(models.Model):
    """One act: ``action`` is a key of :mod:`desk.activity.actions`, ``label`` the name that the record had.

    The record itself may be deleted. ``details`` holds the rest: times, names of groups, a reason.
    """

    at = models.DateTimeField(_("when"), db_default=Now())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("who"),
    )
    action = models.CharField(_("what"), max_length=40)
    content_type = models.ForeignKey(
        ContentType,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("kind of record"),
    )
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    label = models.CharField(_("record"), max_length=250, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activity log")
        ordering = ["-id"]
        permissions = [("erase_person", _("Can see all that is held about a person, and erase it"))]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-id"], name="activity_of_record"),
            models.Index(fields=["user", "-id"], name="activity_of_user"),
            models.Index(fields=["action", "-id"], name="activity_of_kind"),
            joined_text_index("action", "label", "details", name="activity_texts"),
        ]

    def __str__(self):
        return f"{self.action} {self.label}".strip()
