"""A board change, from the page to the announcement live and the board page turned over by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cluster_site.models import SiteSettings
from core.moment import parse_moment
from news.models import Article
from tests.factories import BoardSeatFactory, ImageFactory, MemberFactory, PersonFactory

pytestmark = pytest.mark.browser

PUBLIC = (
    "/",
    "/board/",
    "/nb/board/",
    "/news/",
    "/members/tang/",
    "/members/?q=Nina",
    "/feeds/news.rss",
    "/sitemap-people.xml",
    "/api/board.json",
    "/api/news.json",
)


@pytest.fixture
def board(transactional_db):
    SiteSettings.objects.create(name_en="Kelp Cluster")
    member = MemberFactory(name_en="Tang AS", slug="tang")
    return {
        "leaver": BoardSeatFactory(person=PersonFactory(name="Lars Leaver", affiliation=member)),
        "replaced": BoardSeatFactory(person=PersonFactory(name="Olga Before", slug="olga")),
        "newcomer": PersonFactory(
            name="Nina New",
            slug="nina",
            affiliation=member,
            public_from=None,
            portrait=ImageFactory(alt_en="Nina by the sea"),
        ),
    }


def choose(page, row, name):
    """Choose a person by keyboard alone."""
    page.locator(f"#id_changes-{row}-person + .select2-container .select2-selection").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(name)
    page.locator(".select2-results__option--highlighted", has_text=name).wait_for()
    page.keyboard.press("Enter")


def press(page, name):
    page.locator(f".submit-row [name={name}], .board-more [name={name}]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def change_board(page, board, first):
    page.goto("/admin/")
    page.click(".front-actions >> text=Change the board")
    choose(page, 0, "Nina")
    page.select_option("#id_changes-0-role", "member")
    page.fill("#id_changes-0-first", first.isoformat())
    page.select_option("#id_changes-0-replaces", str(board["replaced"].pk))
    press(page, "_add")
    page.locator("#id_changes-1-person + .select2-container [aria-label^=Person]").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.ariaLabel").startswith("Person")
    choose(page, 1, "Lars")
    page.select_option("#id_changes-1-role", "leaves")
    assert page.locator("#id_changes-1-replaces").is_hidden()
    press(page, "_look")
    assert "Enter the last day." in page.inner_text(".problems")
    page.fill("#id_changes-1-last", (first - timedelta(days=1)).isoformat())
    press(page, "_look")
    before, after = page.locator(".board-sides > section").all_inner_texts()
    assert "Lars Leaver" in before and "Nina New" not in before
    assert "Nina New" in after and "Lars Leaver" not in after
    press(page, "_change")
    page.wait_for_selector(".messagelist")


def publish(page, at):
    page.fill("#id_news_quote_set-0-text", "We will grow kelp")
    page.click(".bar-more:has(#id_publishing-at) > summary")
    page.fill("#id_publishing-at", at.strftime("%Y-%m-%dT%H:%M"))
    with page.expect_navigation():
        page.click("[name=_publish_at]")
    assert "scheduled" in page.inner_text(".bar-state").lower()


def board_at(page, at):
    """The board page as a visitor reads it then: who sits, and the earlier members."""
    text = page.request.get(f"/board/?at={at:%Y-%m-%dT%H:%M}").text()
    return text.partition("Earlier members")


@pytest.mark.parametrize(
    "first_after", [timedelta(days=-20), pytest.param(timedelta(days=9), marks=pytest.mark.slow)]
)
@pytest.mark.slow
def test_the_board_turns_over_with_the_announcement_or_on_the_first_day(
    desk, visitor, board, first_after
):
    first = timezone.localdate() + first_after
    at = (timezone.localtime() + timedelta(days=3)).replace(second=0, microsecond=0)
    change_board(desk, board, first)
    publish(desk, at)

    for page in PUBLIC:
        answer = visitor.get(page)
        assert answer.ok and "Nina New" not in answer.text(), page
    for page in ("/people/nina/", "/news/changes-on-the-board/"):
        assert visitor.get(page).status == 404, page
    now = visitor.get("/board/").text()
    assert "Olga Before" in now and "Lars Leaver" in now and "Earlier members" not in now
    assert "until" not in visitor.get("/people/olga/").text()

    turns = max(at, parse_moment(first.isoformat()))
    before, _heading, _earlier = board_at(desk, turns - timedelta(minutes=1))
    assert "Olga Before" in before and "Lars Leaver" in before
    after, _heading, earlier = board_at(desk, turns + timedelta(minutes=1))
    assert "Nina New" in after
    assert "Olga Before" in earlier and "Lars Leaver" in earlier
    story = desk.request.get(f"/news/changes-on-the-board/?at={turns:%Y-%m-%dT%H:%M}").text()
    assert "We will grow kelp" in story and "Nina New" in story
    assert Article.objects.filter(section="board", title="Changes on the board").count() == 1


@pytest.mark.slow
def test_somebody_new_is_added_on_the_way_and_hidden_and_what_is_left_comes_back(desk, visitor):
    desk.goto("/admin/news/boardannouncement/add/")
    with desk.expect_popup() as popup:
        desk.click("#add_id_changes-0-person")
    popup.value.fill("#id_name", "Nina New")
    with popup.value.expect_event("close"):
        popup.value.click("[name=_save]")
    desk.locator(".select2-selection__rendered", has_text="Nina New").wait_for()
    with desk.expect_response("**/admin/desk/keep/") as kept:
        desk.select_option("#id_changes-0-role", "observer")
    assert kept.value.ok
    desk.goto("/admin/news/boardannouncement/add/")
    desk.get_by_text("You began “Nina New” and did not save it").wait_for()
    desk.click("text=Go on with what I typed")
    desk.locator(".select2-selection__rendered", has_text="Nina New").wait_for()
    assert desk.input_value("#id_changes-0-role") == "observer"
    assert visitor.get("/people/nina-new/").status == 404
