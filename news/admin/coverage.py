"""Coverage: when each member was last in the news, and the shares of the categories."""

import csv
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.numbers import format_percentage
from core.spreadsheet_safety import escape_formula
from desk.toolkit.admin_pages import AdminPage
from members.models import Category, Member
from news.models import Edition, EditionMember

_PAGE = 100


@dataclass(frozen=True)
class CategoryShare:
    """A category: the articles that name its members, its members, and its share of each."""

    category: str
    pieces: int
    members: int
    of_pieces: str
    of_members: str


def coverage_view(site, request):
    """Show coverage of members; ``?year=2025`` limits it to a year, ``?format=csv`` downloads it."""
    years = _years(request.moment)
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    members, named = (
        _members_by_last_mention(request.moment, year),
        _member_references(request.moment, year),
    )
    if request.GET.get("format") == "csv":
        return _file(_with_editions(list(members)))
    page = Paginator(members, _PAGE).get_page(request.GET.get("p"))
    context = {
        **site.each_context(request),
        "title": _("Coverage"),
        "years": years,
        "year": year,
        "page": page,
        "rows": _with_editions(list(page)),
        "shares": _category_shares(request.moment, named),
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


def _members_by_last_mention(moment, year):
    """Return current members, those never named first, then by the date of the last mention."""
    member = OuterRef(OuterRef("pk"))
    itself = Member.with_aliases.filter(Q(pk=member) | Q(merged_into=member)).order_by()
    latest = _member_references(moment, year).filter(member__in=itself.values("pk"))
    latest = latest.order_by("-first_published", "-edition")
    return (
        Member.objects.current(at=moment.at)
        .select_related("category")
        .annotate(
            last_named=Subquery(latest.values("first_published")[:1]),
            last_edition=Subquery(latest.values("edition")[:1]),
        )
        .order_by(F("last_named").asc(nulls_first=True), f"sort_key_{get_language()}", "pk")
    )


def _with_editions(members) -> list:
    """Return each member with the edition that named it last, or None, and the URL of its article."""
    keys = {member.last_edition for member in members if member.last_edition}
    editions = Edition.objects.only("title", "language", "article_id").in_bulk(keys)
    rows = []
    for member in members:
        edition = editions.get(member.last_edition)
        address = edition and reverse("admin:news_article_change", args=[edition.article_id])
        rows.append((member, edition, address))
    return rows


def _category_shares(moment, named) -> list[CategoryShare]:
    """Return shares by category; an article counts once in each, however many languages it has."""
    current = Member.objects.current(at=moment.at).order_by()
    category_of = dict(current.values_list("pk", "category"))
    members = Counter(category_of.values())
    # joined in Python: PostgreSQL 15 takes minutes for the join with the current members
    target = Coalesce("member__merged_into", "member")
    named = named.order_by().values_list(target, "edition__translation_group").distinct()
    pieces = Counter(
        category
        for category, _piece in {
            (category_of[member], piece) for member, piece in named if member in category_of
        }
    )
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


def _file(rows) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="coverage.csv"'
    response.write("\ufeff")  # else Excel misreads æ ø å
    writer = csv.writer(response)
    writer.writerow([_("Member"), _("Category"), _("Last named"), _("In what")])
    for member, edition, _address in rows:
        day = localtime(member.last_named).date().isoformat() if edition else ""
        category = member.category.name if member.category else ""
        cells = [member.name, category, day, edition.title if edition else ""]
        writer.writerow([escape_formula(cell) for cell in cells])
    return response
