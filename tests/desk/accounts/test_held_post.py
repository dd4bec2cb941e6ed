"""A form that was sent when one had to set up a second factor, or to log in, first is held until then."""

import time
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from desk.accounts.second_factor import forget_wrong_codes
from tests.desk.accounts.test_second_factor import CODE, PASSWORD, SET_UP, asked, code_of, set_up
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
INVITE = "/admin/accounts/user/invite/"


@pytest.fixture
def overdue(client):
    """The browser of an administrator who should have set up an app by now."""
    boss = UserFactory(group="administrators", email="boss@example.org")
    client.force_login(asked(boss, days=100))
    return client


def invitation():
    group = Group.objects.get(name="writers").pk
    return {"email": "ny@example.org", "name": "Ola & “Ny”", "language": "nb", "groups": [group]}


def carried(page, form="form") -> dict:
    return {area.attributes["name"]: area.text().strip() for area in page.all(f"{form} textarea")}


def set_up_page(client, **values):
    return HtmlPage(client.post(INVITE, {**invitation(), **values}))


def test_it_is_sent_again_from_the_page_of_the_recovery_codes(overdue):
    page = set_up_page(overdue)
    assert page.one("form[action='/admin/desk/account/codes/']")
    assert not User.objects.filter(email="ny@example.org").exists()
    wrong = HtmlPage(overdue.post(SET_UP, {**carried(page), "code": "000000"}))
    assert carried(wrong) == carried(page)
    code = code_of(overdue.session["second-factor-key"])
    codes = HtmlPage(overdue.post(SET_UP, {**carried(wrong), "code": code}))
    assert len(codes.all(".account-codes li")) == 10
    assert not User.objects.filter(email="ny@example.org").exists()
    overdue.post(INVITE, carried(codes, f"form[action='{INVITE}']"))
    assert User.objects.get(email="ny@example.org").name == "Ola & “Ny”"


def test_the_password_that_confirmed_it_is_not_held(overdue):
    session = overdue.session
    session["confirmed"] = time.time() - 16 * 60
    session.save()
    page = set_up_page(overdue, **{"confirm-answer": PASSWORD})
    assert "account-qr" in page.source
    assert PASSWORD not in page.source
    assert quote_plus(PASSWORD) not in page.source


def test_a_script_is_led_to_the_set_up_and_keeps_its_text_itself(overdue):
    answer = overdue.post(INVITE, invitation(), headers={"Sec-Fetch-Mode": "cors"})
    assert answer.headers["Location"] == SET_UP


def test_the_page_says_that_files_are_not_held(overdue):
    assert "Files are not held" not in set_up_page(overdue).text
    assert "Files are not held" in set_up_page(overdue, file=SimpleUploadedFile("a.csv", b"a")).text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/join/"])
def test_nothing_is_sent_to_an_address_outside_the_desk(overdue, address):
    page = HtmlPage(overdue.post(SET_UP, {"held-address": address, "held-values": "a=b"}))
    assert carried(page) == {}


# a session that ended: logged out elsewhere, expired, a new password


@pytest.fixture
def logged_out(client):
    UserFactory(group="administrators", email="boss@example.org", language="nb")
    return client


def log_in_from(client, page, **values):
    typed = {"username": "boss@example.org", "password": PASSWORD, **carried(page), **values}
    return client.post(page.one("#login-form").attributes["action"], typed)


def test_a_form_posted_after_the_session_ended_is_sent_by_one_press_after_the_log_in(logged_out):
    page = set_up_page(logged_out)
    assert "send it again from the page that follows" in page.text
    wrong = HtmlPage(log_in_from(logged_out, page, password="wrong"))
    assert carried(wrong) == carried(page)
    again = HtmlPage(log_in_from(logged_out, wrong))
    assert "Send på nytt" in again.text  # in the language of the account
    assert not User.objects.filter(email="ny@example.org").exists()
    logged_out.post(INVITE, carried(again, f"form[action='{INVITE}']"))
    assert User.objects.get(email="ny@example.org").name == "Ola & “Ny”"


def test_it_is_carried_through_the_page_of_the_code_too(logged_out):
    boss = User.objects.get(email="boss@example.org")
    set_up(boss)
    page = set_up_page(logged_out)
    code_page = HtmlPage(log_in_from(logged_out, page))
    assert code_page.one(f"form[action='{CODE}']")
    wrong = HtmlPage(logged_out.post(CODE, {**carried(code_page), "code": "000000"}))
    assert carried(wrong) == carried(page)
    forget_wrong_codes(boss)
    again = HtmlPage(logged_out.post(CODE, {**carried(wrong), "code": code_of()}))
    logged_out.post(INVITE, carried(again, f"form[action='{INVITE}']"))
    assert User.objects.filter(email="ny@example.org").exists()


def test_the_log_in_page_says_that_files_are_not_held(logged_out):
    assert "Files are not held" not in set_up_page(logged_out).text
    page = set_up_page(logged_out, file=SimpleUploadedFile("a.csv", b"a"))
    assert "Files are not held" in page.text


@pytest.mark.parametrize(
    ("address", "values", "headers"),
    [
        (INVITE, {}, {}),
        ("/admin/password_change/", {"old_password": PASSWORD, "new_password1": "x"}, {}),
        (INVITE, {"name": "Ny"}, {"Sec-Fetch-Mode": "cors"}),
        ("/admin/logout/", {"name": "Ny"}, {}),
    ],
    ids=["nothing typed", "passwords alone", "a script", "logging out"],
)
def test_else_it_leads_to_the_log_in_page(client, address, values, headers):
    answer = client.post(address, values, headers=headers)
    assert (answer.status_code, answer.url.startswith("/admin/")) == (302, True)
