"""The preview beside the form, its checks, and a preview link read by somebody without an account."""

import pytest

from news.blocks.prose import Prose
from news.models import Comment
from tests.factories import ArticleFactory, MemberFactory

pytestmark = pytest.mark.browser

PAGE = "iframe[data-part=frame]"


def open_form(desk, article):
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".block-tools")


@pytest.mark.slow
def test_the_preview_follows_typing_without_saving(desk):
    article = ArticleFactory(title="Kelp waits")
    open_form(desk, article)
    desk.click("[data-opens=page]")
    page = desk.frame_locator(PAGE)
    page.get_by_role("heading", name="Kelp waits").wait_for()

    desk.fill("#id_title", "Kelp runs")
    page.get_by_role("heading", name="Kelp runs").wait_for()
    desk.click(".ProseMirror")
    desk.keyboard.type("Faster: ")
    page.get_by_text("Faster:").wait_for()
    article.refresh_from_db()
    assert article.title == "Kelp waits"
    assert Prose.objects.get(parent=article).html == "<p>It grows.</p>"

    desk.click("[data-width='390']")
    desk.reload()
    page.get_by_role("heading", name="Kelp waits").wait_for()
    assert desk.get_attribute("[data-width='390']", "aria-pressed") == "true"


@pytest.mark.slow
def test_a_check_leads_to_its_place_and_links_a_name(desk):
    member = MemberFactory(name_en="Kelp Works AS")
    open_form(desk, ArticleFactory(text="<p>We met Kelp Works AS today.</p>"))
    desk.click("[data-opens=checks]")
    desk.get_by_role("button", name="Link it: Kelp Works AS").click()
    html = desk.locator("textarea[name=news_prose_set-0-html]")
    linked = f'<a href="record:member/{member.pk}">Kelp Works AS</a>'
    assert linked in html.input_value()


@pytest.mark.slow
def test_a_reader_comments_by_a_link_until_it_is_revoked(desk, browser, live_server, settings):
    settings.SITE_ADDRESS = live_server.url
    article = ArticleFactory(title="Kelp to come", text="<p>Not yet known.</p>")
    links = f"/admin/news/article/{article.pk}/preview-links/"
    desk.goto(links)
    desk.fill("#id_for_whom", "Kari")
    desk.click("[name=make]")
    address = desk.input_value(".link-actions input[readonly]")

    reader = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    reader.goto(address)
    reader.get_by_text("Not yet known.").wait_for()
    reader.get_by_role("link", name="Comment on this").click()
    reader.fill("#id_author_name", "Kari")
    reader.fill("#id_text", "A comma is missing.")
    reader.get_by_role("button", name="Send the comment").click()
    reader.get_by_text("has reached the editors").wait_for()
    assert Comment.objects.get().block == f"prose-{Prose.objects.get(parent=article).pk}"

    open_form(desk, article)
    desk.get_by_text("A comma is missing.").first.wait_for()

    desk.goto(links)
    desk.click("[name=revoke]")
    assert reader.goto(address).status == 410
    reader.context.close()
