"""The outbox: e-mails that wait, that were sent, and that failed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutgoingMailQuerySet(models.QuerySet):
    """Filters e-mails by their state."""

    def failing(self):
        """Return e-mails that could not be sent so far, whether or not they will be tried again."""
        failed = ~Q(error="") | Q(next_try_at__isnull=True)
        return self.filter(failed, sent_at__isnull=True)

    def waiting(self):
        """Return e-mails that were not tried yet, or are being sent."""
        return self.filter(sent_at__isnull=True, error="", next_try_at__isnull=False)


class OutgoingMail(models.Model):
    """One e-mail with its recipient and subject; its text is deleted once it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("e-mail", "waits to be sent")
        SENT = "sent", pgettext_lazy("e-mail", "sent")
        FAILING = "failing", pgettext_lazy("e-mail", "not sent yet, will be tried again")
        FAILED = "failed", pgettext_lazy("e-mail", "could not be sent")

    to = models.EmailField(_("to"), max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text as HTML"), blank=True)
    reply_to = models.EmailField(_("answers go to"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # NULL once it is sent or given up
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True, db_default=Now())
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        ordering = ["-id"]
        permissions = [("resend_outgoingmail", _("Can send an e-mail again"))]
        indexes = [
            models.Index(fields=["to"], name="mail_to"),
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="mail_due"
            ),
        ]
        constraints = [
            # it may hold a secret link
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | Q(text="", html="", reply_to="", next_try_at__isnull=True),
                name="mail_text_goes_when_sent",
            )
        ]

    def __str__(self):
        return self.subject

    @property
    def state(self) -> State:
        if self.sent_at:
            return self.State.SENT
        if self.next_try_at is None:
            return self.State.FAILED
        return self.State.FAILING if self.error else self.State.WAITING
