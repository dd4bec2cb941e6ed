"""A page of news: filters from the address, and a cursor instead of counting and skipping."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import slug_re
from django.db.models import BigIntegerField, DateTimeField, Manager, QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.aliases import AliasedQuerySet, Record
from core.compiled_queries import Parameter, compile_once
from core.date_limits import is_allowed_year
from core.moment import parse_moment
from core.parsing import parse_whole_number
from core.slugs import filter_addressable
from members.models import FormerName, Member
from news.models import Edition, Section, Tag
from news.querysets import Cursor

PAGE_SIZE = 12


@dataclass(frozen=True)
class NewsFilters:
    """Filters of a news list; None for those not set."""

    section: Section | None = None
    tag: Tag | None = None
    member: Member | None = None
    year: int | None = None

    @property
    def values(self) -> dict[str, int | list[int] | datetime]:
        """The values by which the list is narrowed, by parameter of its query."""
        values: dict[str, int | list[int] | datetime] = {}
        records: tuple[tuple[str, Tag | Member | None], ...]
        records = (("tag", self.tag), ("member", self.member))
        for kind, record in records:
            if record and len(record.any_keys) == 1:
                values[kind] = record.pk
            elif record:
                values[f"{kind}s"] = record.any_keys
        if self.year:
            zone = timezone.get_current_timezone()
            values["begin"] = datetime(self.year, 1, 1, tzinfo=zone)
            values["end"] = datetime(self.year + 1, 1, 1, tzinfo=zone)
        return values

    @property
    def heading(self) -> str:
        """What the list is of, in words."""
        labels = self.labels
        match list(labels):
            case ["year"]:
                return _("News from %(year)s") % {"year": labels["year"]}
            case ["member"]:
                return _("News about %(name)s") % {"name": labels["member"]}
        return ", ".join(labels.values()) or _("News")

    @property
    def title(self) -> str:
        """The heading as it stands alone in a tab; the section "News" is not all news."""
        match list(self.labels):
            case ["section"]:
                return _("%(section)s (section)") % {"section": self.labels["section"]}
            case [] | ["year"] | ["member"]:
                return self.heading
        return f"{self.heading} – {_('News')}"

    @property
    def only_tag(self) -> bool:
        return list(self.labels) == ["tag"]

    @property
    def labels(self) -> dict[str, str]:
        """What each filter that is on is called."""
        labels = {
            "section": self.section and str(self.section.label),
            "tag": self.tag and self.tag.local_name,
            "member": self.member and self.member.name,
            "year": self.year and str(self.year),
        }
        return {name: label for name, label in labels.items() if label}

    def query(self, **changes: str | int | None) -> str:
        """The filters as the query of an address, with ``changes`` (None takes one away)."""
        values = {
            "section": self.section and self.section.value,
            "tag": self.tag and self.tag.slug,
            "member": self.member and self.member.slug,
            "year": self.year,
        } | changes
        return "?" + urlencode({key: value for key, value in values.items() if value})


def parse_news_filters(query: QueryDict, *, at: datetime, tag: str | None = None) -> NewsFilters:
    """Parse the query string into filters; raise Http404 for unknown values."""
    name = query.get("section")
    try:
        section = Section(name) if name else None
    except ValueError as error:
        raise Http404("no such section") from error
    year = parse_whole_number(query.get("year"))
    if section == Section.PAGE or (query.get("year") and not is_allowed_year(year)):
        raise Http404("no such section or year")
    tag = tag or query.get("tag")
    member = query.get("member")
    return NewsFilters(
        section=section,
        tag=_find_by_slug(tag, Tag.objects.known(at), Tag.with_aliases, "merged_into")
        if tag
        else None,
        member=_find_by_slug(member, Member.objects.known(at), FormerName.objects, "member")
        if member
        else None,
        year=year,
    )


def _find_by_slug(
    slug: str, records: AliasedQuerySet[Record], old_addresses: Manager, owner: str
) -> Record:
    """Return the record at ``slug``, else the ``owner`` of that old address; with its ``any_keys``."""
    records = records.annotate_any_keys()
    # anything but a slug may contain NUL, which PostgreSQL refuses
    if not slug_re.fullmatch(slug):
        raise Http404("no such tag or member")
    owners = old_addresses.filter(slug=slug).values(owner)
    record = records.filter(slug=slug).first() or records.filter(pk__in=owners).first()
    if record is None:
        raise Http404("no such tag or member")
    return record


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


@compile_once(
    at=DateTimeField(),
    begin=DateTimeField(),
    end=DateTimeField(),
    tag=BigIntegerField(),
    tags=ArrayField(BigIntegerField()),
    member=BigIntegerField(),
    members=ArrayField(BigIntegerField()),
    published=DateTimeField(),
    article=BigIntegerField(),
)
def _fetch_rows(
    rules: frozenset[str],
    section: Section | None,
    direction: str | None,
    *,
    at: Parameter,
    begin: Parameter,
    end: Parameter,
    published: Parameter,
    article: Parameter,
    **keys: Parameter,
) -> QuerySet[Edition]:
    """Return the rows of one page and one more, in the order in which they are walked.

    ``rules`` are the parameters that narrow the list; ``direction`` says on which side of the cursor
    it goes on, if there is one.
    """
    language = get_language() or settings.LANGUAGE_CODE
    editions = Edition.objects.live(at).news().in_language(language, at=at).for_cards()
    if section:
        editions = editions.filter(section=section)
    if "begin" in rules:
        editions = editions.filter(first_published__gte=begin, first_published__lt=end)
    for kind in ("tag", "member"):
        if kind in rules:
            editions = editions.naming_key(kind, keys[kind])
        elif f"{kind}s" in rules:
            editions = editions.naming_any_of(kind, keys[f"{kind}s"])
    if direction == "after":
        editions = editions.newer_than((published, article))
        return editions.order_by("first_published", "article_id")[: PAGE_SIZE + 1]
    if direction == "before":
        editions = editions.older_than((published, article))
    return editions.newest_first()[: PAGE_SIZE + 1]


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
