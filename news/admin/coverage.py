"""Coverage: when each member was last in the news, and the shares of the categories."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Case, Count, Min, When
from django.db.models.functions import Coalesce
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.numbers import format_percentage
from desk.import_export.export import csv_response
from desk.toolkit.admin_pages import AdminPage
from members.models import Category, Member
from news.models import Edition, EditionMember

_PAGE = 100
_AT_ONCE = 500  # members in memory while a file is written
_NAMED = Coalesce("member__merged_into", "member")
_CATEGORY = Case(
    When(member__merged_into=None, then="member__category"),
    default="member__merged_into__category",
)


@dataclass(frozen=True)
class CategoryShare:
    """A category: the articles that name its members, its members, and its share of each."""

    category: str
    pieces: int
    members: int
    of_pieces: str
    of_members: str


@dataclass(frozen=True)
class MemberCoverage:
    """A member, when it was last named and in which edition, and the URL of the article's form."""

    member: Member
    last_named: datetime | None = None
    edition: Edition | None = None
    address: str = ""


def coverage_view(site, request):
    """Show coverage of members; ``?year=2025`` limits it to a year, ``?format=csv`` downloads it."""
    years = _years(request.moment)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    mentions = _last_mentions(request.moment, year)
    category_of = _categories_of_members(request.moment)
    keys = _by_last_mention(category_of, mentions)
    if request.GET.get("format") == "csv":
        return csv_response("coverage.csv", _lines(keys, mentions))
    page = Paginator(keys, _PAGE).get_page(request.GET.get("p"))
    context = {
        **site.each_context(request),
        "title": _("Coverage"),
        "years": years,
        "year": year,
        "page": page,
        "rows": _coverage_of(page.object_list, mentions),
        "shares": _category_shares(category_of, _member_references(request.moment, year)),
    }
    return TemplateResponse(request, "news/admin/coverage.html", context)


PAGE = AdminPage("news", "coverage", gettext_lazy("Coverage"), "news.view_article", coverage_view)


def _member_references(moment, year=None):
    """Return references to members in news that is or was public; first published in ``year``, if given."""
    began = Edition.objects.issued().news().filter(live_during__startswith__lte=moment.at)
    named = EditionMember.objects.filter(edition__in=began)
    return named.filter(first_published__year=year) if year else named


def _years(moment) -> list[int]:
    """Return the years from this one back to the first in which a member was named."""
    first = _member_references(moment).aggregate(first=Min("first_published"))["first"]
    return list(range(moment.day.year, localtime(first).year - 1, -1)) if first else []


def _last_mentions(moment, year) -> dict[int, tuple[datetime, int]]:
    """Return when each member was last named, and the key of the edition, in one pass over the references."""
    latest = (
        _member_references(moment, year)
        .annotate(named=_NAMED)
        .order_by("named", "-first_published", "-edition")
        .distinct("named")
        .values_list("named", "first_published", "edition")
    )
    return {member: (at, edition) for member, at, edition in latest}


def _categories_of_members(moment) -> dict[int, int | None]:
    """Return the key of the category of each current member by the member's key, in order of names."""
    members = Member.objects.current(at=moment.at).order_by(f"sort_key_{get_language()}", "pk")
    return dict(members.values_list("pk", "category"))


def _by_last_mention(keys: Iterable[int], mentions) -> list[int]:
    """Return the keys of members, those never named first, then by the date of the last mention."""
    # those never named, and those named at the same time, stay in the order of their names
    return sorted(keys, key=lambda key: mentions[key][:1] if key in mentions else ())


def _coverage_of(keys: Iterable[int], mentions) -> list[MemberCoverage]:
    """Return the coverage of the members with these keys, in their order."""
    members = Member.objects.select_related("category").in_bulk(keys)
    edition_keys = {mentions[key][1] for key in keys if key in mentions}
    editions = Edition.objects.only("title", "language", "article_id").in_bulk(edition_keys)
    rows = []
    for key in keys:
        if key in mentions:
            at, edition = mentions[key][0], editions[mentions[key][1]]
            address = reverse("admin:news_article_change", args=[edition.article_id])
            rows.append(MemberCoverage(members[key], at, edition, address))
        else:
            rows.append(MemberCoverage(members[key]))
    return rows


def _category_shares(category_of: dict[int, int | None], named) -> list[CategoryShare]:
    """Return shares by category; an article counts once in each, however many languages it has."""
    members = Counter(category_of.values())
    # by their keys: PostgreSQL 15 takes minutes for the join with the current members
    counted = (
        named.annotate(named=_NAMED)
        .filter(named__any=list(category_of))
        .order_by()
        .values_list(_CATEGORY)
        .annotate(pieces=Count("edition__translation_group", distinct=True))
    )
    pieces = Counter(dict(counted))
    names = [(category.pk, category.name) for category in Category.objects.all()]
    if None in members:
        names.append((None, _("no category")))
    return [
        CategoryShare(
            name,
            pieces[key],
            members[key],
            format_percentage(pieces[key], pieces.total()),
            format_percentage(members[key], members.total()),
        )
        for key, name in names
        if key in members
    ]


def _lines(keys: list[int], mentions) -> Iterator[list]:
    """Yield the lines of the file, with a few hundred members in memory at a time."""
    yield [_("Member"), _("Category"), _("Last named"), _("In what")]
    for start in range(0, len(keys), _AT_ONCE):
        for row in _coverage_of(keys[start : start + _AT_ONCE], mentions):
            day = localtime(row.last_named).date().isoformat() if row.last_named else ""
            category = row.member.category.name if row.member.category else ""
            yield [row.member.name, category, day, row.edition.title if row.edition else ""]
