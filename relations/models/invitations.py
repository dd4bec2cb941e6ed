"""Invitations of members to answer, and the mails that bring them."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.date_limits import date_limits_constraint
from core.fields import DayField, EmailField, NameField, TextField
from core.saving import SavesChanges
from desk.models import OutgoingMail
from members.models import Member
from relations.models.questions import QuestionSet


class InvitationRun(models.Model):
    """Invitations that were made together, so that their sending can be watched."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("run of invitations")
        verbose_name_plural = _("runs of invitations")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class InvitationQuerySet(models.QuerySet):
    """Filters invitations by their state."""

    def waiting(self) -> Self:
        """Return invitations that can still be answered."""
        return self.filter(answered_at=None, revoked_at=None)

    def overdue(self, day: date) -> Self:
        """Return invitations whose due day has passed without an answer."""
        return self.waiting().filter(due_on__lt=day)

    def unread(self) -> Self:
        """Return answered invitations whose answers nobody in the office has dealt with."""
        return self.filter(answered_at__isnull=False, handled_at=None)

    def unsent(self) -> Self:
        """Return invitations whose mails all failed so far."""
        mails = InvitationMail.objects.filter(invitation=OuterRef("pk"))
        failing = mails.filter(mail__in=OutgoingMail.objects.failing())
        return self.waiting().filter(Exists(failing), ~Exists(mails.delivered()))


class Invitation(SavesChanges):
    """A request to one person of a member to answer a set of questions and check its entry."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("invitation", "waits to be sent")
        UNSENT = "unsent", pgettext_lazy("invitation", "not sent")
        SENT = "sent", pgettext_lazy("invitation", "sent")
        LINK = "link", pgettext_lazy("invitation", "link made")
        OPENED = "opened", pgettext_lazy("invitation", "opened")
        ANSWERED = "answered", pgettext_lazy("invitation", "answered")
        OVERDUE = "overdue", pgettext_lazy("invitation", "overdue")
        REVOKED = "revoked", pgettext_lazy("invitation", "revoked")

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("member")
    )
    question_set = models.ForeignKey(
        QuestionSet,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("set of questions"),
    )
    run = models.ForeignKey(
        InvitationRun, on_delete=models.SET_NULL, related_name="invitations", null=True, blank=True
    )
    to_name = NameField(_("to"), max_length=150, blank=True)
    to_email = EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    line = TextField(
        _("personal line"),
        max_length=1000,
        blank=True,
        help_text=_("Stands at the top of the e-mail, e.g. “Thank you for Tuesday, Kari!”"),
    )
    due_on = DayField(_("answer by"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("invited by"),
    )
    made_at = models.DateTimeField(_("invited"), db_default=Now())
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    handled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_on"], name="invitation_due")]
        constraints = [date_limits_constraint("invitation_dates", days=["due_on"])]

    def __str__(self) -> str:
        return f"{self.member}: {self.question_set}"

    def state(self, day: date) -> State:
        """Return the state on a day; ``mails`` and their ``mail`` should be prefetched."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.answered_at:
            return self.State.ANSWERED
        mails = self.mails.all()
        if self.why_unsent:
            return self.State.UNSENT
        if self.due_on < day:
            return self.State.OVERDUE
        if self.opened_at:
            return self.State.OPENED
        if any(row.delivered_at for row in mails):
            return self.State.SENT
        return self.State.WAITING if any(row.mail for row in mails) else self.State.LINK

    @property
    def why_unsent(self) -> str:
        """Why no mail of the invitation was sent so far; empty if one was, or was not tried yet."""
        rows = self.mails.all()
        if any(row.delivered_at for row in rows):
            return ""
        return next((row.mail.error for row in reversed(rows) if row.mail and row.mail.error), "")


class InvitationMailQuerySet(models.QuerySet):
    """Filters the mails of invitations by their delivery."""

    def delivered(self) -> Self:
        """Return the mails that were sent, also those that the outbox no longer has."""
        return self.filter(
            Q(mail__sent_at__isnull=False) | Q(mail__isnull=True, sent_at__isnull=False)
        )


class InvitationMail(models.Model):
    """One mail of an invitation; the outbox writes its text when it is sent.

    ``sent_at`` is when it was sent last. It outlasts the row of the outbox, which knows better whether
    the server took the mail.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        SOON = "soon", _("reminder before the due day")
        OVERDUE = "overdue", _("reminder after the due day")
        QUESTION = "question", _("question about answers")

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mails")
    mail = models.OneToOneField(
        OutgoingMail,
        on_delete=models.SET_NULL,
        related_name="invitation_mail",
        null=True,
        blank=True,
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # the question about answers, where it asks one
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = InvitationMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail of an invitation")
        verbose_name_plural = _("e-mails of invitations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "kind"],
                condition=Q(kind__in=["soon", "overdue"]),
                name="invitation_reminded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_kind_display()}"

    @property
    def delivered_at(self) -> datetime | None:
        """When it was sent; None while the outbox has not sent it."""
        return self.mail.sent_at if self.mail else self.sent_at
