"""How long the directory takes with 10,000 members of several memberships each, whatever is asked."""

from datetime import date, timedelta

from django.db import connection
from psycopg.types.range import DateRange

from benchmarks.timing import tell_pages
from cluster_site.models import SiteSettings
from members.models import FocusArea, Member, Membership, SizeClass
from tests.factories import LONG_AGO, CategoryFactory, ImageFactory

MEMBERS = 10_000
SYLLABLES = (
    "ar",
    "bel",
    "dor",
    "fin",
    "gran",
    "hav",
    "kel",
    "lun",
    "mar",
    "nor",
    "sol",
    "tind",
    "vik",
)
ADDRESSES = {
    "directory": "/members/",
    "directory, a category": "/members/?category=kind-3",
    "directory, a focus": "/members/?focus=focus-4",
    "directory, a city": "/members/?city=Arararstad",
    "directory, a size": "/members/?size=large",
    "directory, four facets": "/members/?category=kind-3&size=large&focus=focus-4&city=Arararstad",
    "directory, two facets": "/members/?category=kind-3&size=large",
    "directory, a word": "/members/?q=kelp",
    "directory, a rare word": "/members/?q=granfinsol",
    "directory, mistyped": "/members/?q=grnafin+kelp",
    "directory, newest": "/members/?sort=newest",
    "directory, newest of a focus": "/members/?sort=newest&focus=focus-4",
    "directory, a past day": "/members/?on=2020-03-01",
    "directory, as a list": "/members/?view=list",
    "statistics": "/members/statistics/",
    "statistics, a past day": "/members/statistics/?on=2020-03-01",
    "statistics as XLSX": "/members/statistics.xlsx",
}


def main() -> None:
    seed()
    print(f"the directory, {MEMBERS} members")
    tell_pages(ADDRESSES)


def seed() -> None:
    """10,000 members, each with one to three memberships, of which the last goes on."""
    SiteSettings.objects.create(name_en="Kelp of the north")
    categories = [CategoryFactory(slug=f"kind-{n}") for n in range(9)]
    logos = ImageFactory.create_batch(300)
    areas = FocusArea.objects.bulk_create(
        FocusArea(name_en=f"Focus {n}", slug=f"focus-{n}") for n in range(30)
    )
    members = Member.objects.bulk_create(
        Member(
            name_en=f"{_word(n).capitalize()} Kelp {n}",
            slug=f"directory-{n}",
            category=categories[n * 7 % 9],
            size=SizeClass.values[n * 5 % 8],
            summary_en=f"Grows {_word(n + 5)} and sells what the sea gives, all year round.",
            description_en="<p>It grows kelp for the whole of the north.</p>" * 40,
            logo=logos[n * 11 % 300],
            city=f"{_word(n * n % 241).capitalize()}stad",
            country="NO",
        )
        for n in range(MEMBERS)
    )
    through = Member.focus.through
    through.objects.bulk_create(
        through(member=member, focusarea=areas[(n * 7 + step) % 30])
        for n, member in enumerate(members)
        for step in (0, 11)
    )
    Membership.objects.bulk_create(
        Membership(member=member, period=period, public_from=LONG_AGO, end_public_from=LONG_AGO)
        for n, member in enumerate(members)
        for period in _periods(n)
    )
    with connection.cursor() as cursor:
        # what the server does by itself some time after so many rows
        cursor.execute("VACUUM ANALYZE")


def _word(n: int) -> str:
    return "".join(SYLLABLES[n // 13**place % 13] for place in range(3))


def _periods(n: int):
    first = date(2010, 1, 1) + timedelta(days=n * 37 % 700)
    for run in range(n % 3):
        begins = first + timedelta(days=run * 400)
        yield DateRange(begins, begins + timedelta(days=300))
    yield DateRange(date(2018, 1, 1) + timedelta(days=n * 41 % 2800), None)
