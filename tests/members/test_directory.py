"""The directory: facets that count, a search that forgives, and pages that never count or skip."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange

from cluster_site.models import MenuItem, SiteSettings
from members.directory import listing
from members.models import FocusArea, Membership, SizeClass
from tests.factories import CategoryFactory, ImageFactory, MemberFactory, MembershipFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def kelp():
    """Four members that differ in everything, and one that has left."""
    farms, labs = CategoryFactory(slug="farms", name_en="Farms"), CategoryFactory(slug="labs")
    seaweed = FocusArea.objects.create(name_en="Seaweed", name_nb="Tang og tare", slug="seaweed")
    sensors = FocusArea.objects.create(name_en="Sensors", name_nb="Følere", slug="sensors")
    values = [
        ("Ålesund Tare", farms, "Ålesund", SizeClass.LARGE, [seaweed]),
        ("Kongsberg Kelp", farms, "Kongsberg", SizeClass.START_UP, [seaweed, sensors]),
        ("Tromsø Lab", labs, "Tromsø", SizeClass.RESEARCH, [sensors]),
        ("Bergen Lab", labs, "Bergen", SizeClass.RESEARCH, []),
    ]
    found = []
    for name, category, city, size, focus in values:
        member = MemberFactory(name_en=name, category=category, city=city, size=size, summary_en="")
        member.focus.set(focus)
        found.append(member)
    MemberFactory(
        name_en="Gone AS", category=farms, membership=DateRange(date(2020, 1, 1), date(2022, 1, 1))
    )
    return found


def names(page) -> list[str]:
    return [
        re.sub("<[^>]+>|\u00ad", "", name)
        for name in re.findall(r'<h3[^>]*><a href="[^"]+">(.*?)</a>', page)
    ]


def numbers(page) -> dict[str, int]:
    """What the facets say, by their words."""
    found = re.findall(r'">([^<>]+)</a> <span class="count">(\d+)</span>', page)
    return {label: int(number) for label, number in found}


def test_each_count_is_what_choosing_it_shows(client, kelp):
    page = client.get("/members/?category=farms").text
    assert names(page) == ["Kongsberg Kelp", "Ålesund Tare"]
    counted = numbers(page)
    assert counted["Farms"] == 2, "its own facet counts as if it were not chosen"
    assert counted["Seaweed"] == 2
    assert counted["Sensors"] == 1
    assert "Bergen" not in counted
    for label, query in {
        "Sensors": "category=farms&focus=sensors",
        "Research organisation": "size=research",
        "Bergen": "city=Bergen",
    }.items():
        shown = len(names(client.get(f"/members/?{query}").text))
        plain = numbers(
            client.get("/members/" + ("?category=farms" if "cat" in query else "")).text
        )
        assert plain[label] == shown, label


def test_one_without_category_city_and_size_is_counted_too(client, kelp):
    MemberFactory(name_en="Bare AS", category=None, city="", size="")
    assert "5 organisations" in HtmlPage(client.get("/members/")).text
    page = client.get("/members/?q=bare").text
    assert names(page) == ["Bare AS"]
    assert "1 organisation<" in page
    assert numbers(page) == {}


@pytest.mark.slow
def test_every_combination_agrees_with_a_plain_count(client, kelp):
    for category in (None, "farms", "labs"):
        for focus in (None, "seaweed", "sensors"):
            for size in (None, SizeClass.RESEARCH, SizeClass.LARGE):
                expected = {
                    member.name
                    for member in kelp
                    if (not category or member.category.slug == category)
                    and (not focus or focus in {area.slug for area in member.focus.all()})
                    and (not size or member.size == size)
                }
                asked = {"category": category, "focus": focus, "size": size}
                page = client.get("/members/", {key: v for key, v in asked.items() if v}).text
                assert set(names(page)) == expected, asked
                said = re.search(r"data-count>(.*?)</p>", page)[1]
                assert said.startswith(str(len(expected)) if expected else "No organisation")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kelp", ["Kongsberg Kelp"]),
        ("KELP kongs", ["Kongsberg Kelp"]),
        ("alesund", ["Ålesund Tare"]),
        ("tromso", ["Tromsø Lab"]),
        ("tang", ["Kongsberg Kelp", "Ålesund Tare"]),
        ("kongberg", ["Kongsberg Kelp"]),  # a letter left out
        ("konggsberg", ["Kongsberg Kelp"]),  # one too many
        ("kongsbarg", ["Kongsberg Kelp"]),  # another one
        ("kognsberg", ["Kongsberg Kelp"]),  # two that changed places
        ("forlers", []),
        ("gone", []),
        ("100%", []),
        ("_", []),
        ("\\", []),
    ],
)
def test_a_search_reads_all_words_and_forgives_one_slip(client, kelp, words, found):
    kelp[1].former_names.create(name="Numedal Alger", slug="numedal-alger")
    page = HtmlPage(client.get("/members/", {"q": words}))
    assert names(page.source) == found
    if not found:
        assert "No matches" in page.text


def test_a_search_says_where_it_found_what_the_page_does_not_show(client, kelp):
    kelp[1].former_names.create(name="Numedal <Alger>", slug="numedal-alger")
    page = HtmlPage(client.get("/members/?q=numedal"))
    assert "Formerly Numedal <Alger>" in page.text and page.has("mark", "Numedal")
    page = HtmlPage(client.get("/members/?q=tromso"))
    assert "Tromsø Lab" in page.text and page.has("mark", "Tromsø")
    assert "are spelled much like it" not in page.source
    page = HtmlPage(client.get("/members/?q=kongberg"))
    assert "Kongsberg Kelp" in page.text and page.has("mark", "Kongsberg")
    assert "are spelled much like it" in page.text
    assert HtmlPage(client.get("/nb/members/?q=tang")).has("mark", "Tang")


def test_the_newest_come_first_by_their_latest_membership(client, kelp):
    back = kelp[3]
    Membership.objects.filter(member=back).update(
        period=DateRange(date(2020, 1, 1), date(2021, 1, 1))
    )
    MembershipFactory(member=back, period=DateRange(date(2024, 5, 1), None))
    Membership.objects.filter(member=kelp[1]).update(period=DateRange(date(2022, 1, 1), None))
    assert names(client.get("/members/?sort=newest").text)[:2] == ["Bergen Lab", "Kongsberg Kelp"]
    assert names(client.get("/members/?since=2022").text) == ["Bergen Lab", "Kongsberg Kelp"]


def test_one_with_two_memberships_whose_end_is_not_known_yet_stands_once(client, kelp):
    Membership.objects.filter(member=kelp[0]).update(
        period=DateRange(date(2020, 1, 1), date(2022, 1, 1)), end_public_from=None
    )
    MembershipFactory(member=kelp[0], period=DateRange(date(2022, 1, 1), None))
    assert names(client.get("/members/?sort=newest").text).count("Ålesund Tare") == 1


def test_a_day_gone_by_and_the_day_before_the_first(client, kelp):
    page = HtmlPage(client.get("/members/?on=2021-06-01"))
    assert "Gone AS" in names(page.source)
    assert "Members on 1 June 2021" in page.text
    page = HtmlPage(client.get("/members/?on=1999-01-01"))
    assert names(page.source) == []
    assert (
        "Nobody was a member on that day. The first organisation became a member on " in page.text
    )


def test_a_list_and_a_grid_are_two_addresses(client, kelp):
    page = HtmlPage(client.get("/members/?view=list&category=farms"))
    assert page.has(".directory-list")
    assert names(page.source) == ["Kongsberg Kelp", "Ålesund Tare"]
    assert page.has('[href*="?category=farms&view=list&sort=newest"]')


@pytest.mark.parametrize("sort", ["name", "newest"])
def test_pages_lead_on_and_back_over_everybody_once(client, kelp, monkeypatch, sort):
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    monkeypatch.setattr(listing, "WHOLE", 3)
    # joined on one day, and neither order of their names is the one in which they came
    for name in ("Zander", "Aal", "Makrell"):
        MemberFactory(name_en=name)
    address, seen, firsts = f"/members/?sort={sort}", [], []
    while address:
        page = HtmlPage(client.get(address))
        seen += names(page.source)
        firsts.append(names(page.source))
        onward = page.all("[rel=next]")
        address = onward and onward[0].attributes["href"]
    assert len(seen) == len(set(seen)) == 7
    page = HtmlPage(client.get(page.one("a[rel=prev]").attributes["href"]))
    assert names(page.source) == firsts[-2]
    assert page.has('[rel="next"]')
    assert page.has('[rel="prev"]')


@pytest.mark.parametrize(
    "query",
    [
        "category=none",
        "focus=%00",
        "size=giant",
        "sort=luck",
        "view=3d",
        "city=%00",
        "after=x",
        "after=a~b",
        "before=%00~1",
        "sort=newest&after=x~1",
        "on=2999-01-01",
        "on=x",
        "after=zzz~99999999999999999999",
    ],
)
def test_what_there_is_not_is_a_404(client, kelp, query):
    assert client.get(f"/members/?{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "since=abc",
        "since=99999",
        "since=٢٠٢٠",
        "q=" + "a " * 500,
        "city=Nowhere",
        "q=%EF%BF%BD",
    ],
)
def test_what_is_typed_amiss_is_no_error(client, kelp, query):
    assert client.get(f"/members/?{query}").status_code == 200


@pytest.mark.slow
def test_the_directory_asks_six_queries_at_most_however_many_there_are(client):
    SiteSettings.objects.create(name_en="Kelp Cluster")
    MenuItem.objects.create(label_en="Members", target_en="/members/")
    areas = [FocusArea.objects.create(name_en=f"Area {n}", slug=f"area-{n}") for n in range(9)]
    for n in range(130):
        member = MemberFactory(
            logo=ImageFactory(), city=f"City {n % 40}", size=SizeClass.values[n % 8]
        )
        member.former_names.create(name=f"Before {n}", slug=f"before-{n}")
        member.focus.add(areas[n % 9], areas[(n + 4) % 9])
    for query in (
        "",
        "q=membre",
        "q=member&sort=newest",
        "focus=area-3&size=large&sort=newest",
        "since=2020",
        "q=membre&sort=newest&focus=area-1",
        "on=2021-01-01&view=list",
        "q=before&city=City+3",
    ):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/members/?{query}").status_code == 200
        assert len(captured) <= 6, (query, [each["sql"] for each in captured])


def test_what_may_not_be_known_is_neither_listed_nor_counted(client, kelp):
    hushed = MemberFactory(name_en="Hush AS", city="Hushville", membership=False)
    MembershipFactory(member=hushed, public_from=None)
    page = client.get("/members/").text
    assert "Hush" not in page
    assert names(client.get("/members/?q=hush").text) == []
