"""A board change shows nowhere before its announcement is live, and then from its true first day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from core.moment import read_database_clock
from members.models import BoardSeat
from news.models import Section
from news.publishing.commands import cancel_scheduled, publish, reschedule, unpublish
from tests.cluster_site.search.indexing import index_now
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    PersonFactory,
    TagFactory,
    UserFactory,
)
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WEEK = timedelta(days=7)
PAGES = (
    "/",
    "/board/",
    "/members/",
    "/members/new/",
    "/news/",
    "/llms.txt",
    "/feeds/news.rss",
    "/feeds/section/board.atom",
    "/feeds/member/kelp.json",
    "/feeds/tag/seaweed.rss",
    "/nb/feeds/news.atom",
    "/nb/feeds/section/board.json",
    "/nb/feeds/tag/seaweed.json",
    "/nb/feeds/member/kelp.rss",
    "/api/board.json",
    "/api/members.json",
    "/api/news.json",
    "/sitemap-people.xml",
    "/nb/board/",
    "/nb/llms.txt",
)
# by a name, by a slip in it ("did you mean"), by its beginning, and by a word of the announcement
SEARCHES = ("nina", "nnia joins", "ni*", "joins", '"nina new"', "seaweed -nina")


@pytest.fixture
def change(editor):
    """Next week's announcement of a newcomer whose term began last week, and whom she succeeds."""
    today = timezone.localdate()
    first = today - WEEK
    SiteSettings.objects.create(name_en="Kelp Cluster")
    member = MemberFactory(name_en="Kelp AS", slug="kelp")
    old = BoardSeatFactory(
        person=PersonFactory(name="Olga Before", slug="olga", affiliation=member),
        term=DateRange(date(2022, 1, 1), first),
        end_public_from=None,
    )
    new = BoardSeatFactory(
        person=PersonFactory(name="Nina New", slug="nina", affiliation=member, public_from=None),
        term=DateRange(first, None),
        public_from=None,
        succeeds=old,
    )
    article = ArticleFactory(section=Section.BOARD, title="Nina New joins", slug="nina-joins")
    article.announces.add(new)
    tag = TagFactory(name="Seaweed", slug="seaweed")
    known = ArticleFactory(title="Seaweed today", slug="seaweed-today")
    for tagged in (article, known):
        tagged.tags.add(tag)
    publish(article=known, by=editor)
    at = read_database_clock() + WEEK
    publish(article=article, by=editor, at=at)
    index_now()
    return {"article": article, "old": old, "new": new, "at": at, "first": first, "editor": editor}


def staff_client(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.slow
def test_nothing_shows_the_newcomer_before_the_announcement_is_live(client, change):
    for page in (*PAGES, "/members/kelp/", f"/board/?on={change['first']}"):
        assert "Nina" not in client.get(page).text, page
    for page in (
        "/people/nina/",
        "/news/nina-joins/",
        "/news/nina-joins.md",
        "/nb/news/nina-joins/",
    ):
        missing = client.get(page)
        assert missing.status_code == 404
        assert "Nina" not in missing.text


@pytest.mark.parametrize("typed", SEARCHES)
def test_no_search_knows_the_newcomer_before_the_announcement_is_live(client, change, typed):
    for page in ("/search/", "/nb/search/", "/search/suggest/", "/nb/search/suggest/"):
        assert "Nina" not in client.get(page, {"q": typed}).text, page
    if "seaweed" not in typed:
        assert "Nothing found" in client.get("/search/", {"q": typed}).text


def test_a_search_of_the_moment_after_finds_the_newcomer_and_the_announcement(client, change):
    at = (change["at"] + timedelta(seconds=1)).isoformat()
    page = HtmlPage(staff_client(client).get("/search/", {"q": "nina", "at": at}))
    assert set(page.words(".results h2")) == {"Nina New", "Nina New joins"}


def test_the_predecessor_sits_on_as_if_nothing_had_changed(client, change):
    board = HtmlPage(client.get("/board/"))
    assert "Olga Before" in board.text
    assert "Earlier members" not in board.source
    assert "since Jan 2022" in HtmlPage(client.get("/people/olga/")).text


def test_once_live_the_newcomer_counts_from_the_true_first_day(client, change):
    staff = staff_client(client)
    at = (change["at"] + timedelta(seconds=1)).isoformat()
    today = staff.get("/board/", {"at": at}).text
    assert "Nina New" in today.partition("Earlier members")[0]
    assert "Olga Before" in today.partition("Earlier members")[2]
    then = staff.get("/board/", {"at": at, "on": change["first"].isoformat()}).text
    assert "Nina New" in then.partition("Earlier members")[0]
    before = staff.get(
        "/board/", {"at": at, "on": (change["first"] - timedelta(days=1)).isoformat()}
    ).text
    assert "Nina New" not in before.partition("Boards through the years")[0]
    assert staff.get("/people/nina/", {"at": at}).status_code == 200


def seat_times(change):
    for seat in (change["new"], change["old"]):
        seat.refresh_from_db()
    change["new"].person.refresh_from_db()
    return (
        change["new"].public_from,
        change["old"].end_public_from,
        change["new"].person.public_from,
    )


def test_publishing_rescheduling_and_cancelling_set_the_times(change):
    assert seat_times(change) == (change["at"],) * 3
    later = change["at"] + WEEK
    reschedule(article=change["article"], by=change["editor"], at=later)
    assert seat_times(change) == (later,) * 3
    cancel_scheduled(article=change["article"], by=change["editor"])
    assert seat_times(change) == (None,) * 3


def test_publishing_now_makes_the_change_known_now(client, change):
    publish(article=change["article"], by=change["editor"])
    assert "Nina New" in HtmlPage(client.get("/board/")).text


def test_unpublishing_makes_nobody_forget(change):
    edition = publish(article=change["article"], by=change["editor"])
    unpublish(article=change["article"], by=change["editor"])
    assert seat_times(change)[0] == edition.live_during.lower


def test_showing_before_the_announcement_is_a_choice_that_publishing_respects(change):
    seat, earlier = change["new"], read_database_clock()
    BoardSeat.objects.filter(pk=seat.pk).update(public_from=earlier)
    reschedule(article=change["article"], by=change["editor"], at=change["at"] + WEEK)
    assert seat_times(change)[0] == earlier
