"""The query string of the directory; every state of the page has a URL."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from core.date_limits import is_allowed_year
from core.parsing import parse_whole_number
from core.searchtext import LETTERS, split_query
from members.directory.choices import FilterChoice
from members.models import SizeClass

FACETS = ("category", "focus", "city", "size")
SORTS = ("name", "newest")
VIEWS = ("grid", "list")


@dataclass(frozen=True)
class DirectoryQuery:
    """Filters, search terms and order of the directory; None, or the first choice, is the default."""

    today: date
    day: date
    q: str = ""
    since: int | None = None
    category: FilterChoice | None = None
    focus: FilterChoice | None = None
    city: str | None = None
    size: SizeClass | None = None
    sort: str = SORTS[0]
    view: str = VIEWS[0]

    @cached_property
    def words(self) -> list[str]:
        return split_query(self.q)

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.since or any(getattr(self, name) for name in FACETS))

    @cached_property
    def values(self) -> dict[str, str]:
        """The parameters of the query string, without those that have their default value."""
        values = {
            "q": self.q,
            "category": self.category and self.category.slug,
            "focus": self.focus and self.focus.slug,
            "city": self.city,
            "size": self.size and self.size.value,
            "since": self.since,
            "on": None if self.is_today else self.day.isoformat(),
            "sort": self.sort if self.sort != SORTS[0] else None,
            "view": self.view if self.view != VIEWS[0] else None,
        }
        return {name: str(value) for name, value in values.items() if value}

    def address(self, **changes) -> str:
        """Return the URL with ``changes`` to the parameters; None removes one."""
        values = {name: value for name, value in (self.values | changes).items() if value}
        return reverse("members") + ("?" + urlencode(values) if values else "")


def parse_directory_query(
    query: QueryDict, *, today: date, day: date, categories, focus_areas
) -> DirectoryQuery:
    """Parse the query string into directory filters; raise Http404 for unknown values.

    ``categories`` and ``focus_areas`` are the :class:`FilterChoice` that there are.
    """
    text = {name: value.strip() for name, value in query.items()}
    if "\x00" in text.get("city", ""):
        raise Http404("no such city")
    return DirectoryQuery(
        today=today,
        day=day,
        q=" ".join(text.get("q", "").replace("\x00", " ").split())[:LETTERS],
        since=_year(text.get("since"), today),
        category=_pick_choice(text.get("category"), {choice.slug: choice for choice in categories}),
        focus=_pick_choice(text.get("focus"), {choice.slug: choice for choice in focus_areas}),
        city=text.get("city") or None,
        size=_pick_choice(text.get("size"), {choice.value: choice for choice in SizeClass}),
        sort=_pick_choice(text.get("sort") or SORTS[0], dict(zip(SORTS, SORTS, strict=True))),
        view=_pick_choice(text.get("view") or VIEWS[0], dict(zip(VIEWS, VIEWS, strict=True))),
    )


def _pick_choice(asked, choices):
    if not asked:
        return None
    if asked not in choices:
        raise Http404("no such choice")
    return choices[asked]


def _year(asked, today):
    """Return the year if somebody can have joined in it, else None: it is typed by hand."""
    year = parse_whole_number(asked)
    return year if is_allowed_year(year) and year <= today.year else None
