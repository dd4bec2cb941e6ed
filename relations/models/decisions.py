"""What the office made of a member's answers: each decision is kept, with who took it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relations.models.answers import AnswerVersion


class AnswerDecision(models.Model):
    """The decision about one field of a version that was sent; ``text`` is what was accepted."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("answer", "accepted")
        EDITED = "edited", pgettext_lazy("answer", "edited and accepted")
        DECLINED = "declined", pgettext_lazy("answer", "declined")

    version = models.ForeignKey(AnswerVersion, on_delete=models.CASCADE, related_name="decisions")
    name = models.CharField(_("field"), max_length=40)
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome)
    text = models.TextField(_("text"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), db_default=Now())

    class Meta:
        verbose_name = _("decision about an answer")
        verbose_name_plural = _("decisions about answers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "name"],
                name="answer_decided_once",
                violation_error_message=_("A colleague decided this meanwhile."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_outcome_display()}"
