"""Every answer says who may frame it, open it, and follow its links, and what it may ask of a device."""

import pytest
from django.conf import settings

from desk.accounts.known_browsers import COOKIE
from tests.factories import UserFactory

PAGES = ["/", "/nb/", "/news/", "/api/", "/no-such-page/", "/admin/login/", "/admin/"]
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LOGIN = {"email": "kari@example.org", "password": "correct horse battery"}


@pytest.fixture
def answers(db, client):
    return {path: client.get(path) for path in PAGES}


@pytest.mark.parametrize("name", HEADERS)
def test_every_answer_has_the_header(answers, name):
    assert {answer.headers.get(name) for answer in answers.values()} == {HEADERS[name]}


def test_no_page_may_use_what_it_has_no_need_of(answers):
    for answer in answers.values():
        policy = answer.headers["Permissions-Policy"]
        assert {"camera=()", "geolocation=()", "microphone=()"} <= set(policy.split(", "))


def test_public_pages_are_framed_by_nobody_and_the_desk_by_itself(answers):
    for path, answer in answers.items():
        policy = answer.headers.get("Content-Security-Policy", "")
        own = "'self'" if path == "/admin/login/" else "'none'"
        if answer.status_code == 200:
            assert f"frame-ancestors {own}" in policy, path


def test_public_pages_set_no_cookie(answers):
    assert [path for path, answer in answers.items() if answer.cookies] == ["/admin/login/"]


def test_cookies_go_over_https_are_read_by_no_script_and_sent_by_no_other_site(
    db, client, monkeypatch
):
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        monkeypatch.setattr(settings, name, True)
    UserFactory(email=LOGIN["email"])
    fields = {"username": LOGIN["email"], "password": LOGIN["password"]}
    cookies = client.post("/admin/login/", fields, secure=True).cookies
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, COOKIE} <= set(cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"], name


def test_production_sends_cookies_over_https_alone_unless_told_otherwise():
    assert settings.SESSION_COOKIE_SECURE is not settings.INSECURE_HTTP
    assert settings.CSRF_COOKIE_SECURE is not settings.INSECURE_HTTP
