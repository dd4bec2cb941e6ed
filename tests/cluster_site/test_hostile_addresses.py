"""What a hostile visitor puts into an address is never the server's error."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from news.publishing.commands import publish
from tests.factories import ArticleFactory, BoardSeatFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

ASKED = {
    "members": (
        "q",
        "category",
        "focus",
        "city",
        "size",
        "since",
        "sort",
        "view",
        "on",
        "before",
        "after",
    ),
    "members-statistics": ("on",),
    "board": ("on",),
    "news": ("section", "tag", "member", "year", "before", "after"),
    "home": ("at",),
    "api-members": ("on", "after", "language"),
    "api-board": ("on", "after"),
    "api-news": ("after", "language"),
}
VALUES = {
    "NUL": b"a\0b",
    "half a character": b"\xed\xa0\x80",
    "no UTF-8": b"\xff",
    "below zero": "-1",
    "huge": "9" * 5000,
    "Arabic digits": "١٢",
    "first day": "0001-01-01",
    "last day": "9999-12-31T23:59:59-23:59",
    "no day": "10000-01-01",
    "place in a list": "9999-12-31T00:00Z~99999999999999999999",
    "long": "x" * 100_000,
}


@pytest.fixture(scope="module", autouse=True)
def site(module_db):
    MemberFactory()
    BoardSeatFactory()
    publish(article=ArticleFactory(), by=UserFactory(group="editors"))


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_value_breaks_a_list(client, value):
    for name, parameters in ASKED.items():
        for parameter in parameters:
            query = urlencode([(parameter, "1"), (parameter, value)])
            assert client.get(f"{reverse(name)}?{query}").status_code < 500


@pytest.mark.parametrize("character", ["\\000", "\\355\\240\\200", "\\377", "\\012"])
def test_no_character_quoted_in_the_cookie_of_a_session_is_an_error(client, character):
    # as bytes of the header, where a quoted value writes characters as octal numbers
    cookie = f'sessionid="{"a" * 16}{character}{"a" * 15}"'
    for address in ("/?at=2026-01-01", reverse("admin:index"), reverse("admin:login")):
        assert client.get(address, headers={"cookie": cookie}).status_code < 500


@pytest.mark.parametrize("at", ["9998-12-31", "1026-01-01"])
def test_a_moment_that_no_record_may_have_is_not_looked_at(client, at):
    client.force_login(UserFactory(group="editors"))
    for name in ("members-statistics", "news", "board"):
        assert not client.get(f"{reverse(name)}?at={at}").wsgi_request.moment.chosen
