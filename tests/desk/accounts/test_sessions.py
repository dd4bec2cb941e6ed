"""Users see where they are logged in and log out elsewhere; a new password does so too."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session
from desk.accounts.sessions import describe_browser
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
ACCOUNT, PASSWORD = "/admin/desk/account/", "correct horse battery"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
AGENTS = {
    FIREFOX: "Firefox, Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36": "Chrome, Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge, Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.6 Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "curl/8.5": "",
}


@pytest.fixture
def kari():
    return UserFactory(email="kari@example.org", group="writers")


def logged_in(user, **extra):
    client = Client(**extra)
    client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_is_described_by_its_name_and_system(agent):
    assert describe_browser(agent) == AGENTS[agent]


def test_the_list_names_each_browser_of_the_user_alone(kari):
    other = logged_in(kari, HTTP_USER_AGENT=FIREFOX)
    logged_in(UserFactory())
    here = logged_in(kari)
    rows = HtmlPage(here.get(ACCOUNT)).words(".account-sessions li")
    assert len(rows) == 2
    assert "This browser" in rows[0]
    assert "Firefox, Windows" in rows[1]
    other.post("/admin/logout/")
    assert len(HtmlPage(here.get(ACCOUNT)).all(".account-sessions li")) == 1


def test_log_out_everywhere_else_leaves_this_browser_and_other_users(kari):
    elsewhere, here, colleague = logged_in(kari), logged_in(kari), logged_in(UserFactory())
    here.post(f"{ACCOUNT}sessions/end/")
    assert [c.get("/admin/").status_code for c in (elsewhere, here, colleague)] == [302, 200, 200]


def test_it_is_not_done_by_a_link(kari):
    assert logged_in(kari).get(f"{ACCOUNT}sessions/end/").status_code == 405


def test_a_new_password_logs_out_everywhere_else(kari):
    elsewhere, here = logged_in(kari), logged_in(kari)
    new = "another horse entirely"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    here.post("/admin/password_change/", fields)
    assert [client.get("/admin/").status_code for client in (elsewhere, here)] == [302, 200]


def test_a_closed_account_is_logged_out_at_once(kari):
    client = logged_in(kari)
    kari.is_active = False
    kari.save()
    assert client.get("/admin/").status_code == 302


def test_the_use_of_a_session_is_noted_once_an_hour(kari):
    client = logged_in(kari)
    session = client.session
    session["used"] = (timezone.now() - timedelta(hours=2)).isoformat()
    session.save()
    updates = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(ACCOUNT)
        updates.append(sum("UPDATE" in query["sql"] for query in captured))
    assert updates == [1, 0]


def test_expired_sessions_are_deleted_when_due(kari):
    logged_in(kari)
    running = logged_in(kari)
    expired = Session.objects.exclude(pk=running.session.session_key)
    expired.update(expire_date=timezone.now() - timedelta(seconds=1))
    call_command("run_due", dry_run=True, verbosity=0)
    assert Session.objects.count() == 2
    call_command("run_due", verbosity=0)
    assert [row.pk for row in Session.objects.all()] == [running.session.session_key]
