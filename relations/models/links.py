"""Links by which somebody without an account opens one record for one purpose."""

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.saving import SavesChanges


class Purpose(models.TextChoices):
    """What a secret link is for; it opens nothing else."""

    ANSWER = "answer", _("answers about an organisation")
    APPROVAL = "approval", _("approval of a quote")


class SecretLink(SavesChanges):
    """A link to one record for one purpose; only the SHA-256 of its token is stored."""

    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose)
    content_type = models.ForeignKey(
        ContentType,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("kind of record"),
    )
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"), db_default=Now())
    expires_at = models.DateTimeField(_("works until"))
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    used_at = models.DateTimeField(_("used up"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-id"], name="secret_link_of_record")
        ]
        constraints = [
            date_limits_constraint("secret_link_dates", instants=["expires_at"]),
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="secret_link_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"

    def is_open(self, purpose: str, at: datetime) -> bool:
        """Whether the link opens its record for ``purpose`` at an instant."""
        return (
            self.purpose == purpose
            and self.revoked_at is None
            and self.used_at is None
            and at < self.expires_at
        )
