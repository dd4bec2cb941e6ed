"""One form for a new record makes one record, however often it is sent and with whatever browser."""

import io
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from desk.models import SentForm
from members.models import Person
from news.models import Article, Comment, Tag
from news.review.preview_links import make_preview_link, preview_link_url
from tests.desk.form_user import FormUser
from tests.desk.posting import address
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NEW = [
    pytest.param(Article, {"title": "Kelp"}, id="article"),
    pytest.param(Person, {"name": "Kari Nordmann"}, id="person"),
    pytest.param(Tag, {"name": "Kelp"}, id="tag"),
]


@pytest.fixture
def form_user():
    return FormUser("Ola")


def send(form_user, **button):
    return form_user.client.post(form_user.url, {**form_user.fields, **button}, follow=True)


@pytest.mark.parametrize(("model", "typed"), NEW)
def test_a_form_that_is_sent_twice_leads_to_the_record_it_made(form_user, model, typed):
    form_user.open(model, page="add")
    form_user.type(**typed)
    send(form_user, _save="1")
    second = send(form_user, _continue="1")
    assert second.redirect_chain == [(address(model.objects.get()), 302)]
    assert "sent twice and saved once" in HtmlPage(second).text


@pytest.mark.slow
def test_a_form_that_is_published_twice_is_published_once(form_user):
    form_user.open(Article, page="add")
    form_user.type(title="Kelp", standfirst="About kelp.")
    for _number in range(2):
        send(form_user, _publish="1")
    assert Article.objects.get().editions.count() == 1


def test_a_popup_that_is_sent_twice_gives_the_record_to_its_opener(form_user):
    form_user.open(Person, page="add", _popup="1")
    form_user.type(name="Kari Nordmann", _popup="1")
    first, second = send(form_user), send(form_user)
    assert Person.objects.count() == 1
    assert second.context["popup_response_data"] == first.context["popup_response_data"]


def test_what_was_changed_before_it_was_sent_again_makes_another_record(form_user):
    form_user.open(Person, page="add")
    for name in ("Kari Nordmann", "Ola Nordmann"):
        form_user.type(name=name)
        send(form_user)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("tool", ["duplicate", "translate/nb"])
def test_a_copy_is_made_once_by_one_button_of_one_page(form_user, tool):
    source = ArticleFactory(language="en")
    url = address(source).replace("change/", f"{tool}/")
    page = HtmlPage(form_user.client.get(address(source)))
    token = page.one(f'form[action="{url}"] [name=_sitting]').attributes["value"]
    answers = [form_user.client.post(url, {"_sitting": token}) for _number in range(2)]
    [copy] = Article.objects.exclude(pk=source.pk)
    assert {answer.url for answer in answers} == {address(copy)}


@pytest.mark.slow
def test_another_page_makes_another_copy(form_user):
    source = ArticleFactory()
    url = address(source).replace("change/", "duplicate/")
    for _number in range(2):
        page = HtmlPage(form_user.client.get(address(source)))
        token = page.one(f'form[action="{url}"] [name=_sitting]').attributes["value"]
        form_user.client.post(url, {"_sitting": token})
    assert Article.objects.count() == 3


def test_a_comment_by_a_preview_link_is_stored_once(client, form_user):
    url = preview_link_url(make_preview_link(ArticleFactory(), by=form_user.user))
    token = HtmlPage(client.get(url)).one("[name=_sitting]").attributes["value"]
    typed = {"author_name": "Kari", "text": "A comma?", "_sitting": token}
    assert {client.post(url, typed).url for _number in range(2)} == {f"{url}?sent=1#comment"}
    assert Comment.objects.count() == 1
    client.post(url, {**typed, "text": "And a full stop?"})
    assert Comment.objects.count() == 2


@pytest.mark.slow
def test_what_was_deleted_meanwhile_is_made_again(form_user):
    form_user.open(Person, page="add")
    form_user.type(name="Kari Nordmann")
    send(form_user)
    Person.objects.all().delete()
    send(form_user)
    assert Person.objects.get().name == "Kari Nordmann"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("model", "typed"), NEW)
def test_two_at_the_same_instant_make_one(form_user, model, typed):
    form_user.open(model, page="add")
    form_user.type(**typed)
    together, answers = threading.Barrier(2), []

    def press():
        try:
            together.wait()
            answers.append(send(form_user, _continue="1").redirect_chain[0][0])
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {url.partition("?")[0] for url in answers} == {address(model.objects.get())}
    assert len(answers) == 2


def test_the_hashes_are_forgotten_with_the_forms(form_user):
    form_user.open(Tag, page="add")
    form_user.type(name="Kelp")
    send(form_user)
    call_command("run_due", stdout=io.StringIO())
    assert SentForm.objects.exists()
    SentForm.objects.update(sent_at=F("sent_at") - timedelta(days=31))
    call_command("run_due", stdout=io.StringIO())
    assert not SentForm.objects.exists()
