"""Errors of the public forms name the field and lead to it, in both languages."""

import pytest

from cluster_site.enquiries.forms import JoinForm, MistakeForm
from news.public.preview_views import ReaderForm
from news.publishing.commands import publish
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

JOIN = [
    "Enter the name of your organisation.",
    "Enter your name.",
    "Enter your e-mail address.",
    "Write your message.",
]
BLI_MEDLEM = [
    "Oppgi navnet på virksomheten.",
    "Oppgi navnet ditt.",
    "Oppgi e-postadressen din.",
    "Skriv meldingen din.",
]


@pytest.mark.parametrize(
    ("address", "errors"), [("/join/enquire/", JOIN), ("/nb/join/enquire/", BLI_MEDLEM)]
)
def test_each_empty_field_is_named_and_its_error_leads_to_it(client, db, address, errors):
    page = HtmlPage(client.post(address, {"token": "x"}))
    assert page.words(".error-summary a") == errors
    fields = [page.one(link.attributes["href"]) for link in page.all(".error-summary a")]
    assert [field.attributes["aria-invalid"] for field in fields] == ["true"] * 4
    assert page.words("p.error") == errors


def test_word_of_a_mistake_asks_what_is_wrong(client, editor):
    publish(article=ArticleFactory(slug="kelp"), by=editor)
    page = HtmlPage(client.post("/news/kelp/mistake/", {"email": "no address"}))
    assert page.words(".error-summary a") == [
        "Write what is wrong.",
        "Enter an e-mail address such as name@example.org.",
    ]


@pytest.mark.parametrize("form_class", [JoinForm, MistakeForm, ReaderForm])
def test_no_public_form_answers_in_words_that_fit_every_field(form_class):
    bare = form_class({})
    long = form_class(dict.fromkeys(bare.fields, "x" * 6000))
    messages = {
        str(message)
        for form in (bare, long)
        for name, errors in form.errors.items()
        for message in errors
        if name in form.fields and not form[name].is_hidden
    }
    assert messages
    assert not [each for each in messages if each.startswith(("This field", "Ensure this"))]


@pytest.mark.parametrize("name", ["organisation", "name", "text"])
def test_a_visitor_may_write_in_any_script(name):
    assert 'dir="auto"' in str(JoinForm()[name])
