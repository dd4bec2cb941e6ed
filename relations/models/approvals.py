"""Requests to a person to approve a quote, and what was answered."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import DayField, EmailField, NameField, TextField
from core.saving import SavesChanges
from desk.models import OutgoingMail
from members.models import Statement
from members.models.statements import hash_statement
from news.models import Article
from relations.models.links import SecretLink


class ApprovalRequestQuerySet(models.QuerySet):
    """Filters requests by what became of them."""

    def waiting(self) -> Self:
        """Return the requests that can still be answered."""
        return self.filter(answered_at=None, revoked_at=None)

    def overdue(self, today: date) -> Self:
        """Return the requests that wait for an answer after their day."""
        return self.waiting().filter(due_on__lt=today)

    def approved(self) -> Self:
        """Return the requests whose person approved words, or had their own accepted, and holds to it."""
        given = Q(outcome=ApprovalRequest.Outcome.APPROVED)
        given |= Q(decision=ApprovalRequest.Decision.ACCEPTED)
        return self.filter(given, withdrawn_at=None)

    def undecided(self) -> Self:
        """Return the requests whose answer proposes other words that nobody has decided about."""
        return self.filter(outcome=ApprovalRequest.Outcome.OTHER_WORDS, decision="")


class ApprovalRequest(SavesChanges):
    """A request to approve the words of a quote, sent as a secret link, and its answer."""

    class Setting(models.TextChoices):
        WORDS = "words", _("the words alone")
        PARAGRAPH = "paragraph", _("with the paragraphs around them")
        PREVIEW = "preview", _("with the whole article")

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("request", "approved")
        OTHER_WORDS = "other-words", _("other words proposed")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
        DECLINED = "declined", pgettext_lazy("request", "declined")

    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        related_name="approval_requests",
        verbose_name=_("quote"),
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("article"),
    )
    setting = models.CharField(
        _("what the person sees"), max_length=9, choices=Setting, default=Setting.WORDS
    )
    to_name = NameField(_("name"), max_length=150)
    to_email = EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("Never public. Left empty, no e-mail is sent: copy the link."),
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    personal_line = TextField(
        _("personal line"),
        blank=True,
        help_text=_("Stands above the words, e.g. “Thank you for the talk on Tuesday.”"),
    )
    text = TextField(_("the words asked about"))
    due_on = DayField(_("answer wanted by"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    made_at = models.DateTimeField(pgettext_lazy("request", "asked"), db_default=Now())
    mail = models.ForeignKey(
        OutgoingMail, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        SecretLink, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    answered_hash = models.CharField(max_length=64, blank=True, editable=False)
    outcome = models.CharField(_("answer"), max_length=11, choices=Outcome, blank=True)
    proposed_text = TextField(_("other words"), blank=True)
    remark = TextField(_("remark"), blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    links = GenericRelation(SecretLink)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for approval")
        verbose_name_plural = _("requests for approval")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(answered_at=None, revoked_at=None),
                name="approval_request_waiting",
            )
        ]
        constraints = [
            date_limits_constraint("approval_request_dates", days=["due_on"]),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="", answered_hash="", withdrawn_at=None)
                | (Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answered_hash="")),
                name="approval_request_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="other-words") | Q(proposed_text="", decision=""),
                name="approval_request_proposal",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="approval_request_decision",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("answered_at")),
                name="approval_request_withdrawn_later",
            ),
        ]

    def __str__(self) -> str:
        # no name: what is logged of it outlives it
        return gettext("Request for approval %(number)s") % {"number": self.pk}

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be answered."""
        return self.answered_at is None and self.revoked_at is None

    @property
    def has_approval(self) -> bool:
        """Whether the person approved words, or had their own accepted, and did not withdraw it."""
        given = self.outcome == self.Outcome.APPROVED or self.decision == self.Decision.ACCEPTED
        return given and self.withdrawn_at is None

    @property
    def is_in_force(self) -> bool:
        """Whether the words that were approved by it are those of the quote, and approved still."""
        return self.has_approval and self.statement.is_approved and self.has_present_words

    @property
    def has_present_words(self) -> bool:
        """Whether the words that were approved by it are those of the quote."""
        accepted = self.decision == self.Decision.ACCEPTED
        words_hash = hash_statement(self.proposed_text) if accepted else self.answered_hash
        return words_hash == hash_statement(self.statement.text)

    @property
    def awaits_decision(self) -> bool:
        """Whether other words are proposed and nobody has decided about them."""
        return self.outcome == self.Outcome.OTHER_WORDS and not self.decision

    @property
    def failure(self) -> str:
        """Why the latest e-mail was not sent, or an empty string."""
        return self.mail.error if self.mail and self.mail.sent_at is None else ""

    def is_overdue(self, today: date) -> bool:
        """Whether it waits for an answer after its day."""
        return self.is_waiting and self.due_on < today
