"""The filters of a news list, parsed from the query string."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.validators import slug_re
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.aliases import AliasedQuerySet, Record
from core.date_limits import is_allowed_year
from core.parsing import parse_whole_number
from members.models import Member
from news.models import Section, Tag

FEED_FORMATS = ("rss", "atom", "json")


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
        """The heading of the list, such as "News about Kelp"."""
        labels = self.labels
        match list(labels):
            case ["year"]:
                return _("News from %(year)s") % {"year": labels["year"]}
            case ["member"]:
                return _("News about %(name)s") % {"name": labels["member"]}
        return ", ".join(labels.values()) or _("News")

    @property
    def title(self) -> str:
        """The heading for a browser tab, where the section "News" must not look like all news."""
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
    def feeds(self) -> dict[str, str] | None:
        """The URLs of the list's feeds by format; None for a list that has none."""
        name, args = "feed-of", []
        match list(self.labels):
            case []:
                name = "feed-news"
            case ["section"] if self.section:
                args = ["section", self.section.value]
            case ["tag"] if self.tag:
                args = ["tag", self.tag.slug]
            case ["member"] if self.member:
                args = ["member", self.member.slug]
            case _:
                return None
        return {ending: reverse(name, args=[*args, ending]) for ending in FEED_FORMATS}

    @property
    def labels(self) -> dict[str, str]:
        """The label of each active filter, by its name."""
        labels = {
            "section": self.section and str(self.section.label),
            "tag": self.tag and self.tag.local_name,
            "member": self.member and self.member.name,
            "year": self.year and str(self.year),
        }
        return {name: label for name, label in labels.items() if label}

    def query(self, **changes: str | int | None) -> str:
        """Return the query string of the filters with ``changes``; None removes one."""
        values = {
            "section": self.section and self.section.value,
            "tag": self.tag and self.tag.slug,
            "member": self.member and self.member.slug,
            "year": self.year,
        } | changes
        return "?" + urlencode({key: value for key, value in values.items() if value})


def parse_news_filters(
    query: Mapping[str, str], *, at: datetime, tag: str | None = None
) -> NewsFilters:
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
        tag=_find_record(tag, Tag.objects.known(at)) if tag else None,
        member=_find_record(member, Member.objects.known(at)) if member else None,
        year=year,
    )


def _find_record(slug: str, records: AliasedQuerySet[Record]) -> Record:
    """Return the record that is, or was, at ``slug``, with its ``any_keys``."""
    # anything but a slug may contain NUL, which PostgreSQL refuses
    record = records.annotate_any_keys().find_at(slug) if slug_re.fullmatch(slug) else None
    if record is None:
        raise Http404("no such tag or member")
    return record
