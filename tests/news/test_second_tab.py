"""A double click, a second tab and the button “back” after publishing undo nothing."""

import pytest

from desk.models import Activity
from news.models import Article, Edition, Review
from tests.desk.form_user import FormUser
from tests.desk.posting import address
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_user():
    return FormUser("Edda Editor")


@pytest.fixture
def article():
    return ArticleFactory(title="Kelp", slug="kelp")


def clicked_twice(form_user, **button):
    """Two answers to the same form."""
    fields = {**form_user.fields, **button}
    return [form_user.client.post(form_user.url, fields) for _ in range(2)]


@pytest.mark.slow
def test_publish_pressed_twice_publishes_what_was_seen(form_user, article):
    form_user.open(article)
    form_user.type(title="Kelp, dried")
    clicked_twice(form_user, _publish="1")
    assert {edition.title for edition in Edition.objects.all()} == {"Kelp, dried"}
    assert Activity.objects.filter(action="published").count() == Edition.objects.count()


@pytest.mark.slow
def test_unpublish_pressed_twice_is_told_the_second_time(form_user, article):
    form_user.open(article)
    form_user.save(_publish="1")
    form_user.fields.pop("_publish")
    form_user.open(article)
    first, second = clicked_twice(form_user, _unpublish="1")
    assert first.status_code == 302
    assert "Nothing is published then." in HtmlPage(second).text


@pytest.mark.slow
def test_send_for_review_pressed_twice_asks_once(form_user, article):
    form_user.open(article)
    clicked_twice(form_user, _send_for_review="1")
    assert Review.objects.count() == 1


def test_save_pressed_twice_makes_one_article(form_user):
    form_user.open(Article, page="add")
    form_user.type(title="Kelp", slug="kelp")
    first, second = clicked_twice(form_user, _save="1")
    assert first.status_code == 302
    assert second.url == address(Article.objects.get())


@pytest.mark.slow
def test_back_after_publishing_undoes_no_correction(form_user, article):
    form_user.open(article)
    form_user.save(_publish="1")
    before = {name: value for name, value in form_user.fields.items() if name != "_publish"}
    page = form_user.client.get(f"/admin/news/article/{article.pk}/correct/")
    fields = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    correction = {**fields, "text-title": "Kelp, mended", "_correct": "1"}
    assert form_user.client.post(page.request["PATH_INFO"], correction).status_code == 302
    # back to the form as it was before, with another text changed in it
    form_user.fields = before
    form_user.save(standfirst="It dries.")
    assert form_user.merge.adopted
    assert form_user.fields["title"] == "Kelp, mended"
    form_user.save()
    article.refresh_from_db()
    assert (article.title, article.standfirst) == ("Kelp, mended", "It dries.")


@pytest.mark.slow
def test_a_second_tab_of_the_same_person_undoes_nothing(article):
    one = FormUser("Edda Editor")
    other = FormUser.__new__(FormUser)
    other.user, other.client, other.fields, other.response = one.user, one.client, {}, None
    one.open(article)
    other.open(article)
    one.save(title="Kelp, dried")
    other.save(standfirst="It dries.")
    assert other.fields["title"] == "Kelp, dried"
    other.save()
    article.refresh_from_db()
    assert (article.title, article.standfirst) == ("Kelp, dried", "It dries.")


def test_a_correction_of_words_that_were_changed_meanwhile_is_not_published(form_user, article):
    form_user.open(article)
    form_user.save(_publish="1")
    page = form_user.client.get(f"/admin/news/article/{article.pk}/correct/")
    fields = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    answer = form_user.client.post(
        page.request["PATH_INFO"],
        {**fields, "digest": "of other words", "text-title": "Mended", "_correct": "1"},
    )
    assert "Another version is live by now." in HtmlPage(answer).text
    assert not Edition.objects.filter(title="Mended").exists()
