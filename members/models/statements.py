"""Quotations, and whether the person quoted has approved the words."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import DayField, LineField, NameField, TextField, WebAddressField
from core.saving import SavesChanges
from core.slugs import web_address_constraint
from members.models.organisations import Member
from members.models.people import Person


def hash_statement(words: str) -> str:
    """Return the SHA-256 of the exact words, to which an approval is bound."""
    return hashlib.sha256(words.encode()).hexdigest()


class Statement(SavesChanges):
    """A quotation, word for word, with the speaker's title and organisation of that day."""

    key = WebAddressField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("A short name to find it by, e.g. kelp-why-join."),
    )
    text = TextField(_("the exact words"), help_text=_("Without quotation marks."))
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="statements", verbose_name=_("person")
    )
    person_title = NameField(
        _("title that day"),
        max_length=150,
        blank=True,
        help_text=_("Empty: the person’s title at the time of publishing."),
    )
    organisation = NameField(
        _("organisation that day"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the member’s name, or the person’s organisation."),
    )
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="statements",
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    question = LineField(_("question asked"), max_length=300, blank=True)
    approved_on = DayField(_("approved on"), null=True, blank=True)
    approved_by = NameField(
        _("approved by"),
        max_length=150,
        blank=True,
        help_text=_("Who gave the approval; empty: the person quoted."),
    )
    approved_how = NameField(_("how"), max_length=100, blank=True, help_text=_("e.g. by e-mail"))
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-id"]
        constraints = [
            web_address_constraint("statement_key_usable", "key"),
            date_limits_constraint("statement_dates", days=["approved_on"]),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, approved_hash="")
                | (Q(approved_on__isnull=False) & ~Q(approved_hash="")),
                name="statement_approval_whole",
                violation_error_message=_("An approval needs its day and the words it is for."),
            ),
        ]

    def __str__(self):
        # without quotation marks: they are added where the quote is shown
        return self.text if len(self.text) <= 60 else self.text[:59].rstrip() + "…"

    @property
    def is_approved(self) -> bool:
        """Whether the current text is the approved one."""
        return self.approved_on is not None and self.approved_hash == hash_statement(self.text)

    def approve(self, *, on, by="", how="") -> None:
        """Approve the current text, by its hash; the caller saves."""
        self.approved_on, self.approved_by, self.approved_how = on, by, how
        self.approved_hash = hash_statement(self.text)

    def withdraw_approval(self) -> None:
        """Take the approval back; the caller saves."""
        self.approved_on, self.approved_by, self.approved_how = None, "", ""
        self.approved_hash = ""
