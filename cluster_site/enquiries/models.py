"""What visitors write by the two forms of the site."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import EmailField, NameField, TextField
from core.saving import SavesChanges
from members.models import Member
from news.models import Article


class Enquiry(SavesChanges):
    """A request to join or a report of a mistake in an article, with its state."""

    class Kind(models.TextChoices):
        JOIN = "join", _("wish to join")
        MISTAKE = "mistake", _("word of a mistake")

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("enquiry", "new")
        IN_HAND = "in-hand", pgettext_lazy("enquiry", "in hand")
        DONE = "done", pgettext_lazy("enquiry", "done")
        SPAM = "spam", pgettext_lazy("enquiry", "spam")

    # of the form that was shown, so that sending it twice makes one enquiry
    form = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        related_name="enquiries",
        null=True,
        blank=True,
        verbose_name=_("article"),
    )
    address = models.CharField(_("page"), max_length=200, blank=True)
    name = NameField(_("name"), max_length=150, blank=True)
    organisation = NameField(_("organisation"), max_length=200, blank=True)
    email = EmailField(_("e-mail"), blank=True)
    text = TextField(_("message"))
    sent_at = models.DateTimeField(_("sent"), db_default=Now(), editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    note = TextField(
        _("note"), blank=True, help_text=_("For colleagues, e.g. “Called her on Friday”.")
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("handled by"),
    )

    member = models.ForeignKey(
        Member,
        on_delete=models.SET_NULL,
        related_name="enquiries",
        db_index=False,  # a year's enquiries are few
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("member"),
        help_text=_("The member that it became."),
    )

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["state", "-sent_at"], name="enquiry_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="mistake") | ~(Q(name="") | Q(email="")),
                name="enquiry_join_has_sender",
            )
        ]

    def __str__(self):
        # no name: what is logged of it outlives it
        return f"{capfirst(self.get_kind_display())} {self.pk}"
