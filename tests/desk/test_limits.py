"""Too much of anything is a clear error in the form, with all that was typed still there."""

import pytest
from django.test import Client

from news.blocks.prose import Prose
from news.models import Article
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db

PROSE = "news_prose_set"


@pytest.fixture
def kari():
    return FormUser("Kari")


@pytest.fixture
def article():
    return ArticleFactory(title="Kelp", text="<p>One.</p>")


def test_a_title_of_5000_characters(kari, article):
    kari.open(article)
    assert 'maxlength="' not in kari.page.partition('name="title"')[2].partition(">")[0]
    kari.save(title="k" * 5000)
    assert kari.errors == ["Ensure this value has at most 200 characters (it has 5000)."]
    assert kari.fields["title"] == "k" * 5000


def test_two_megabytes_of_text(kari, article):
    kari.open(article)
    html = f"<p>{'tang og tare ' * 160_000}</p>"
    assert len(html) > 2_000_000
    kari.save(**{f"{PROSE}-0-html": html})
    [error] = kari.errors
    assert error.startswith("Ensure this value has at most 200000 characters")
    assert kari.fields[f"{PROSE}-0-html"] == html
    assert Prose.objects.get().html == "<p>One.</p>"


@pytest.mark.slow
def test_three_hundred_blocks(kari, article):
    kari.open(article)
    blocks = {f"{PROSE}-TOTAL_FORMS": "300"}
    for number in range(1, 300):
        blocks |= {
            f"{PROSE}-{number}-region": "main",
            f"{PROSE}-{number}-html": f"<p>Block {number}.</p>",
            f"{PROSE}-{number}-ordering": str(number * 10 + 10),
        }
    kari.save(**blocks)
    assert kari.errors == ["A record has at most 200 blocks, and here are 300. Take some out."]
    assert kari.fields[f"{PROSE}-299-html"] == "<p>Block 299.</p>"
    deleted = {f"{PROSE}-{number}-DELETE": "on" for number in range(100, 300)}
    assert kari.save(**deleted).status_code == 302
    assert Prose.objects.count() == 100


def test_a_form_that_claims_any_number_of_blocks_gets_those_it_sent(kari, article):
    kari.open(article)
    kari.save(title="", **{f"{PROSE}-TOTAL_FORMS": "9" * 30})
    assert kari.errors == ["This field is required."]
    assert kari.fields[f"{PROSE}-TOTAL_FORMS"] == "1"


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "k" * (11 * 1024 * 1024)},
        {f"field-{number}": "" for number in range(6000)},
    ],
)
def test_what_is_more_than_a_request_may_hold_says_how_to_go_on(kari, article, sent):
    kari.open(article)
    kari.client.raise_request_exception = False
    answer = kari.client.post(kari.url, sent)
    assert answer.status_code == 413
    assert "go back" in answer.content.decode().lower()
    assert Article.objects.get().title == "Kelp"


def test_any_other_bad_request_gets_a_plain_page():
    answer = Client(raise_request_exception=False).get("/", headers={"host": "not a host"})
    assert answer.status_code == 400
    assert HtmlPage(answer).has("h1")
