"""Behind a proxy the sender is whom the proxy saw."""

import pytest
from django.urls import reverse

from desk.accounts.sign_in_limits import AT_ACCOUNT
from news.publishing.commands import publish
from tests.factories import ArticleFactory, UserFactory

WRONG, PASSWORD = "not this one", "correct horse battery"


def sign_in(client, password, forwarded):
    fields = {"username": "kari@example.org", "password": password}
    return client.post(reverse("admin:login"), fields, headers={"x-forwarded-for": forwarded})


@pytest.fixture
def kari(db, settings):
    settings.BEHIND_PROXY = True
    return UserFactory(email="kari@example.org", group="editors")


def test_wrong_passwords_from_one_address_lock_nobody_out_from_another(client, kari):
    for _ in range(AT_ACCOUNT.most):
        sign_in(client, WRONG, "203.0.113.1")
    assert sign_in(client, PASSWORD, "203.0.113.1").status_code == 429
    assert sign_in(client, PASSWORD, "203.0.113.2").status_code == 302


def test_what_the_sender_says_of_itself_opens_no_lock(client, kari):
    for number in range(AT_ACCOUNT.most):
        sign_in(client, WRONG, f"198.51.100.{number}, 203.0.113.1")
    assert sign_in(client, PASSWORD, "198.51.100.9, 203.0.113.1").status_code == 429


def test_a_port_beside_the_address_makes_nobody_another(client, kari):
    for port in range(AT_ACCOUNT.most):
        sign_in(client, WRONG, f"203.0.113.1:{40_000 + port}")
    assert sign_in(client, PASSWORD, "203.0.113.1").status_code == 429
    assert sign_in(client, PASSWORD, "203.0.113.2:40000").status_code == 302


def test_a_port_beside_an_address_of_ipv6_makes_nobody_another(client, kari):
    for port in range(AT_ACCOUNT.most):
        sign_in(client, WRONG, f"[2001:db8::{port}]:{40_000 + port}")
    assert sign_in(client, PASSWORD, "2001:db8::9").status_code == 429
    assert sign_in(client, PASSWORD, "[2001:db8:0:1::9]").status_code == 302


@pytest.mark.parametrize("forwarded", ["", "kelp", "\x01", "1.2.3.4.5", "fe80::1%eth0", "9" * 9000])
def test_an_address_that_cannot_be_read_is_no_error(client, kari, forwarded):
    assert sign_in(client, WRONG, forwarded).status_code == 200
    assert sign_in(client, PASSWORD, forwarded).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/robots.txt",
        "/sitemap.xml",
        *(f"/feeds/news.{ending}" for ending in ("rss", "atom", "json")),
        "/api/news.json",
    ],
)
def test_the_host_of_a_request_is_in_no_address_that_a_cache_would_keep(client, address):
    publish(article=ArticleFactory(), by=UserFactory(group="editors"))
    text = client.get(address, HTTP_HOST="testserver:6666").text
    assert "testserver" in text
    assert "testserver:6666" not in text
