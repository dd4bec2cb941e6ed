"""The e-mails that the site sent, without their text."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SentMail(models.Model):
    """One e-mail, to whom and about what; ``error`` says why it could not be sent."""

    to = models.EmailField(_("to"), max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("account"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=250)
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("sent e-mail")
        verbose_name_plural = _("sent e-mails")
        ordering = ["-id"]
        indexes = [models.Index(fields=["to"], name="mail_to")]

    def __str__(self):
        return self.subject
