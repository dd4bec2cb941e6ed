"""Accounts, groups and permissions change only soon after the password, or a code, was typed."""

import time

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from desk.accounts.sign_in_limits import AT_ACCOUNT
from tests.desk.accounts.test_second_factor import PASSWORD, code_of, set_up
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
INVITE, ANSWER = "/admin/accounts/user/invite/", "confirm-answer"


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True, email="boss@example.org")


@pytest.fixture
def late(client, boss):
    """A browser in which ``boss`` logged in sixteen minutes ago."""
    client.force_login(boss)
    session = client.session
    session["confirmed"] = time.time() - 16 * 60
    session.save()
    return client


def invitation():
    group = Group.objects.get(name="writers").pk
    return {"email": "new@example.org", "name": "Ola Ny", "language": "nb", "groups": [group]}


def test_soon_after_the_login_nothing_is_asked(client, boss):
    client.force_login(boss)
    client.post(INVITE, invitation())
    assert User.objects.filter(email="new@example.org").exists()


def test_later_the_page_asks_and_sends_on_what_was_typed(late):
    page = HtmlPage(late.post(INVITE, invitation()))
    assert page.has(f'input[type="password"][name="{ANSWER}"]')
    assert not User.objects.filter(email="new@example.org").exists()
    typed = {area.attributes["name"]: area.text().strip() for area in page.all("form textarea")}
    assert typed["name"] == "Ola Ny"
    late.post(INVITE, {**typed, ANSWER: PASSWORD})
    assert User.objects.filter(email="new@example.org").exists()
    late.post(INVITE, {**invitation(), "email": "next@example.org"})
    assert User.objects.filter(email="next@example.org").exists()


def test_a_wrong_password_changes_nothing_and_keeps_what_was_typed(late):
    page = HtmlPage(late.post(INVITE, {**invitation(), ANSWER: "wrong"}))
    assert "This is not your password." in page.text
    assert page.one('textarea[name="name"]').text().strip() == "Ola Ny"
    assert not User.objects.filter(email="new@example.org").exists()


def test_who_has_a_second_factor_types_a_code(late, boss):
    set_up(boss)
    page = HtmlPage(late.post(INVITE, invitation()))
    assert page.has(f'input[type="text"][name="{ANSWER}"]')
    late.post(INVITE, {**invitation(), ANSWER: PASSWORD})
    assert not User.objects.filter(email="new@example.org").exists()
    late.post(INVITE, {**invitation(), ANSWER: code_of()})
    assert User.objects.filter(email="new@example.org").exists()


@pytest.mark.slow
def test_guesses_are_limited_as_at_the_login(late):
    answers = [
        late.post(INVITE, {**invitation(), ANSWER: "wrong"}) for _ in range(AT_ACCOUNT.most + 1)
    ]
    assert [answer.status_code for answer in answers] == [200] * AT_ACCOUNT.most + [429]
    late.post(INVITE, {**invitation(), ANSWER: PASSWORD})
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    "page",
    [
        "accounts/user/add/",
        "accounts/user/{user}/change/",
        "accounts/user/{user}/password/",
        "accounts/user/{user}/close/",
        "accounts/user/{user}/invite/",
        "accounts/user/{user}/second-factor/",
        "auth/group/add/",
        "auth/group/{group}/change/",
        "auth/group/{group}/delete/",
        "desk/account/codes/",
        "desk/account/codes/recovery/",
        "desk/account/codes/off/",
        "desk/personal/erase/",
    ],
)
def test_every_change_of_accounts_and_rights_asks(late, page):
    group = Group.objects.create(name="Press office")
    place = f"/admin/{page.format(user=UserFactory().pk, group=group.pk)}"
    assert HtmlPage(late.post(place, {})).has(f'[name="{ANSWER}"]')


def test_looking_and_everything_else_asks_nothing(late):
    assert late.get("/admin/accounts/user/").status_code == 200
    answer = late.post("/admin/members/category/add/", {"name_en": "Kelp", "slug": "kelp"})
    assert ANSWER not in answer.text


def test_a_visitor_is_led_to_the_login_and_not_asked():
    assert Client().post(INVITE, {}).headers["Location"].startswith("/admin/login/")
