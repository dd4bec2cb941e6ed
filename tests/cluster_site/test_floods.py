"""What is made anew for each request is limited by network, and leaves the others alone."""

from datetime import timedelta

import pytest

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
