"""Everybody chooses the language of the desk for themselves."""

import pytest

from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/desk/language/"


@pytest.fixture
def writer(client):
    user = UserFactory(group="writers", language="en")
    client.force_login(user)
    return user


def test_the_button_changes_the_language_and_comes_back_to_the_page(client, writer):
    page = HtmlPage(client.get("/admin/news/article/?q=kelp"))
    assert page.has('[name="language"][value="nb"][lang="nb"]', "Norsk")
    assert page.has('[name="next"][value="/admin/news/article/?q=kelp"]')
    sent = {"language": "nb", "next": "/admin/news/article/?q=kelp"}
    answer = client.post(ADDRESS, sent, follow=True)
    assert answer.redirect_chain == [("/admin/news/article/?q=kelp", 302)]
    assert HtmlPage(answer).has('[name="language"][value="en"][lang="en"]', "English")
    writer.refresh_from_db()
    assert writer.language == "nb"


@pytest.mark.parametrize("back", ["", "https://evil.example/", "//evil.example/", "\x00"])
def test_nobody_is_led_to_another_site(client, writer, back):
    answer = client.post(ADDRESS, {"language": "nb", "next": back})
    assert answer["Location"] == "/admin/"


def test_an_unknown_language_or_a_mere_look_changes_nothing(client, writer):
    assert client.post(ADDRESS, {"language": "xx"}).status_code == 302
    assert client.get(ADDRESS, {"language": "nb"}).status_code == 405
    writer.refresh_from_db()
    assert writer.language == "en"
