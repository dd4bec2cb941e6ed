"""One page of the directory: a cursor instead of counting and skipping."""

from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, DateTimeField, F, Q
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from core.compiled_queries import compile_once
from core.parsing import parse_whole_number
from images.logos import logo_tile_html, name_tile_html
from members.directory.choices import FilterChoice
from members.directory.query import SORTS, DirectoryQuery
from members.directory.results import facet_columns, members_with_focus
from members.models import Member, Membership
from members.period_querysets import MembershipQuerySet

WHOLE = 120  # members that still stand on one page
FIRST_ROW = 4  # tiles visible without scrolling on a wide screen
PAGE_SIZE = 36  # of more members, as many as fill whole rows of the grid


@dataclass(frozen=True)
class DirectoryPage:
    """One page of members in order, with the cursors of the neighbouring pages."""

    members: list[dict]
    after: str | None
    before: str | None


def fetch_directory_page(
    asked: DirectoryQuery,
    memberships: MembershipQuerySet,
    query,
    *,
    at,
    total: int,
    categories: list[FilterChoice],
) -> DirectoryPage:
    """Return the page at the cursor ``after`` or ``before`` of the query string, by default the first."""
    size = PAGE_SIZE if total > WHOLE else WHOLE
    order = _ByName(asked, memberships) if asked.sort == "name" else _Newest(asked, memberships, at)
    backward = bool(query.get("before"))
    asked_for = query.get("before") or query.get("after")
    place = order.place(asked_for) if asked_for else None
    if asked.narrowed or place or asked.sort != SORTS[0]:
        rows = list(_row_values(order, place, backward, size + 1, has_words=bool(asked.words)))
    else:
        rows = _fetch_first(size + 1, day=asked.day, at=at)
    further = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    cursors = [None, None]
    if rows:
        cursors = [_cursor(row, order.keys) for row in (rows[0], rows[-1])]
    language, address = get_language(), reverse("members")
    names = {category.pk: category.name for category in categories}
    return DirectoryPage(
        [
            _page_values(row, language, address, names, lazy=place >= FIRST_ROW)
            for place, row in enumerate(rows)
        ],
        after=cursors[1] if further or backward else None,
        before=cursors[0] if (further if backward else place) else None,
    )


@compile_once(day=DateField(), at=DateTimeField())
def _fetch_first(number, *, day, at):
    """The first page without filters, what most visitors see."""
    unfiltered = DirectoryQuery(today=date.max, day=date.max)
    return _row_values(_ByName(unfiltered, Membership.objects.on(day, at=at)), None, False, number)


def _row_values(order, place, backward, number, *, has_words=False):
    """Return plain values: a hundred records would cost more."""
    members, columns = order.members(place, backward, number), COLUMNS
    if has_words:
        # columns that are searched but not shown
        members, columns = (
            members.with_facts(get_language()),
            (*columns, "focus_list", "former_list"),
        )
    return members.values("pk", *order.keys, *columns)


COLUMNS = (
    "slug",
    "name_en",
    "name_nb",
    "summary_en",
    "summary_nb",
    "city",
    "category",
    "logo__public_id",
    "logo__width",
    "logo__height",
    "logo__file",
)


def _page_values(row, language, address, names, *, lazy) -> dict:
    """Return the values of a member for the page, in its language where there is a text in it."""
    other = "nb" if language == "en" else "en"

    def text(name):
        return row[f"{name}_{language}"] or row[f"{name}_{other}"] or ""

    name = text("name")
    return {
        "name": name,
        "names": {row["name_en"], row["name_nb"]},
        "summary": text("summary"),
        "summary_language": "" if row[f"summary_{language}"] else other,
        "category": names.get(row["category"], ""),
        "city": row["city"],
        "address": f"{address}{row['slug']}/",
        "logo": logo_tile_html(
            row["logo__public_id"],
            row["logo__width"],
            row["logo__height"],
            row["logo__file"].endswith(".svg"),
            lazy=lazy,
        )
        if row["logo__file"]
        else name_tile_html(name),
        "focus": row.get("focus_list", ()),
        "former": row.get("former_list", ()),
    }


def _cursor(row, keys):
    return "~".join(str(row[key]) for key in (*keys, "pk"))


def _parts(cursor):
    start, _tilde, number = cursor.rpartition("~")
    key = parse_whole_number(number)
    if "\x00" in start or key is None:
        raise Http404("no such place in the list")
    return start, key


class _ByName:
    """In the alphabetical order of the page's language.

    The places are found along the order's index alone, which holds what facets ask for too; only
    who stands there is read.
    """

    def __init__(self, asked, memberships):
        self.keys = (f"sort_key_{get_language()}",)
        self.matching = Member.objects.filter(
            pk__in=memberships.values("member"), **facet_columns(asked)
        )
        if asked.focus:
            self.matching = self.matching.filter(pk__in=members_with_focus(asked))

    def place(self, cursor):
        return _parts(cursor)

    def members(self, place, backward, number):
        memberships = self.matching
        if place:
            beyond = TupleLessThan if backward else TupleGreaterThan
            memberships = memberships.filter(beyond((F(*self.keys), F("pk")), place))
        order = (*self.keys, "pk")
        if backward:
            order = [f"-{key}" for key in order]
        places = memberships.order_by(*order).values("pk")[:number]
        return Member.objects.filter(pk__in=places).order_by(*order)


class _Newest:
    """Who joined last first, those of one day by name, along the index of memberships."""

    def __init__(self, asked, memberships, at):
        self.name = f"sort_key_{get_language()}"
        self.keys = ("memberships__first_day", self.name)
        rules = {f"member__{column}": value for column, value in facet_columns(asked).items()}
        self.matching = Membership.objects.current_joinings(asked.day, at=at)
        self.matching = self.matching.filter(member__merged_into=None, **rules)
        if asked.since:
            self.matching = self.matching.filter(first_day__year__gte=asked.since)
        if asked.words:
            self.matching = self.matching.filter(member__in=memberships.values("member"))
        if asked.focus:
            self.matching = self.matching.filter(member__in=members_with_focus(asked))

    def place(self, cursor):
        start, number = _parts(cursor)
        day, _tilde, name = start.partition("~")
        try:
            return date.fromisoformat(day), (name, number)
        except ValueError as error:
            raise Http404("no such place in the list") from error

    def members(self, place, backward, number):
        memberships = self.matching
        if place:
            day, of_day = place
            names = (F(f"member__{self.name}"), F("member"))
            if backward:
                beyond = Q(first_day__gt=day) | Q(TupleLessThan(names, of_day))
                memberships = memberships.filter(beyond, first_day__gte=day)
            else:
                beyond = Q(first_day__lt=day) | Q(TupleGreaterThan(names, of_day))
                memberships = memberships.filter(beyond, first_day__lte=day)
        joinings = memberships.newest_first(get_language())
        if backward:
            joinings = joinings.reverse()
        members = Member.objects.filter(memberships__in=joinings.values("pk")[:number])
        order = ("-memberships__first_day", self.name, "pk")
        members = members.order_by(*order)
        return members.reverse() if backward else members
