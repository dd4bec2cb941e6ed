"""Sets of questions for members, such as those that a new member is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, NameField
from core.saving import SavesChanges


class Occasion(models.TextChoices):
    """Why the office writes to a member."""

    NEW_MEMBER = "new-member", _("new member")
    ANNUAL_CHECK = "annual-check", _("annual check")
    INTERVIEW = "interview", _("interview")


class QuestionSet(SavesChanges):
    """Questions that are asked together, in an order of their own."""

    name = NameField(_("name"), max_length=120, help_text=_("e.g. New member"))
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion)
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first.")
    )

    class Meta:
        verbose_name = _("set of questions")
        verbose_name_plural = _("sets of questions")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Question(SavesChanges):
    """One question of a set, as the member reads it."""

    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.CASCADE, related_name="questions"
    )
    text = LineField(
        _("question"),
        max_length=300,
        help_text=_("e.g. Why did you join, and what do you hope for?"),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text
