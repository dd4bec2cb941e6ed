"""Send for review, approve, ask for changes.

Each command locks the article's row, then reads the waiting review. An approval is bound to the digest of
what publishing would make public: a later change requires another review.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import lock_record
from core.moment import read_database_clock
from desk.activity.log import log_activity
from news.content.draft_values import load_draft, load_drafts
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import Article, Review
from news.review.notices import notify_colleagues, users_who_may_publish

State = Review.State


class ReviewError(ValidationError):
    """A refused review command; the message gives the reason."""


@dataclass(frozen=True)
class ReviewStanding:
    """The latest review of an article, and whether its text changed since approval."""

    review: Review
    changed: bool = False

    @property
    def words(self) -> str:
        match self.review.state:
            case State.WAITING if self.review.reviewer:
                return _("waiting for review by %(name)s") % {"name": self.review.reviewer}
            case State.WAITING:
                return _("waiting for review")
            case State.CHANGES:
                return _("%(name)s asked for changes") % {"name": self.review.decided_by}
            case State.APPROVED if self.changed:
                return _("changed since %(name)s approved it") % {"name": self.review.decided_by}
            case State.APPROVED:
                return _("approved by %(name)s") % {"name": self.review.decided_by}
        return ""


def fetch_review_standings(articles: Iterable[Article]) -> dict[int, ReviewStanding]:
    """Return the latest review of each article by id; the number of queries is constant."""
    by_id = {article.pk: article for article in articles}
    latest = {
        review.article_id: review
        for review in Review.objects.filter(article__in=by_id)
        .exclude(state=State.WITHDRAWN)
        .select_related("asked_by", "reviewer", "decided_by")
        .order_by("article_id", "-id")
        .distinct("article_id")
    }
    approved = load_drafts(
        by_id[pk] for pk, review in latest.items() if review.state == State.APPROVED
    )
    sources = fetch_sources(approved.values())
    digests = {pk: build_snapshot(draft, sources).digest() for pk, draft in approved.items()}
    return {
        pk: ReviewStanding(review, changed=pk in digests and digests[pk] != review.digest)
        for pk, review in latest.items()
    }


@transaction.atomic
def send_for_review(
    *, article: Article, by: User, reviewer: User | None = None, note: str = ""
) -> Review:
    """Ask ``reviewer``, or all editors if None, to review the draft.

    Raises ReviewError where it waits already, or the reviewer may not publish or is the sender.
    """
    _permitted(by, "news.change_article")
    article = _locked(article)
    if article.is_pattern:
        raise ReviewError(_("A template is not sent for review."), code="pattern")
    if reviewer == by:
        raise ReviewError(_("Somebody else has to look at it."), code="own")
    # reloaded: the account may have been closed meanwhile
    reviewer = reviewer and lock_record(reviewer)
    if reviewer is not None and not (
        reviewer.is_active and reviewer.has_perm("news.publish_article")
    ):
        raise ReviewError(
            _("%(name)s can’t approve articles.") % {"name": reviewer}, code="no-reviewer"
        )
    if _waiting(article) is not None:
        raise ReviewError(_("This article is waiting for review already."), code="waiting")
    review = Review.objects.create(article=article, asked_by=by, reviewer=reviewer, note=note)
    log_activity("sent-for-review", by=by, record=article, reviewer=str(reviewer or ""))
    notify_colleagues(
        "review-asked",
        [reviewer] if reviewer else users_who_may_publish(),
        article=article,
        by=by,
        review=review,
    )
    return review


def approve_draft(*, article: Article, by: User, answer: str = "") -> Review:
    """Approve the draft; the approval is valid for exactly this text."""
    return _decide(article, by, State.APPROVED, answer)


def ask_for_changes(*, article: Article, by: User, answer: str = "") -> Review:
    """Return the article to the author with the changes requested."""
    return _decide(article, by, State.CHANGES, answer)


@transaction.atomic
def withdraw_review(*, article: Article, by: User) -> Review:
    """Withdraw a review request; allowed to its sender and to those who may publish."""
    article = _locked(article)
    review = _needed(article)
    if by != review.asked_by:
        _permitted(by, "news.publish_article")
    return _close(review, State.WITHDRAWN, by)


@transaction.atomic
def _decide(article: Article, by: User, state: Review.State, answer: str) -> Review:
    _permitted(by, "news.publish_article")
    article = _locked(article)
    review = _needed(article)
    if by == review.asked_by:
        raise ReviewError(_("Somebody else has to approve it."), code="own")
    review.answer = answer
    if state == State.APPROVED:
        review.digest = build_snapshot(load_draft(article)).digest()
    _close(review, state, by)
    approved = state == State.APPROVED
    log_activity("approved" if approved else "asked-for-changes", by=by, record=article)
    notify_colleagues(
        "review-approved" if approved else "review-changes",
        [review.asked_by, article.owner],
        article=article,
        by=by,
        review=review,
    )
    return review


def close_waiting_reviews(article: Article, *, by: User | None, digest: str, now: datetime) -> None:
    """Close open reviews when the article is published.

    Runs inside :func:`news.publishing.commands.publish`, which holds the article's lock.
    """
    review = _waiting(article)
    if review is not None:
        review.digest = digest
        state = State.WITHDRAWN if by == review.asked_by else State.APPROVED
        _close(review, state, by, now)


def _close(
    review: Review, state: Review.State, by: User | None, now: datetime | None = None
) -> Review:
    review.state, review.decided_by = state, by
    review.decided_at = now or read_database_clock()
    review.save()
    return review


def _waiting(article: Article) -> Review | None:
    return Review.objects.filter(article=article, state=State.WAITING).first()


def _needed(article: Article) -> Review:
    review = _waiting(article)
    if review is None:
        raise ReviewError(_("This article is not waiting for review."), code="not-waiting")
    return review


def _permitted(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied(f"this needs the permission {permission}")


def _locked(article: Article) -> Article:
    row = lock_record(article)
    if row.trashed:
        raise ReviewError(_("The article is in the trash."), code="trashed")
    return row
