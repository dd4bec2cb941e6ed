"""One word of a live article corrected at 390 px, by touch."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.blocks.prose import Prose
from news.models import Article
from news.publishing.commands import publish
from tests.factories import ArticleFactory, UserFactory, add_block

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser, live_server, settings):
    """An editor's telephone, signed in."""
    settings.ALLOWED_HOSTS = ["*"]
    editor = UserFactory(group="editors", email="editor@example.org")
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.editor = editor
    page.goto("/admin/login/")
    page.fill("#id_username", editor.email)
    page.fill("#id_password", "correct horse battery")
    page.locator("[type=submit]").tap()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


@pytest.mark.slow
def test_a_word_is_corrected_and_nothing_goes_out_early(phone, visitor):
    article = ArticleFactory(title="Kelp", slug="kelp", text=False)
    add_block(article, Prose, html="<p>Nobody knows why.</p>")
    add_block(article, Prose, html="<p>The harvest was twelve tonns.</p>")
    publish(article=article, by=phone.editor)
    Article.objects.filter(pk=article.pk).update(title="Scheduled title")
    at = timezone.localtime() + timedelta(days=3)
    publish(article=article, by=phone.editor, at=at)
    Article.objects.filter(pk=article.pk).update(title="Draft title")

    phone.goto(f"/admin/news/article/{article.pk}/change/")
    phone.locator("[data-tool=correct]").tap()
    phone.wait_for_selector(".correct-block")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.locator("#find-words").fill("tonns")
    text = phone.locator(".correct-block:visible .ProseMirror")
    text.wait_for()
    assert phone.locator(".correct-block:visible").count() == 1
    text.tap()
    phone.keyboard.press("Control+a")
    phone.keyboard.type("The harvest was twelve tonnes.")
    phone.locator("[name=_look]").tap()
    phone.wait_for_selector(".correct-change")
    assert phone.locator(".carried").count() == 2
    phone.locator("[name=_correct]").tap()
    phone.wait_for_selector(".messagelist")

    now = visitor.get("/news/kelp/").text()
    assert "twelve tonnes." in now
    assert '<h1 dir="auto">Kelp</h1>' in now
    later = phone.request.get(f"/news/kelp/?at={at + timedelta(minutes=1):%Y-%m-%dT%H:%M}").text()
    assert '<h1 dir="auto">Scheduled title</h1>' in later
    assert "twelve tonnes." in later
    assert Article.objects.get().title == "Draft title"
    assert Prose.objects.filter(html__contains="tonnes").exists()


@pytest.mark.slow
def test_what_was_typed_on_the_telephone_is_there_when_it_comes_back(phone):
    article = ArticleFactory(title="Kelp", text=False)
    add_block(article, Prose, html="<p>The harvest was twelve tonns.</p>")
    publish(article=article, by=phone.editor)
    address = f"/admin/news/article/{article.pk}/correct/"
    phone.goto(address)
    phone.locator("summary", has_text="tonns").tap()
    text = phone.locator(".correct-block:visible .ProseMirror").last
    text.tap()
    phone.keyboard.press("Control+a")
    phone.keyboard.type("Twelve tonnes.")
    phone.locator(".kept-status", has_text="Kept").wait_for()
    phone.goto("/admin/")
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("link", name="Go on with what I typed").tap()
    phone.locator(".correct-block[open] .ProseMirror", has_text="Twelve tonnes.").wait_for()
    phone.locator("[name=_look]").tap()
    phone.locator(".correct-change").wait_for()
    phone.locator("[name=_correct]").tap()
    phone.wait_for_url("**/change/")
    assert article.editions.latest("pk").blocks[0]["html"] == "<p>Twelve tonnes.</p>"
