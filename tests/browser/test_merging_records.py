"""A member that was entered twice: from the list to the old address redirecting and an old article."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from psycopg.types.range import DateRange

from accounts.models import User
from members.models import Member
from news.blocks.member_list import MemberList
from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, add_block

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def nothing_ails(page):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_a_merge_from_the_list_to_an_old_article(desk, visitor):
    editor = User.objects.get(email="editor@example.org")
    editor.groups.add(Group.objects.get(name="member-managers"))
    kept = MemberFactory(name_en="Kelp Energy", slug="kelp-energy", city="Oslo")
    alias = MemberFactory(
        name_en="Kelp AS",
        slug="kelp-as",
        city="Bergen",
        website="https://kelp.example",
        membership=DateRange("2010-01-01", "2015-01-01"),
    )
    PersonFactory(name="Kari Nordmann", affiliation=alias)
    article = ArticleFactory(
        slug="harvest", text=f'<p><a href="record:member/{alias.pk}">Kelp AS</a> harvests.</p>'
    )
    add_block(article, MemberList).choices.create(member=alias, position=0)
    publish(article=article, by=editor)

    desk.goto("/admin/members/member/")
    for box in desk.locator("input.action-select").all():
        box.check()
    desk.select_option("[name=action]", "merge_duplicates")
    desk.click("[name=index]")
    desk.wait_for_selector("text=Which one stays?")
    nothing_ails(desk)
    desk.check("text=Kelp Energy (/members/kelp-energy/)")
    desk.click("text=Show what will move")
    desk.wait_for_selector("text=This will move")
    for named in ("Kari Nordmann", "https://kelp.example", "1 Jan 2010"):
        assert desk.locator("#content", has_text=named).count() == 1
    for scheme, width in (("light", 1280), ("dark", 390)):
        desk.emulate_media(color_scheme=scheme)
        desk.set_viewport_size({"width": width, "height": 900})
        nothing_ails(desk)
    desk.check("text=Bergen")
    desk.click("text=Merge into “Kelp Energy”")
    desk.wait_for_url(f"**/admin/members/member/{kept.pk}/change/")
    assert "Kelp AS" in desk.locator(".messagelist").inner_text()
    assert Member.objects.get().city == "Bergen"

    answer = visitor.get("/members/kelp-as/", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (301, "/members/kelp-energy/")
    page = visitor.get("/news/harvest/").text()
    assert '<a href="/members/kelp-energy/">Kelp AS</a> (now Kelp Energy)' in page
    assert visitor.get("/members/kelp-energy/").text().count("/news/harvest/") >= 1
    desk.goto(f"/admin/members/member/{alias.pk}/change/")
    desk.wait_for_url(f"**/admin/members/member/{kept.pk}/change/")
