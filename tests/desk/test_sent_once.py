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
from tests.desk.posting import address
from tests.desk.sitting import Sitter
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db

NEW = [
    pytest.param(Article, {"title": "Kelp"}, id="article"),
    pytest.param(Person, {"name": "Kari Nordmann"}, id="person"),
    pytest.param(Tag, {"name": "Kelp"}, id="tag"),
]


@pytest.fixture
def sitter():
    return Sitter("Ola")


def send(sitter, **button):
    return sitter.client.post(sitter.url, {**sitter.fields, **button}, follow=True)


@pytest.mark.parametrize(("model", "typed"), NEW)
def test_a_form_that_is_sent_twice_leads_to_the_record_it_made(sitter, model, typed):
    sitter.open(model, page="add")
    sitter.type(**typed)
    send(sitter, _save="1")
    second = send(sitter, _continue="1")
    assert second.redirect_chain == [(address(model.objects.get()), 302)]
    assert "sent twice and saved once" in HtmlPage(second).text


def test_a_form_that_is_published_twice_is_published_once(sitter):
    sitter.open(Article, page="add")
    sitter.type(title="Kelp", standfirst="About kelp.")
    for _number in range(2):
        send(sitter, _publish="1")
    assert Article.objects.get().editions.count() == 1


def test_a_popup_that_is_sent_twice_gives_the_record_to_its_opener(sitter):
    sitter.open(Person, page="add", _popup="1")
    sitter.type(name="Kari Nordmann", _popup="1")
    first, second = send(sitter), send(sitter)
    assert Person.objects.count() == 1
    assert second.context["popup_response_data"] == first.context["popup_response_data"]


def test_what_was_changed_before_it_was_sent_again_makes_another_record(sitter):
    sitter.open(Person, page="add")
    for name in ("Kari Nordmann", "Ola Nordmann"):
        sitter.type(name=name)
        send(sitter)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("tool", ["duplicate", "translate/nb"])
def test_a_copy_is_made_once_by_one_button_of_one_page(sitter, tool):
    source = ArticleFactory(language="en")
    url = address(source).replace("change/", f"{tool}/")
    page = HtmlPage(sitter.client.get(address(source)))
    token = page.one(f'form[action="{url}"] [name=_sitting]').attributes["value"]
    answers = [sitter.client.post(url, {"_sitting": token}) for _number in range(2)]
    [copy] = Article.objects.exclude(pk=source.pk)
    assert {answer.url for answer in answers} == {address(copy)}


def test_another_page_makes_another_copy(sitter):
    source = ArticleFactory()
    url = address(source).replace("change/", "duplicate/")
    for _number in range(2):
        page = HtmlPage(sitter.client.get(address(source)))
        token = page.one(f'form[action="{url}"] [name=_sitting]').attributes["value"]
        sitter.client.post(url, {"_sitting": token})
    assert Article.objects.count() == 3


def test_a_comment_by_a_preview_link_is_stored_once(client, sitter):
    url = preview_link_url(make_preview_link(ArticleFactory(), by=sitter.user))
    token = HtmlPage(client.get(url)).one("[name=_sitting]").attributes["value"]
    typed = {"author_name": "Kari", "text": "A comma?", "_sitting": token}
    assert {client.post(url, typed).url for _number in range(2)} == {f"{url}?sent=1#comment"}
    assert Comment.objects.count() == 1
    client.post(url, {**typed, "text": "And a full stop?"})
    assert Comment.objects.count() == 2


def test_what_was_deleted_meanwhile_is_made_again(sitter):
    sitter.open(Person, page="add")
    sitter.type(name="Kari Nordmann")
    send(sitter)
    Person.objects.all().delete()
    send(sitter)
    assert Person.objects.get().name == "Kari Nordmann"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("model", "typed"), NEW)
def test_two_at_the_same_instant_make_one(sitter, model, typed):
    sitter.open(model, page="add")
    sitter.type(**typed)
    together, answers = threading.Barrier(2), []

    def press():
        try:
            together.wait()
            answers.append(send(sitter, _continue="1").redirect_chain[0][0])
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {url.partition("?")[0] for url in answers} == {address(model.objects.get())}
    assert len(answers) == 2


def test_the_hashes_are_forgotten_with_the_forms(sitter):
    sitter.open(Tag, page="add")
    sitter.type(name="Kelp")
    send(sitter)
    call_command("run_due", stdout=io.StringIO())
    assert SentForm.objects.exists()
    SentForm.objects.update(sent_at=F("sent_at") - timedelta(days=31))
    call_command("run_due", stdout=io.StringIO())
    assert not SentForm.objects.exists()
