"""A form whose token no longer holds, since its page was open for too long or its reader logged in again."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
INVITE = "/admin/accounts/user/invite/"


@pytest.fixture
def boss():
    return UserFactory(group="administrators")


@pytest.fixture
def browser(boss):
    """A browser that checks tokens, in which ``boss`` is logged in."""
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    client.force_login(boss)
    return client


def carried(page) -> dict:
    return {
        area.attributes["name"]: area.text().strip() for area in page.all("form textarea[hidden]")
    }


def test_what_was_typed_is_held_and_sent_again_by_one_press(browser):
    group = Group.objects.get(name="writers").pk
    typed = {"email": "ny@example.org", "name": "Ola & Ny", "language": "nb", "groups": [group]}
    answer = browser.post(INVITE, {**typed, "csrfmiddlewaretoken": "x" * 64})
    page = HtmlPage(answer)
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert "Please send it again" in page.text
    assert not User.objects.filter(email="ny@example.org").exists()
    token = page.one("#content input[name=csrfmiddlewaretoken]").attributes["value"]
    browser.post(INVITE, {**carried(page), "csrfmiddlewaretoken": token})
    assert User.objects.get(email="ny@example.org").name == "Ola & Ny"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": ""}])
def test_a_form_of_another_site_is_refused_and_not_held(boss, headers):
    client = Client(enforce_csrf_checks=True, headers=headers)
    client.force_login(boss)
    answer = client.post(INVITE, {"name": "Evil"})
    assert answer.status_code == 403
    assert "Evil" not in answer.text
    assert "You may not do this" in HtmlPage(answer).text


def test_no_password_is_held(browser):
    answer = browser.post("/admin/login/", {"username": "a@example.org", "password": "s3cret"})
    assert answer.status_code == 403
    assert "s3cret" not in answer.text
    assert carried(HtmlPage(answer)) == {"username": "a@example.org"}


def test_a_public_form_is_held_in_the_look_of_the_public_site(browser):
    answer = browser.post("/nb/", {"text": "Hei"})
    page = HtmlPage(answer)
    assert (answer.status_code, carried(page)) == (403, {"text": "Hei"})
    assert page.has(".error-page button")
    assert "Send på nytt" in page.text


@pytest.mark.parametrize(
    ("address", "name"),
    [(INVITE, "confirm-answer"), ("/admin/desk/account/codes/", "code"), (INVITE, "old_password")],
)
def test_no_answer_to_who_one_is_is_held(browser, address, name):
    answer = browser.post(address, {name: "s3cret", "name": "Ny"})
    assert answer.status_code == 403
    assert "s3cret" not in answer.text
    assert carried(HtmlPage(answer)) == {"name": "Ny"}
