"""One page of the directory: a cursor instead of counting and skipping."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from images.logos import logo_of, name_as_logo
from members.directory.asked import Asked
from members.directory.choices import Choice
from members.directory.found import rules_of
from members.models import Member, Membership
from members.querysets import MembershipQuerySet

WHOLE = 120  # members that still stand on one page
PAGE_SIZE = 36  # of more, as many as fill whole rows of the grid


@dataclass(frozen=True)
class Page:
    """What is shown of members, in their order, and the cursors that lead on."""

    members: list[dict]
    after: str | None
    before: str | None


def page_of(
    asked: Asked,
    memberships: MembershipQuerySet,
    query,
    *,
    at,
    total: int,
    categories: list[Choice],
) -> Page:
    """The page that ``after`` or ``before`` in the address asks for; the first one without."""
    size = PAGE_SIZE if total > WHOLE else WHOLE
    order = (_ByName if asked.sort == "name" else _Newest)(asked, memberships, at)
    backward = bool(query.get("before"))
    asked_for = query.get("before") or query.get("after")
    place = order.place(asked_for) if asked_for else None
    members = Member.objects.filter(*rules_of(asked).values())
    rows = list(order.rows(members, place, backward)[: size + 1])
    further = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    cursors = [order.cursor(row) for row in (rows[0], rows[-1])] if rows else [None, None]
    language, address = get_language(), reverse("members")
    names = {category.pk: category.name for category in categories}
    return Page(
        [_shown(row, language, address, names) for row in order.members(rows)],
        after=cursors[1] if further or backward else None,
        before=cursors[0] if (further if backward else place) else None,
    )


COLUMNS = (
    "slug", "name_en", "name_nb", "summary_en", "summary_nb", "city", "category",
    "logo__sha256", "logo__width", "logo__height", "logo__file",
)  # fmt: skip


def _by_key(keys, words, *columns) -> dict[int, dict]:
    """``columns`` of the members with these ``keys``, as plain values: a hundred records would cost more.

    Former names and focus areas come with them where they may be what was found. Who was merged or
    deleted since the keys were read is not among them.
    """
    members = Member.objects.filter(pk__in=keys)
    if words:
        members = members.with_facts(get_language())
        columns = (*columns, "focus_list", "former_list")
    return {row["pk"]: row for row in members.values("pk", *columns)}


def _shown(row, language, address, names) -> dict:
    """What a page shows of a member, in its language where there is a text in it."""
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
        "logo": logo_of(
            row["logo__sha256"],
            row["logo__width"],
            row["logo__height"],
            row["logo__file"].endswith(".svg"),
        )
        if row["logo__file"]
        else name_as_logo(name),
        "focus": row.get("focus_list", ()),
        "former": row.get("former_list", ()),
    }


def _parts(cursor):
    start, _tilde, number = cursor.rpartition("~")
    if "\x00" in start or not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise Http404("no such place in the list")
    return start, int(number)


class _ByName:
    """In the alphabetical order of the page's language, along its index."""

    def __init__(self, asked, memberships, at):
        self.words, self.memberships = asked.words, memberships
        self.key = f"sort_key_{get_language()}"

    def place(self, cursor):
        return _parts(cursor)

    def cursor(self, member):
        return f"{member[self.key]}~{member['pk']}"

    def rows(self, members, place, backward):
        members = members.filter(pk__in=self.memberships.values("member"))
        if place:
            beyond = TupleLessThan if backward else TupleGreaterThan
            members = members.filter(beyond((F(self.key), F("pk")), place))
        order = (f"-{self.key}", "-pk") if backward else (self.key, "pk")
        return members.order_by(*order).values("pk", *COLUMNS, self.key)

    def members(self, rows):
        if not self.words:
            return rows
        facts = _by_key([row["pk"] for row in rows], self.words)
        return [row | facts[row["pk"]] for row in rows if row["pk"] in facts]


class _Newest:
    """Who joined last first, along the index of memberships; the members themselves come after."""

    def __init__(self, asked, memberships, at):
        self.words, self.memberships = asked.words, memberships
        self.held = Membership.objects.on(asked.day, at=at)

    def place(self, cursor):
        start, number = _parts(cursor)
        try:
            return date.fromisoformat(start), number
        except ValueError as error:
            raise Http404("no such place in the list") from error

    def cursor(self, row):
        return f"{row['first_day'].isoformat()}~{row['member']}"

    def rows(self, members, place, backward):
        # an end that may not be known yet lets a member hold two: the later one counts
        later = self.held.filter(member=OuterRef("member"), first_day__gt=OuterRef("first_day"))
        memberships = self.memberships.filter(~Exists(later), member__in=members.values("pk"))
        if place:
            beyond = TupleGreaterThan if backward else TupleLessThan
            memberships = memberships.filter(beyond((F("first_day"), F("member")), place))
        order = ("first_day", "member") if backward else ("-first_day", "-member")
        return memberships.order_by(*order).values("member", "first_day")

    def members(self, rows):
        found = _by_key([row["member"] for row in rows], self.words, *COLUMNS)
        return [found[row["member"]] for row in rows if row["member"] in found]
