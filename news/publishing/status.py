"""The status of articles: what is live and what is scheduled, for many of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from core.moment import format_moment
from news.content.draft_values import load_drafts
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import Article, Edition
from news.publishing.merged_records import filter_changed_besides_merging


@dataclass
class ArticleStatus:
    """The editions of an article relevant at a moment, and whether its draft differs."""

    at: datetime
    live: Edition | None = None
    scheduled: list[Edition] = field(default_factory=list)
    last: Edition | None = None
    changed: bool = False

    @property
    def state(self) -> str:
        if self.live:
            return "live"
        if self.scheduled:
            return "scheduled"
        return "ended" if self.last else "draft"

    @property
    def can_cancel(self) -> bool:
        cut = self.live is not None and self.live.live_during.upper != self.live.until
        return bool(self.scheduled) or cut

    @property
    def word(self) -> str:
        """The state in one or two words, without its time."""
        return {
            "live": _("live"),
            "scheduled": _("scheduled"),
            "ended": _("no longer on the site"),
            "draft": _("draft"),
        }[self.state]

    @property
    def words(self) -> str:
        """The state in a few words, for a list."""
        if self.live:
            words = _("live since %(time)s") % {"time": format_moment(self.live.live_during.lower)}
        elif self.scheduled:
            time = format_moment(self.scheduled[0].live_during.lower)
            words = _("scheduled for %(time)s") % {"time": time}
        elif self.last:
            words = _("not on the site since %(time)s") % {
                "time": format_moment(self.last.live_during.upper)
            }
        else:
            return _("draft")
        return _("%(state)s – changed since") % {"state": words} if self.changed else words

    @property
    def summary(self) -> str:
        """The state in a few words, with what is scheduled to replace what is live."""
        if not (self.live and self.scheduled):
            return self.words
        time = format_moment(self.scheduled[0].live_during.lower)
        return " · ".join([self.words, _("scheduled for %(time)s") % {"time": time}])

    @property
    def sentences(self) -> list[str]:
        """What visitors see now, and what will be published when, as sentences."""
        sentences, before = [self._describe_now()], self.live
        for edition in self.scheduled:
            time = format_moment(edition.live_during.lower)
            if before and before.live_during.upper == edition.live_during.lower:
                sentences.append(
                    _("A version is scheduled for %(time)s and will replace it.") % {"time": time}
                )
            else:
                sentences += self._describe_end(before)
                sentences.append(_("A version is scheduled for %(time)s.") % {"time": time})
            before = edition
        sentences += self._describe_end(before)
        if self.changed:
            sentences.append(_("The draft has changes that are not published."))
        return sentences

    def _describe_now(self) -> str:
        if self.live:
            return _("Live since %(time)s.") % {"time": format_moment(self.live.live_during.lower)}
        if self.last:
            time = format_moment(self.last.live_during.upper)
            return _("Not on the site since %(time)s.") % {"time": time}
        if self.scheduled and self.scheduled[0].first_published < self.at:
            return _("Not on the site now.")
        return _("Draft. Not published yet.")

    @staticmethod
    def _describe_end(edition: Edition | None) -> list[str]:
        if edition is None or edition.live_during.upper is None:
            return []
        return [
            _("It leaves the site on %(time)s.")
            % {"time": format_moment(edition.live_during.upper)}
        ]


def fetch_statuses(articles: Iterable[Article], *, at: datetime) -> dict[int, ArticleStatus]:
    """Return the status of each article at ``at``, by id; the number of queries is constant."""
    articles = list(articles)
    statuses = {article.pk: ArticleStatus(at) for article in articles}
    issued = Edition.objects.issued().filter(article__in=statuses).defer("blocks", "reason")
    current = issued.filter(Q(live_during__contains=at) | Q(live_during__startswith__gt=at))
    for edition in current.order_by("live_during"):
        status = statuses[edition.article_id]
        if edition.live_during.lower > at:
            status.scheduled.append(edition)
        else:
            status.live = edition
    latest = {edition.article_id: edition for edition in issued.latest_issued()}
    for pk, edition in latest.items():
        if edition.live_during.lower <= at and not statuses[pk].live:
            statuses[pk].last = edition
    drafts = load_drafts(article for article in articles if article.pk in latest)
    sources = fetch_sources(drafts.values())
    snapshots = {pk: build_snapshot(draft, sources) for pk, draft in drafts.items()}
    for pk in filter_changed_besides_merging(
        {
            pk: snapshot
            for pk, snapshot in snapshots.items()
            if snapshot.digest() != latest[pk].digest
        },
        latest,
    ):
        statuses[pk].changed = True
    return statuses


def fetch_status(article: Article, *, at: datetime) -> ArticleStatus:
    """Return the status of one article at ``at``."""
    return fetch_statuses([article], at=at)[article.pk]
