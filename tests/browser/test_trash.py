"""Deleting and coming back, as an editor does it."""

import pytest

from desk.models import TrashedRecord
from images.models import Image
from members.models import Member
from news.models import Article
from news.publishing.commands import publish
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_live_article_goes_to_the_trash_and_comes_back_as_a_draft(desk, visitor):
    article = ArticleFactory(title="Kelp report", slug="kelp-report")
    publish(article=article, by=UserFactory(is_superuser=True))
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.get_by_role("link", name="Move to the trash").click()
    desk.wait_for_selector("text=taken off at once")
    desk.click("button:has-text('Move to the trash')")
    desk.wait_for_selector("text=“Kelp report” is in the trash now.")
    assert desk.locator("#result_list a:has-text('Kelp report')").count() == 0
    assert visitor.get("/news/kelp-report/").status == 410
    desk.click("text=Open the trash")
    row = desk.locator("#result_list tr", has_text="Kelp report")
    assert "Edda Editor" in row.inner_text()
    assert "29 days" in row.inner_text()
    row.get_by_role("button", name="Restore “Kelp report”").click()
    desk.wait_for_selector("text=“Kelp report” is back.")
    assert desk.input_value("#id_title") == "Kelp report"
    assert visitor.get("/news/kelp-report/").status == 410
    assert Article.objects.get().trashed is None
    assert not TrashedRecord.objects.exists()


@pytest.mark.slow
def test_what_is_in_use_stays_and_each_use_is_one_click_away(desk):
    image = ImageFactory(alt_en="Two divers")
    member = MemberFactory(name_en="Kelp AS", logo=image)
    desk.goto(f"/admin/images/image/{image.pk}/change/")
    desk.get_by_role("link", name="Move to the trash").click()
    desk.wait_for_selector("text=It can’t be deleted.")
    assert desk.locator("button:has-text('Move to the trash')").count() == 0
    desk.click(".uses a:has-text('Kelp AS')")
    desk.wait_for_url(f"**/admin/members/member/{member.pk}/change/")
    Member.objects.update(logo=None)
    desk.goto(f"/admin/images/image/{image.pk}/delete/")
    desk.keyboard.press("Tab")
    desk.locator("button:has-text('Move to the trash')").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector("text=is in the trash now.")
    assert not Image.objects.exists()
    desk.goto("/admin/desk/trashedrecord/")
    desk.get_by_role("button", name="Restore “Two divers”").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector("text=“Two divers” is back.")
    assert Image.objects.get().alt_en == "Two divers"
