"""The confirmation page of bulk actions: what publishing or unpublishing would do with each article."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.moment import format_moment, read_database_clock
from desk.autosave.storage import list_unsaved_authors
from desk.records.bulk_actions import BulkItem
from news.content.draft_values import load_drafts
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import Article, Review
from news.publishing.checks import ERROR, OF_MOMENT, check_snapshot, fetch_lookups
from news.publishing.correction_merge import fetch_missing_corrections
from news.publishing.status import ArticleStatus, fetch_statuses
from news.review.reviews import ReviewStanding, fetch_review_standings


@dataclass
class PublishingItem(BulkItem):
    """An article to publish; ``until`` is its present end, which it keeps."""

    until: datetime | None = None


def make_publishing_items(articles: list[Article], *, scheduling: bool) -> list[PublishingItem]:
    """Return an item for each article.

    New drafts and changed live articles are ticked. Articles that are scheduled, were unpublished
    or seem unfinished (no text, unsaved input, in review) are published only if the user ticks
    them.
    """
    now = read_database_clock()
    statuses, standings = fetch_statuses(articles, at=now), fetch_review_standings(articles)
    authors = list_unsaved_authors(articles)
    drafts = load_drafts(articles)
    sources = fetch_sources(drafts.values())
    snapshots = {pk: build_snapshot(draft, sources) for pk, draft in drafts.items()}
    lookups = fetch_lookups(snapshots.values(), sources, now)
    missing = fetch_missing_corrections(snapshots)
    items = []
    for article in articles:
        status, standing = statuses[article.pk], standings.get(article.pk)
        snapshot = snapshots[article.pk]
        item = PublishingItem(
            article, _state(article, status, standing), version=_version(status, snapshot)
        )
        items.append(item)
        if article.is_pattern:
            item.ticked, item.then = None, _("A template is never published itself.")
            continue
        if status.live and not status.scheduled and not status.changed:
            item.ticked, item.then = None, _("Nothing has changed since it was published.")
            continue
        problems = check_snapshot(
            snapshot,
            sources,
            at=now,
            live=status.live,
            missing=missing.get(article.pk, ()),
            lookups=lookups,
        )
        errors = [
            problem.message
            for problem in problems
            if problem.level == ERROR and not (scheduling and problem.code in OF_MOMENT)
        ]
        if errors:
            item.ticked, item.reasons = None, errors
            item.then = _("It can’t be published yet:")
            continue
        item.reasons = [problem.message for problem in problems]
        if names := authors.get(article.pk):
            message = _("Typed by %(names)s and not saved yet: it would not be published.")
            item.reasons.insert(0, message % {"names": ", ".join(names)})
        half_written = (
            names
            or any(problem.code == "text-missing" for problem in problems)
            or (standing and standing.review.state in (Review.State.WAITING, Review.State.CHANGES))
        )
        item.ticked = (
            status.state in ("draft", "live") and not status.scheduled and not half_written
        )
        item.then = _scheduling(status) if scheduling else _publishing(status)
        editions = [*filter(None, [status.live]), *status.scheduled]
        item.until = editions[-1].live_during.upper if editions else None
        if item.until:
            time = format_moment(item.until)
            item.then += " " + _("It leaves the site on %(time)s.") % {"time": time}
    return items


def make_unpublishing_items(articles: list[Article]) -> list[BulkItem]:
    """Return an item for each article; scheduled versions are cancelled too if ticked."""
    statuses = fetch_statuses(articles, at=read_database_clock())
    items = []
    for article in articles:
        status = statuses[article.pk]
        ticked = None if not status.live else not status.scheduled
        items.append(
            BulkItem(
                article,
                _state(article, status),
                _unpublishing(status),
                ticked=ticked,
                version=_version(status),
            )
        )
    return items


def _version(status: ArticleStatus, snapshot=None) -> str:
    """Identify the editions that are live or still to come, and the draft where it matters."""
    keys = "-".join(str(edition.pk) for edition in (status.live, *status.scheduled) if edition)
    return f"{status.state}-{keys}-{snapshot.digest()[:16] if snapshot else ''}"


def _state(article: Article, status: ArticleStatus, standing: ReviewStanding | None = None) -> str:
    parts = [_("template") if article.is_pattern else status.summary]
    if standing and standing.words:
        parts.append(standing.words)
    return " · ".join(parts)


def _publishing(status: ArticleStatus) -> str:
    if status.scheduled:
        return _("The draft is published now, and what is scheduled is cancelled.")
    match status.state:
        case "live":
            return _("The changes in the draft are published.")
        case "ended":
            return _("It is published again.")
    return _("It is published for the first time.")


def _scheduling(status: ArticleStatus) -> str:
    if status.scheduled:
        return _(
            "The draft is scheduled for your time instead, and what is scheduled is cancelled."
        )
    match status.state:
        case "live":
            return _("The changes in the draft are published at your time.")
        case "ended":
            return _("It is published again at your time.")
    return _("It is published for the first time at your time.")


def _unpublishing(status: ArticleStatus) -> str:
    if not status.live:
        return _("It is not on the site.")
    sentences = [_("It leaves the site now. Its address then says that it is gone.")]
    if status.scheduled:
        sentences.append(_("What is scheduled is cancelled."))
    return " ".join(sentences)
