"""A Norwegian version of an English article with ten blocks, in five clicks beside the translating."""

import pytest

from accounts.models import User
from news.blocks.prose import Prose
from news.models import Article, Edition
from news.publishing.commands import publish
from news.publishing.corrections import correct_edition
from tests.factories import ArticleFactory, add_block

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_version_is_made_translated_beside_its_source_and_published(desk, visitor):
    english = ArticleFactory(title="Meet Kelp", slug="meet-kelp", text=False)
    for number in range(10):
        add_block(english, Prose, html=f"<p>Paragraph {number}.</p>")
    publish(article=english, by=User.objects.get())

    desk.goto(f"/admin/news/article/{english.pk}/change/")
    desk.get_by_role("button", name="Make the Norwegian version").click()
    source = desk.locator(".source-text")
    source.first.wait_for()
    assert source.count() == 12  # title, introduction and ten texts
    assert "Paragraph 9." in source.all_inner_texts()[-1]
    desk.fill("#id_title", "Møt Kelp")
    text = desk.locator(".ProseMirror").first
    text.wait_for()
    text.fill("Avsnitt 0.")
    desk.locator("[name=_publish]").click()
    desk.locator(".messagelist .success", has_text="Published.").wait_for()

    version = Article.objects.get(language="nb")
    assert version.slug == "mot-kelp"
    assert Edition.objects.get(article=version).title == "Møt Kelp"
    assert Prose.objects.filter(parent=version, html="<p>Avsnitt 0.</p>").exists()
    assert "/nb/news/mot-kelp/" in visitor.get("/news/meet-kelp/").text()


@pytest.mark.slow
def test_a_correction_that_can_not_be_merged_is_decided_from_checks(desk):
    article = ArticleFactory(title="Harvest", text=False)
    row = add_block(article, Prose, html="<p>The harvest was 1,900 tonnes last year.</p>")
    edition = publish(article=article, by=User.objects.get())
    Prose.objects.filter(pk=row.pk).update(html="<p>The harvest was 1,850 tonnes last year.</p>")
    corrected = "<p>The harvest was 2,100 tonnes last year.</p>"
    correct_edition(
        article=article, edition=edition, texts={"0.html": corrected}, by=User.objects.get()
    )

    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.locator("[data-opens=checks]").click()
    desk.locator(".check a", has_text="Decide").click()
    desk.get_by_role("button", name="Use the text of the site").click()
    desk.wait_for_selector(".messagelist .success")
    desk.locator("[name=_publish]").click()
    desk.locator(".messagelist .success", has_text="Published.").wait_for()
    assert Edition.objects.latest("pk").blocks[0]["html"] == corrected
