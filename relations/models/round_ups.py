"""Welcome articles: the articles that were made as one, their texts to begin from, and notes to those named."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.fields import EmailField, LineField, NameField
from core.richtext import RichTextField
from core.saving import SavesChanges
from desk.models import OutgoingMail
from members.models import Member
from news.models import Article

_PLACES = _("{cluster}, {names} and {number} are filled in.")


class WelcomePattern(SavesChanges):
    """A title and the paragraphs around the list of members, for welcome articles to begin from."""

    name = NameField(_("name"), max_length=100, unique=True, help_text=_("e.g. Short and warm"))
    title = LineField(_("title"), max_length=120, help_text=_PLACES)
    opening = RichTextField(_("opening"), help_text=_PLACES)
    transition = RichTextField(
        _("after the list"), blank=True, help_text=_("Leads over from the list to the portraits.")
    )

    class Meta:
        verbose_name = _("welcome pattern")
        verbose_name_plural = _("welcome patterns")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoundUp(models.Model):
    """Says of an article that it was made as a welcome article; its editions say who was welcomed."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="round_up")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.article_id)


class MemberNote(SavesChanges):
    """The note to a member named in a published welcome article, sent once.

    ``mail`` says whether it arrived; it is deleted after some months, as all that was sent.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="member_notes")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="notes", verbose_name=_("member")
    )
    email = EmailField(_("e-mail"), blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("sent by"),
    )
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    mail = models.ForeignKey(
        OutgoingMail,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("note to a member")
        verbose_name_plural = _("notes to members")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "member"], name="member_note_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}"

    @property
    def failure(self) -> str:
        """Why it was not sent so far, or an empty string."""
        return self.mail.error if self.mail and self.mail.sent_at is None else ""

    @property
    def is_waiting(self) -> bool:
        """Whether its e-mail was not tried yet, or is being sent."""
        return bool(self.mail and self.mail.state == OutgoingMail.State.WAITING)
