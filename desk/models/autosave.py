"""Unsaved input of open forms, and who has a record open."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Autosave(models.Model):
    """Unsaved input of one user in one form; nobody else sees it.

    ``place`` is that of its :class:`desk.autosave.form_token.FormSession`. ``typed`` is the form as
    a browser would send it (URL-encoded); ``base`` is the key of the :class:`desk.models.Revision` it started
    from.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=40)
    typed = models.TextField()
    base = models.PositiveBigIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("kept text")
        verbose_name_plural = _("kept texts")
        constraints = [
            models.UniqueConstraint(fields=["user", "content_type", "place"], name="autosave_once")
        ]

    def __str__(self):
        return f"{self.user_id}: {self.content_type_id}/{self.place}"


class Presence(models.Model):
    """A user who has a record open; valid for a short time after ``seen_at``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "user"], name="presence_once"
            )
        ]

    def __str__(self):
        return f"{self.user_id}: {self.content_type_id}/{self.object_id}"
