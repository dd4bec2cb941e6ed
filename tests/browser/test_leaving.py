"""A member leaves: its membership is ended, and what still calls it one is decided place by place."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from accounts.models import User
from members.models import Departure
from news.blocks.member_list import MemberList
from news.blocks.prose import Prose
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    StatementFactory,
    add_block,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kelp(desk):
    """On the board, in a list, linked, quoted, and named with a genitive in a live article."""
    editor = User.objects.get(email="editor@example.org")
    MemberFactory(name_en="Algae AS")
    member = MemberFactory(name_en="Kelp Energy AS", slug="kelp-energy")
    BoardSeatFactory(person__name="Kari Nordmann", person__affiliation=member)
    StatementFactory(person__name="Ola Nordmann", member=member)
    listing = ArticleFactory(title="Our members", text=False)
    add_block(listing, MemberList).choices.create(member=member, position=0)
    add_block(listing, Prose, html=f'<p><a href="record:member/{member.pk}">They</a> grow.</p>')
    named = ArticleFactory(
        title="Harvest", slug="harvest", text="<p>We saw our member Kelp Energys harvest.</p>"
    )
    for article in (listing, named):
        publish(article=article, by=editor)
    return member


def nothing_ails(page):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def headings(page):
    return page.locator(".leaving-kind > :is(h3, legend)").all_inner_texts()


@pytest.mark.slow
def test_a_leaver_from_the_last_day_to_the_last_decision(desk, visitor, kelp):
    desk.goto(f"/admin/members/member/{kelp.pk}/change/")
    desk.click("[data-tool=end]")
    desk.wait_for_selector(".leaving")
    assert [each.rpartition(" ")[0] for each in headings(desk)] == [
        "Board seats",
        "People",
        "Quotes on record",
        "Lists of members",
        "Links to its page",
        "Named in the text, without a link",
    ]
    assert desk.locator("mark").inner_text() == "Kelp Energys"
    nothing_ails(desk)
    desk.fill("#id_last_day", (timezone.localdate() - timezone.timedelta(days=1)).isoformat())
    desk.click(".submit-row button")
    desk.wait_for_url("**/admin/members/departure/*/change/")
    desk.emulate_media(color_scheme="dark")
    nothing_ails(desk)

    for address in ("/members/", "/api/members.json", "/members/statistics/?format=csv"):
        assert "Kelp Energy" not in visitor.get(address).text()
    assert "no longer a member" in visitor.get("/members/kelp-energy/").text()
    assert "Kelp Energys harvest" in visitor.get("/news/harvest/").text()

    # a reason is asked for, and what was chosen is still chosen
    desk.check("text=All of these: People")
    desk.click("[name=_left]")
    assert desk.locator("[role=alert]").inner_text() == "Write why it is left as it is."
    assert desk.locator("[name=every][value=people]").is_checked()
    desk.fill("#id_note", "She still works there")
    desk.click("[name=_left]")
    desk.wait_for_selector(".messagelist")
    assert "People" not in headings(desk)

    # the words are corrected where they stand, and settle themselves
    desk.locator(".finding", has_text="Harvest").get_by_text("Correct the live version").click()
    desk.locator(".correct-block > summary", has_text="Kelp Energys").click()
    text = desk.locator(".correct-block[open] .ProseMirror")
    text.wait_for()
    text.click()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("We saw the harvest.")
    desk.click("[name=_look]")
    desk.wait_for_selector(".correct-change")
    desk.click("[name=_correct]")
    desk.wait_for_selector(".messagelist")
    desk.goto("/admin/")
    desk.click("text=1 ended membership with something left to decide")
    desk.click(".results th a")
    desk.wait_for_selector(".leaving")
    desk.click("text=Gone by itself")
    assert desk.locator(".finding strong").all_inner_texts() == ["Harvest"]

    # the rest is done, on a telephone
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.click("text=To decide")
    nothing_ails(desk)
    for box in desk.locator("[name=every]").all():
        box.check()
    desk.click("[name=_done]")
    desk.wait_for_selector("text=Nothing is left to decide.")
    desk.goto("/admin/")
    assert desk.locator("text=ended membership with something").count() == 0
    departure = Departure.objects.get()
    desk.goto(f"/admin/members/departure/{departure.pk}/change/?show=decided")
    assert "Edda Editor" in desk.locator(".finding-decided").first.inner_text()
    assert desk.locator("text=She still works there").count() == 1
