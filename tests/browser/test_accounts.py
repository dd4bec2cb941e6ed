"""Accounts and the log as people meet them: an invitation, a refused post, a search by keyboard."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from desk.models import Activity
from news.models import Article, Edition
from tests.browser.sessions import sign_in
from tests.factories import ArticleFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_writer_who_posts_the_publish_form_by_hand_is_refused_and_logged(page):
    writer = UserFactory(group="writers", email="writer@example.org", name="Wenche Writer")
    article = ArticleFactory(title="Kelp grows")
    sign_in(page, writer)
    address = f"/admin/news/article/{article.pk}/change/"
    page.goto(address)
    token = page.input_value("[name=csrfmiddlewaretoken] >> nth=0")
    answer = page.request.post(
        address,
        form={"csrfmiddlewaretoken": token, "_publish": "1", "title": "Kelp grows"},
        headers={"Referer": page.url},
    )
    assert answer.status == 403
    assert "You may not do this" in answer.text()
    assert not Edition.objects.exists()
    refused = Activity.objects.get(action="refused")
    assert (refused.user, refused.object_id) == (writer, article.pk)
    administrator = UserFactory(group="administrators", email="admin@example.org")
    sign_in(page, administrator)
    page.goto("/admin/desk/activity/")
    row = page.locator("#result_list tr", has_text="was refused").inner_text()
    assert "Wenche Writer" in row
    assert "Kelp grows" in row


@pytest.mark.slow
def test_from_the_invitation_to_the_first_draft_saved(page):
    administrator = UserFactory(group="administrators", email="admin@example.org")
    sign_in(page, administrator)
    page.goto("/admin/accounts/user/")
    page.click("text=Invite a colleague")
    page.fill("[name=email]", "ny@example.org")
    page.fill("[name=name]", "Ny Kollega")
    page.check(f"[name=groups][value='{Group.objects.get(name='writers').pk}']")
    page.click(".submit-row .default")
    page.wait_for_selector(".messagelist .success")
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    page.context.clear_cookies()
    page.goto(link)
    page.fill("[name=new_password1]", "correct horse battery")
    page.fill("[name=new_password2]", "correct horse battery")
    page.click("#content [type=submit]")
    page.wait_for_url("**/admin/")
    assert "Good day, Ny" in page.inner_text("h1")
    page.click(".front-actions .default")
    page.fill("#id_title", "Kelp grows")
    page.locator("[name=_continue], [name=_save]").first.click()
    page.wait_for_selector(".messagelist .success")
    assert Article.objects.get().owner.email == "ny@example.org"


@pytest.mark.slow
def test_anything_is_found_by_keyboard(desk):
    member = MemberFactory(name_en="Kelp AS")
    MemberFactory(name_en="Kelp Holding")
    desk.goto("/admin/")
    desk.keyboard.press("Control+k")
    desk.wait_for_selector(".find-dialog")
    desk.keyboard.type("kelp")
    desk.wait_for_selector(".find-list [role=option] >> nth=1")
    desk.keyboard.press("ArrowDown")
    assert desk.get_attribute(".find-dialog input", "aria-activedescendant") == "found-1"
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/admin/members/member/{member.pk}/change/")
