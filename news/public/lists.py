"""Pages of the news list, by cursor rather than offset."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, Field, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from core.compiled_queries import Parameter, compile_once
from core.moment import parse_moment
from core.parsing import parse_whole_number
from core.slugs import filter_addressable
from news.models import Edition, Section
from news.public.filters import NewsFilters
from news.querysets import Cursor, EditionQuerySet

PAGE_SIZE = 12


@dataclass(frozen=True)
class NewsPage:
    """One page of a list, newest first, with the cursors of the neighbouring pages."""

    editions: list[Edition]
    older: str | None
    newer: str | None


def make_cursor(edition: Edition) -> str:
    """Return the position of ``edition`` in the list as a text for a URL."""
    return f"{edition.first_published.isoformat()}~{edition.article_id}"


def parse_cursor(text: str) -> Cursor:
    """Return the position in the list encoded by ``text``; raise Http404 for an invalid cursor."""
    instant, _tilde, article = text.partition("~")
    at, key = parse_moment(instant), parse_whole_number(article)
    if at is None or key is None:
        raise Http404("no such place in the list")
    return at, key


_PARAMETERS: dict[str, Field] = {
    "at": DateTimeField(),
    "begin": DateTimeField(),
    "end": DateTimeField(),
    "tag": BigIntegerField(),
    "tags": ArrayField(BigIntegerField()),
    "member": BigIntegerField(),
    "members": ArrayField(BigIntegerField()),
}


def _filter_editions(
    rules: frozenset[str],
    section: Section | None,
    *,
    at: Parameter,
    begin: Parameter,
    end: Parameter,
    **keys: Parameter,
) -> EditionQuerySet:
    """Return the editions of a list; ``rules`` are the parameters that narrow it."""
    language = get_language() or settings.LANGUAGE_CODE
    editions = Edition.objects.live(at).news().in_language(language, at=at)
    if section:
        editions = editions.filter(section=section)
    if "begin" in rules:
        editions = editions.filter(first_published__gte=begin, first_published__lt=end)
    for kind in ("tag", "member"):
        if kind in rules:
            editions = editions.naming_key(kind, keys[kind])
        elif f"{kind}s" in rules:
            editions = editions.naming_any_of(kind, keys[f"{kind}s"])
    return editions


@compile_once(**_PARAMETERS, published=DateTimeField(), article=BigIntegerField())
def _fetch_rows(
    rules: frozenset[str],
    section: Section | None,
    direction: str | None,
    *,
    published: Parameter,
    article: Parameter,
    **values: Parameter,
) -> QuerySet[Edition]:
    """Return the rows of one page and one more, in the order of reading.

    ``direction`` says on which side of the cursor it goes on, if there is one.
    """
    editions = _filter_editions(rules, section, **values).for_cards()
    if direction == "after":
        editions = editions.newer_than((published, article))
        return editions.order_by("first_published", "article_id")[: PAGE_SIZE + 1]
    if direction == "before":
        editions = editions.older_than((published, article))
    return editions.newest_first()[: PAGE_SIZE + 1]


@compile_once(**_PARAMETERS)
def _fetch_latest(
    rules: frozenset[str], section: Section | None, number: int, **values: Parameter
) -> QuerySet[Edition]:
    return _filter_editions(rules, section, **values).newest_first()[:number]


def fetch_latest_editions(filters: NewsFilters, at: datetime, number: int) -> list[Edition]:
    """Return the newest ``number`` editions of the list, with all that they hold."""
    values = filters.values
    return filter_addressable(
        _fetch_latest(frozenset(values), filters.section, number, at=at, **values)
    )


def fetch_news_page(filters: NewsFilters, query: QueryDict, at: datetime) -> NewsPage:
    """Return the page at the cursor ``before`` or ``after``, by default the first."""
    values = filters.values
    cursors = ((name, query.get(name)) for name in ("after", "before"))
    direction, text = next(((name, text) for name, text in cursors if text), (None, None))
    cursor: dict[str, datetime | int] = {}
    if text:
        cursor["published"], cursor["article"] = parse_cursor(text)
    rows = _fetch_rows(frozenset(values), filters.section, direction, at=at, **values, **cursor)
    further = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    if direction == "after":
        rows.reverse()
        older, newer = bool(rows), further
    else:
        older, newer = further, direction is not None and bool(rows)
    return NewsPage(
        filter_addressable(rows),
        older=make_cursor(rows[-1]) if older else None,
        newer=make_cursor(rows[0]) if newer else None,
    )


@compile_once(at=DateTimeField())
def _fetch_oldest(at: Parameter) -> QuerySet[Edition]:
    news = Edition.objects.live(at).news().only("first_published")
    return news.order_by("first_published", "article_id")[:1]


def first_year_with_news(at: datetime) -> int | None:
    """Return the year of the oldest news that are live at ``at``, in any language."""
    oldest = _fetch_oldest.first(at=at)
    return oldest and timezone.localdate(oldest.first_published).year
