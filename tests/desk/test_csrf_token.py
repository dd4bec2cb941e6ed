"""An open form whose token ended with a log-in in another tab is told the one that holds now."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Session
from tests.factories import UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def log_in(browser, user):
    token = browser.get("/admin/login/").context["csrf_token"]
    fields = {"username": user.email, "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    assert browser.post("/admin/login/", fields).status_code == 302


def autosave(browser, token):
    """The answer to a script that sends ``token``, and no form."""
    return browser.post(reverse("admin:desk-keep"), headers={"X-CSRFToken": token})


@pytest.mark.django_db
def test_a_log_in_changes_the_token_and_the_server_says_which_one_holds(browser):
    address, user = reverse("admin:desk-token"), UserFactory(group="writers")
    assert browser.get(address).status_code == 401
    log_in(browser, user)
    first = browser.get(address)
    assert "no-store" in first["Cache-Control"]
    before = first.json()["token"]
    assert autosave(browser, before).json() == {"reason": "not-yours"}
    Session.objects.all().delete()
    log_in(browser, user)
    assert autosave(browser, before)["Content-Type"].startswith("text/html")
    assert autosave(browser, browser.get(address).json()["token"]).json() == {"reason": "not-yours"}
