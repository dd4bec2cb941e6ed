"""A double click, a second tab and the button “back” after publishing undo nothing."""

import pytest

from desk.models import Activity
from news.models import Article, Edition, Review
from tests.desk.posting import address
from tests.desk.sitting import Sitter
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitter():
    return Sitter("Edda Editor")


@pytest.fixture
def article():
    return ArticleFactory(title="Kelp", slug="kelp")


def clicked_twice(sitter, **button):
    """Two answers to the same form."""
    fields = {**sitter.fields, **button}
    return [sitter.client.post(sitter.url, fields) for _ in range(2)]


@pytest.mark.slow
def test_publish_pressed_twice_publishes_what_was_seen(sitter, article):
    sitter.open(article)
    sitter.type(title="Kelp, dried")
    clicked_twice(sitter, _publish="1")
    assert {edition.title for edition in Edition.objects.all()} == {"Kelp, dried"}
    assert Activity.objects.filter(action="published").count() == Edition.objects.count()


@pytest.mark.slow
def test_unpublish_pressed_twice_is_told_the_second_time(sitter, article):
    sitter.open(article)
    sitter.save(_publish="1")
    sitter.fields.pop("_publish")
    sitter.open(article)
    first, second = clicked_twice(sitter, _unpublish="1")
    assert first.status_code == 302
    assert "Nothing is published then." in HtmlPage(second).text


@pytest.mark.slow
def test_send_for_review_pressed_twice_asks_once(sitter, article):
    sitter.open(article)
    clicked_twice(sitter, _send_for_review="1")
    assert Review.objects.count() == 1


def test_save_pressed_twice_makes_one_article(sitter):
    sitter.open(Article, page="add")
    sitter.type(title="Kelp", slug="kelp")
    first, second = clicked_twice(sitter, _save="1")
    assert first.status_code == 302
    assert second.url == address(Article.objects.get())


@pytest.mark.slow
def test_back_after_publishing_undoes_no_correction(sitter, article):
    sitter.open(article)
    sitter.save(_publish="1")
    before = {name: value for name, value in sitter.fields.items() if name != "_publish"}
    page = sitter.client.get(f"/admin/news/article/{article.pk}/correct/")
    fields = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    correction = {**fields, "text-title": "Kelp, mended", "_correct": "1"}
    assert sitter.client.post(page.request["PATH_INFO"], correction).status_code == 302
    # back to the form as it was before, with another text changed in it
    sitter.fields = before
    sitter.save(standfirst="It dries.")
    assert sitter.merge.adopted
    assert sitter.fields["title"] == "Kelp, mended"
    sitter.save()
    article.refresh_from_db()
    assert (article.title, article.standfirst) == ("Kelp, mended", "It dries.")


@pytest.mark.slow
def test_a_second_tab_of_the_same_person_undoes_nothing(article):
    one = Sitter("Edda Editor")
    other = Sitter.__new__(Sitter)
    other.user, other.client, other.fields, other.response = one.user, one.client, {}, None
    one.open(article)
    other.open(article)
    one.save(title="Kelp, dried")
    other.save(standfirst="It dries.")
    assert other.fields["title"] == "Kelp, dried"
    other.save()
    article.refresh_from_db()
    assert (article.title, article.standfirst) == ("Kelp, dried", "It dries.")


def test_a_correction_of_words_that_were_changed_meanwhile_is_not_published(sitter, article):
    sitter.open(article)
    sitter.save(_publish="1")
    page = sitter.client.get(f"/admin/news/article/{article.pk}/correct/")
    fields = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    answer = sitter.client.post(
        page.request["PATH_INFO"],
        {**fields, "digest": "of other words", "text-title": "Mended", "_correct": "1"},
    )
    assert "Another version is live by now." in HtmlPage(answer).text
    assert not Edition.objects.filter(title="Mended").exists()
