"""From a new member to its portrait in an article, as an editor clicks through it."""

import pytest

from members.models import Member

pytestmark = pytest.mark.browser


def test_a_new_member_is_seen_from_its_first_save(desk, visitor):
    desk.goto("/admin/members/member/add/")
    desk.fill("#id_name_en", "Kelp AS")
    with desk.expect_navigation():
        desk.click("[name=_continue]")
    assert "Visitors see it among the members" in desk.inner_text(".messagelist")
    with desk.expect_navigation():
        desk.click("text=View on site")
    assert desk.inner_text("h1") == "Kelp AS"
    assert "Kelp AS" in visitor.get("/members/").text()
    assert visitor.get(Member.objects.get().get_absolute_url()).status == 200
