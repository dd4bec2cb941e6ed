"""What members answer: every save a version of its own, never the live record."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from relations.models.invitations import Invitation


class AnswerVersion(models.Model):
    """All answers of an invitation as one save left them; ``base`` is the version that the form showed.

    ``values`` holds the texts by field (:mod:`relations.answer_fields`), ``sent_at`` is set for a
    version that was sent to the office.
    """

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="versions")
    base = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    values = models.JSONField(_("answers"), default=dict)
    # the questions as they were asked, by field
    questions = models.JSONField(_("questions"), default=dict)
    saved_at = models.DateTimeField(_("saved"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of an answer")
        verbose_name_plural = _("versions of answers")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.invitation} {self.pk}"


class AnswerPicture(models.Model):
    """A logo or portrait that a member sent, checked and written anew, outside the picture library."""

    class Kind(models.TextChoices):
        LOGO = "logo", _("logo")
        PORTRAIT = "portrait", _("portrait")

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="pictures")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    content = models.BinaryField()
    thumbnail = models.BinaryField()
    content_type = models.CharField(max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sent_at = models.DateTimeField(_("sent"), db_default=Now())

    class Meta:
        verbose_name = _("picture of an answer")
        verbose_name_plural = _("pictures of answers")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
