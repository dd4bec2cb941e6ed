"""Reviews of a draft, comments on it, and links that show it without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import NameField, TextField
from core.saving import SavesChanges
from news.models.articles import Article


class Review(SavesChanges):
    """A request for review, and its answer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for review")
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes asked for")
        WITHDRAWN = "withdrawn", _("withdrawn")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reviews")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("sent by"),
    )
    asked_at = models.DateTimeField(_("sent"), db_default=Now())
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("reviewer"),
        help_text=_("Empty: any editor."),
    )
    note = TextField(_("note"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    digest = models.CharField(max_length=64, blank=True)
    answer = TextField(_("answer"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state="waiting"),
                name="review_one_waiting",
                violation_error_message=_("This article is waiting for review already."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="review_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (~Q(digest="") & ~Q(decided_by=models.F("asked_by"))),
                name="review_approved_by_another",
                violation_error_message=_("Somebody else has to approve it."),
            ),
        ]

    def __str__(self):
        return f"{self.article}: {self.get_state_display()}"


class PreviewLink(SavesChanges):
    """A signed link through which somebody without an account reads a draft."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="preview_links")
    for_whom = NameField(
        _("for whom"), max_length=150, blank=True, help_text=_("e.g. Kari Nordmann, Kelp AS")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"), db_default=Now())
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    frozen = models.JSONField(null=True, blank=True)
    opened = models.PositiveIntegerField(_("opened"), default=0)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-id"]
        constraints = [date_limits_constraint("preview_link_dates", instants=["expires_at"])]

    def __str__(self):
        return f"{self.article} – {self.for_whom}"


class Comment(SavesChanges):
    """A comment on a draft, or on one block of it (``prose-12``), open until it is resolved."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comments")
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, related_name="replies", null=True, blank=True
    )
    block = models.CharField(max_length=40, blank=True)
    text = TextField(_("comment"), max_length=5000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    author_name = NameField(_("your name"), max_length=150, blank=True)
    link = models.ForeignKey(
        PreviewLink, on_delete=models.CASCADE, related_name="comments", null=True, blank=True
    )
    written_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, link__isnull=True)
                | (Q(link__isnull=False, author__isnull=True) & ~Q(author_name="")),
                name="comment_has_author",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_whole",
            ),
            models.CheckConstraint(
                condition=Q(reply_to__isnull=True) | Q(block="", resolved_at__isnull=True),
                name="comment_reply_follows",
            ),
        ]

    def __str__(self):
        return self.text[:60]
