"""The cache in front of the real site: what it sends is what the site itself would, now or a second ago."""

import pytest
from django.core.wsgi import get_wsgi_application

from cluster_site.page_cache import clock as clock_module
from cluster_site.page_cache.clock import ContentClock
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache
from tests.cluster_site.page_cache.conftest import ask
from tests.cluster_site.test_every_page import addresses
from tests.factories import UserFactory
from tests.full_site import full_site

NOISE = {
    "HTTP_ACCEPT_LANGUAGE": "nb,no;q=0.8",
    "HTTP_ACCEPT": "application/json",
    "HTTP_COOKIE": "csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF; messages=x; django_language=nb; a=b",
    "HTTP_USER_AGENT": "Mozilla/5.0 (iPhone)",
    "HTTP_REFERER": "https://other.example/",
    "HTTP_ORIGIN": "https://other.example",
    "HTTP_X_FORWARDED_HOST": "other.example",
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_AUTHORIZATION": "Basic eDp5",
    "HTTP_DNT": "1",
    "HTTP_SAVE_DATA": "on",
    "HTTP_SEC_CH_PREFERS_COLOR_SCHEME": "dark",
    "REMOTE_ADDR": "203.0.113.9",
    "CONTENT_TYPE": "rubbish; \x00",
}
# what the cache adds to an answer that lacks it
ADDED = {"ETag", "Cache-Control", "Vary", "Cache-Status", "Content-Length"}


def page_cache():
    return PageCache(get_wsgi_application(), memory=PageMemory(2**24), clock=ContentClock())


@pytest.fixture(scope="module")
def site(module_db):
    return full_site(members=9, articles=6)


@pytest.fixture
def within_transaction(monkeypatch):
    """Keep the connection of a test that is one transaction."""
    monkeypatch.setattr(clock_module, "close_old_connections", lambda: None)
    signals = ("django.core.signals.request_started.send", "django.http.response.signals")
    monkeypatch.setattr(signals[0], lambda **kwargs: None)
    monkeypatch.setattr(f"{signals[1]}.request_finished.send", lambda **kwargs: None)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_depends_on_what_its_key_lacks(site, within_transaction):
    application, different = get_wsgi_application(), []
    for name, address in addresses(site).items():
        path, _, query = address.partition("?")
        plain, noisy = (
            ask(application, path, query=query),
            ask(application, path, query=query, **NOISE),
        )
        if "no-store" not in (plain.headers["Cache-Control"] or "") and plain.body != noisy.body:
            different.append(name)
    assert set(different) <= {"statistics as a file"}  # a spreadsheet holds the second it was made


@pytest.mark.slow
@pytest.mark.django_db
def test_the_site_and_its_cache_send_the_same(site, within_transaction):
    cache, application = page_cache(), get_wsgi_application()
    for path in (
        "/",
        "/nb/news/",
        f"/members/{site.member.slug}/",
        "/nowhere/",
        "/news",
        *(f"/feeds/news.{ending}" for ending in ("rss", "atom", "json")),
        f"/news/{site.article.slug}.md",
        "/llms.txt",
        "/sitemap-latest.xml",
    ):
        own, first, second = ask(application, path), ask(cache, path), ask(cache, path)
        assert own.status == first.status == second.status
        assert own.body == first.body == second.body
        of_site, of_cache = (
            {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}
            for answer in (own, second)
        )
        of_cache = {
            name: value for name, value in of_cache.items() if name in of_site or name not in ADDED
        }
        assert of_cache == of_site
        assert (path, second.headers["Cache-Status"]) == (path, "site; hit")


@pytest.mark.slow
@pytest.mark.django_db
def test_who_is_signed_in_gets_the_sites_own_page(site, within_transaction, client):
    client.force_login(UserFactory(is_superuser=True))
    cache = page_cache()
    ask(cache)
    signed_in = ask(cache, HTTP_COOKIE=f"sessionid={client.cookies['sessionid'].value}")
    assert signed_in.headers["Cache-Status"] is None
    assert ask(cache).headers["Cache-Status"] == "site; hit"
