"""What is made anew for each request is limited by network, and leaves the others alone."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cluster_site import load_shedding
from cluster_site.load_shedding import LoadSheddingMiddleware
from cluster_site.page_cache.page import RENEWS
from core.load_shedding import LoadShedder
from core.rate_limit import RateLimit
from news.review.preview_links import make_preview_link, preview_link_url
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("forms", "/join/enquire/"),
        ("forms", "/nb/join/enquire/"),
        ("preview links", "link"),
    ],
)
def test_a_network_that_asks_without_end_is_slowed_and_others_are_not(
    client, editor, name, address
):
    if address == "link":
        address = preview_link_url(make_preview_link(ArticleFactory(), by=editor))
    assert client.get(address).status_code == 200
    limit = RateLimit(name, 60, timedelta(seconds=10))
    for _ in range(60):
        limit.take("127.0.0.1")
    refused = client.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "10")
    assert "no-store" in refused["Cache-Control"]
    assert "429" in refused.text
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_form_that_was_filled_in_is_never_refused_for_its_page(client):
    limit = RateLimit("forms", 60, timedelta(seconds=10))
    for _ in range(70):
        limit.take("127.0.0.1")
    assert client.post("/join/enquire/", {"message": "We grow kelp."}).status_code == 400


@pytest.mark.parametrize("query", ["x=1", "at=2026-12-01T09:00"])
def test_a_feed_is_not_made_anew_for_each_query(client, django_assert_num_queries, query):
    with django_assert_num_queries(1):  # the clock
        answer = client.get(f"/nb/feeds/news.rss?{query}")
    assert (answer.status_code, answer["Location"]) == (301, "/nb/feeds/news.rss")


def test_staff_see_the_feed_of_another_moment(client, editor):
    client.force_login(editor)
    assert client.get("/feeds/news.rss?at=2026-12-01T09:00").status_code == 200


@pytest.fixture
def few(monkeypatch):
    """A site that serves three expensive pages in ten seconds before it looks at who asks."""
    monkeypatch.setattr(load_shedding, "LoadShedder", partial(LoadShedder, most=3))


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=kelp",
        "/nb/search/?q=kelp",
        "/search/suggest/?q=ke",
        "/members/?q=kelp",
        "/feeds/news.rss?x=1",
        "/join/enquire/",
        "/news/kelp/mistake/",
        "/preview/forged/",
        "/nb/answer/forged/",
    ],
)
def test_in_a_flood_whoever_asks_most_is_refused_without_a_query_and_others_are_not(
    client, few, address
):
    before = [client.get(address).status_code for _number in range(3)]
    with CaptureQueriesContext(connection) as queries:
        refused = client.get(address)
    assert (refused.status_code, refused["Retry-After"], len(queries)) == (503, "10", 0)
    assert "no-store" in refused["Cache-Control"]
    assert "default-src 'none'" in refused["Content-Security-Policy"]
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == before[0]
    assert client.get("/").status_code == 200
    assert client.get("/feeds/news.rss").status_code == 200


def test_the_page_of_a_refusal_is_in_both_languages_and_says_where_what_was_typed_is(client, few):
    for _number in range(3):
        client.get("/join/enquire/")
    refused = client.post("/join/enquire/", {"message": "We grow kelp."})
    assert refused.status_code == 503
    assert '<html lang="en">' in refused.text
    assert '<p class="standfirst" lang="nb">Nettstedet kan ikke svare' in refused.text
    assert "what you typed is still in the form" in refused.text
    assert "what you typed" not in client.get("/join/enquire/").text


def test_refused_suggestions_are_an_empty_list(client, few):
    for _number in range(3):
        client.get("/search/suggest/?q=ke")
    refused = client.get("/search/suggest/?q=ke")
    assert (refused.status_code, refused.json()) == (503, {"suggestions": []})


def test_pages_that_the_cache_renews_are_nobodys_flood(few):
    middleware = LoadSheddingMiddleware(lambda request: HttpResponse("made"))
    renewal = RequestFactory().get("/search/?q=kelp", **{RENEWS: True})
    assert {middleware(renewal).status_code for _number in range(9)} == {200}
    assert middleware(RequestFactory().get("/search/?q=kelp")).status_code == 200
