"""Coverage: when each of today's members was last in the news, and the shares of the categories."""

import csv
import io
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import DateRange, TimestamptzRange

from news.blocks.spotlight import Spotlight
from news.models import Edition, EditionMember
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    CategoryFactory,
    MemberFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/news/coverage/"
SPRING_2024 = datetime(2024, 4, 1, 9, tzinfo=UTC)
SPRING_2025 = datetime(2025, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def named(title, at, *members, ended=None, group=None, **values):
    """An edition of long ago that names ``members``, as an import would have written it."""
    article = ArticleFactory(title=title)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('news.history_door', 'import', true)")
    edition = Edition.objects.create(
        **{"language": "en", "section": "news", **values},
        article=article,
        slug=article.slug,
        title=title,
        translation_group=group or uuid.uuid4(),
        first_published=at,
        live_during=TimestamptzRange(at, ended),
        published_at=at,
    )
    EditionMember.objects.bulk_create(
        EditionMember(edition=edition, member=member, first_published=at) for member in members
    )
    return edition


def rows(client, query=""):
    rows = client.get(ADDRESS + query).context["rows"]
    return [(row.member.name, row.edition and row.edition.title) for row in rows]


def test_the_never_named_come_first_then_the_longest_silence(desk):
    kelp, algae, clam = (MemberFactory(name_en=name) for name in ("Kelp", "Algae", "Clam"))
    MemberFactory(name_en="Zostera")
    MemberFactory(name_en="Barnacle")
    gone = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    named("Old", SPRING_2024, kelp, algae, gone, ended=SPRING_2025)
    new = named("New", SPRING_2025, algae)
    named("About us", timezone.now() - timedelta(days=1), kelp, section="page")
    named("Newest", SPRING_2025 + timedelta(days=1), clam)
    assert rows(desk) == [
        ("Barnacle", None),
        ("Zostera", None),
        ("Kelp", "Old"),
        ("Algae", "New"),
        ("Clam", "Newest"),
    ]
    assert HtmlPage(desk.get(ADDRESS)).has(
        f'a[href="/admin/news/article/{new.article_id}/change/"][lang="en"]', "New"
    )


def test_what_was_taken_down_counts_and_what_is_scheduled_does_not(desk, editor):
    soon, before, now = (MemberFactory(name_en=name) for name in ("Soon", "Before", "Now"))
    for title, member, at in (
        ("Soon out", soon, timezone.now() + timedelta(days=1)),
        ("Out now", now, None),
    ):
        article = ArticleFactory(title=title)
        add_block(article, Spotlight, member=member, html="<p>Kelp</p>")
        publish(article=article, by=editor, at=at)
    named("Was out", SPRING_2024, before, ended=SPRING_2025)
    assert rows(desk) == [("Soon", None), ("Before", "Was out"), ("Now", "Out now")]


@pytest.mark.slow
def test_a_year_is_looked_at_alone_and_a_wrong_one_ignored(desk):
    kelp, algae = MemberFactory(name_en="Kelp"), MemberFactory(name_en="Algae")
    named("Old", SPRING_2024, kelp, algae)
    named("New", SPRING_2025, algae)
    assert rows(desk, "?year=2024") == [("Algae", "Old"), ("Kelp", "Old")]
    assert rows(desk, "?year=2025") == [("Kelp", None), ("Algae", "New")]
    assert "not that year" in HtmlPage(desk.get(ADDRESS + "?year=2025")).text
    years = desk.get(ADDRESS).context["years"]
    assert years == list(range(timezone.localdate().year, 2023, -1))
    for wrong in ("?year=1066", "?year=cheese", "?year=", "?year=99999999999", "?p=cheese"):
        assert rows(desk, wrong) == rows(desk)


def test_shares_count_a_piece_once_in_each_category(desk):
    startups, labs = (CategoryFactory(name_en=name) for name in ("Start-ups", "Labs"))
    one, two, three = MemberFactory.create_batch(3, category=startups)
    lab = MemberFactory(category=labs)
    MemberFactory(category=None)
    former = MemberFactory(category=labs, membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    group = uuid.uuid4()
    named("Both", SPRING_2024, one, two, lab, group=group)
    named("Begge", SPRING_2024, one, two, lab, group=group, language="nb")
    named("Three", SPRING_2025, three, former)
    named("One", SPRING_2025, one)
    shares = [
        (share.category, share.pieces, share.of_pieces, share.members, share.of_members)
        for share in desk.get(ADDRESS).context["shares"]
    ]
    assert shares == [
        ("Start-ups", 3, "75%", 3, "60%"),
        ("Labs", 1, "25%", 1, "20%"),
        ("no category", 0, "0%", 1, "20%"),
    ]
    shares = desk.get(ADDRESS + "?year=2024").context["shares"]
    assert [share.pieces for share in shares] == [1, 1, 0]


@pytest.mark.slow
def test_the_file_holds_every_member_and_no_formula(desk):
    MemberFactory.create_batch(101)
    kelp = MemberFactory(name_en="=Kelp", category=CategoryFactory(name_en="+Labs"))
    named("@New", SPRING_2025, kelp)
    response = desk.get(ADDRESS + "?format=csv")
    assert response.streaming and response.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert lines[0] == ["Member", "Category", "Last named", "In what"]
    assert lines[-1] == ["'=Kelp", "'+Labs", "2025-04-01", "'@New"]
    assert len(lines) == 103
    response = desk.get(ADDRESS + "?year=2024&format=csv")
    assert response.status_code == 200


@pytest.mark.slow
def test_two_hundred_members_cost_as_many_queries_as_two(desk):
    def queries(query=""):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(ADDRESS + query).status_code == 200
        return len(captured)

    category = CategoryFactory()
    named("Old", SPRING_2024, *MemberFactory.create_batch(2, category=category))
    few, few_in_file = queries(), queries("?format=csv")
    for number in range(2):
        members = MemberFactory.create_batch(100, category=category)
        named(f"New {number}", SPRING_2025, *members[:90])
    assert queries() == few <= 15
    assert queries("?format=csv") == few_in_file <= 10
    assert len(rows(desk)) == len(rows(desk, "?p=2")) == 100


def test_the_mentions_are_read_once_and_not_for_each_member(desk):
    named("Old", SPRING_2024, MemberFactory())
    with CaptureQueriesContext(connection) as captured:
        desk.get(ADDRESS)
    members = [query["sql"] for query in captured if "sort_key" in query["sql"]]
    assert members and not any("news_editionmember" in sql for sql in members)


def test_without_members_the_page_says_so(desk):
    assert "There are no members today." in HtmlPage(desk.get(ADDRESS)).text


def test_only_who_may_see_articles_sees_it(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get(ADDRESS).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    assert client.get(ADDRESS).status_code == 200
    assert HtmlPage(client.get("/admin/")).has(f'[href="{ADDRESS}"]')
