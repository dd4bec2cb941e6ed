"""Preview links: who may make them, what their readers see, and when they are closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from desk.models import Activity
from news.blocks.prose import Prose
from news.models import Comment, PreviewLink
from news.review.preview_links import make_preview_link, preview_link_url, revoke_preview_link
from tests.factories import ArticleFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(group="editors")


@pytest.fixture
def article():
    return ArticleFactory(title="Kelp to come", text="<p>Not yet known.</p>")


def test_it_shows_the_working_copy_as_it_is_when_opened(client, editor, article):
    address = preview_link_url(make_preview_link(article, by=editor))
    Prose.objects.filter(parent=article).update(html="<p>Known now.</p>")
    response = client.get(address)
    assert response.status_code == 200
    assert "Known now." in HtmlPage(response).text
    assert "Preview – not published" in HtmlPage(response).text
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    link = PreviewLink.objects.get()
    assert link.opened == 1
    assert link.opened_at is not None


def test_frozen_it_shows_what_was_there_when_it_was_made(client, editor, article):
    address = preview_link_url(make_preview_link(article, by=editor, freeze=True))
    Prose.objects.filter(parent=article).update(html="<p>Known now.</p>")
    text = HtmlPage(client.get(address))
    assert "Not yet known." in text.text
    assert "Known now." not in text.source


def _close(link, editor, how):
    if how == "revoked":
        revoke_preview_link(link, by=editor)
    elif how == "expired":
        past = timezone.now() - timedelta(minutes=1)
        PreviewLink.objects.filter(pk=link.pk).update(expires_at=past)
    else:
        link.article.trashed = timezone.now()
        link.article.save()


@pytest.mark.parametrize("how", ["revoked", "expired", "trashed"])
def test_closed_it_is_gone_and_reveals_nothing(client, editor, article, how):
    link = make_preview_link(article, by=editor)
    _close(link, editor, how)
    for response in (client.get(preview_link_url(link)), client.post(preview_link_url(link))):
        assert response.status_code == 410
        assert article.title not in response.text
        assert response.headers["Cache-Control"] == "no-store"
    assert PreviewLink.objects.get().opened == 0


def test_a_forged_address_was_never_one(client, editor, article):
    address = preview_link_url(make_preview_link(article, by=editor))
    for forged in (address[:-3] + "xx/", "/preview/1/", "/preview/1.abc/"):
        response = client.get(forged)
        assert response.status_code == 404
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_its_reader_comments_on_a_block_without_an_account(client, editor, article):
    address = preview_link_url(make_preview_link(article, by=editor))
    key = f"prose-{Prose.objects.get(parent=article).pk}"
    assert HtmlPage(client.get(address)).has(f'[href="{address}?block={key}#comment"]')
    assert HtmlPage(client.get(f"{address}?block={key}")).has(f'[value="{key}"]')
    given = {"author_name": "Kari", "text": "A comma is missing.", "block": key}
    assert client.post(address, given).status_code == 302
    comment = Comment.objects.get()
    assert (comment.author_name, comment.block, comment.article) == ("Kari", key, article)
    assert "A comma is missing." in HtmlPage(client.get(f"{address}?sent=1")).text


def test_a_comment_without_a_name_is_refused_and_kept_in_the_form(client, editor, article):
    address = preview_link_url(make_preview_link(article, by=editor))
    response = client.post(address, {"author_name": "", "text": "A comma is missing."})
    assert response.status_code == 400
    assert "A comma is missing." in HtmlPage(response).text
    assert not Comment.objects.exists()


def test_an_editor_makes_and_revokes_one_in_the_admin(client, editor, article):
    client.force_login(editor)
    page = f"/admin/news/article/{article.pk}/preview-links/"
    soon = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(page, {"for_whom": "Kari", "expires_at": soon}).status_code == 302
    link = PreviewLink.objects.get()
    links_page = HtmlPage(client.get(page))
    assert links_page.has(f'[value$="{preview_link_url(link)}"]')
    assert "Kari" in links_page.text
    client.post(page, {"revoke": link.pk})
    assert client.get(preview_link_url(link)).status_code == 410
    logged = set(Activity.objects.values_list("action", flat=True))
    assert {"link-made", "link-revoked"} <= logged
    assert client.post(page, {"revoke": "9" * 5000}).status_code == 404
    past = client.post(page, {"expires_at": "2020-01-01T00:00"})
    assert "has passed already" in HtmlPage(past).text
    assert PreviewLink.objects.count() == 1


def test_who_may_not_change_the_article_may_not_show_it(client, article):
    client.force_login(UserFactory(group="member-managers"))
    page = f"/admin/news/article/{article.pk}/preview-links/"
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403
