"""Servers share pages through Redis; one that is away, slow or holds something else does no harm."""

import pytest

from cluster_site.page_cache import release as release_module
from cluster_site.page_cache import shared as shared_module
from cluster_site.page_cache.address import Address
from cluster_site.page_cache.epoch import Epoch
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache
from cluster_site.page_cache.page import CachedPage
from cluster_site.page_cache.shared import SharedPages
from tests.cluster_site.page_cache.conftest import ENDS, Application, Site, ask
from tests.cluster_site.page_cache.redis_server import redis_server

HOME = Address("https", "www.example.org", "", "/", "")
EPOCH = Epoch("1", ENDS)
HEADERS = [("Content-Type", "text/html"), ("Content-Language", "nb")]
BODY = "<p>Æ\nØ</p>\n".encode()


@pytest.fixture(scope="module")
def server():
    with redis_server() as server:
        yield server


@pytest.fixture
def shared(server):
    server.client.flushall()
    return SharedPages(server.url)


def page(epoch=EPOCH):
    return CachedPage(epoch, "200 OK", HEADERS, BODY)


def test_what_one_server_has_made_another_one_gets(shared, server):
    shared.put(HOME, page(), 60)
    got = SharedPages(server.url).get(HOME, EPOCH)
    assert (got.status, got.headers, got.body, got.etag) == ("200 OK", HEADERS, BODY, page().etag)
    (key,) = server.client.keys()
    assert 0 < server.client.ttl(key) <= 60


@pytest.mark.parametrize(
    ("address", "epoch"),
    [
        (HOME._replace(query="page=2"), EPOCH),
        (HOME._replace(host="www.example.org."), EPOCH),
        (HOME, Epoch("2", ENDS)),
        (HOME, Epoch("1", ENDS.replace(year=2031))),
    ],
)
def test_another_address_or_epoch_is_another_page(shared, address, epoch):
    shared.put(HOME, page(), 60)
    assert shared.get(address, epoch) is None


def test_another_release_has_pages_of_its_own(shared, server, monkeypatch, settings):
    shared.put(HOME, page(), 60)
    settings.SITE_ADDRESS = "https://other.example"
    assert SharedPages(server.url).get(HOME, EPOCH) is None


def test_a_release_is_known_by_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(release_module, "BASE_DIR", tmp_path)
    releases = set()
    for name in ("news/__init__.py", "news/public/views.py", "templates/base.html", "locale/nb.mo"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
        releases.add(release_module.release_digest())
    (tmp_path / "templates/base.html").write_text("changed")
    releases.add(release_module.release_digest())
    assert len(releases) == 5


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"rubbish",
        b"x" * 32 + b'["200 OK", []]\nx',
        lambda value: value[:-1],
        lambda v: v + b"x",
    ],
)
def test_what_is_not_a_page_we_wrote_is_none(shared, server, value):
    shared.put(HOME, page(), 60)
    (key,) = server.client.keys()
    server.client.set(key, value(server.client.get(key)) if callable(value) else value)
    assert shared.get(HOME, EPOCH) is None


def test_a_page_of_another_address_in_its_place_is_none(shared, server):
    shared.put(HOME, page(), 60)
    (key,) = server.client.keys()
    other = HOME._replace(path="/other/")
    shared.put(other, page(), 60)
    (of_other,) = set(server.client.keys()) - {key}
    server.client.rename(key, of_other)
    assert shared.get(other, EPOCH) is None


def test_a_key_of_another_kind_is_none(shared, server):
    shared.put(HOME, page(), 60)
    (key,) = server.client.keys()
    server.client.delete(key)
    server.client.lpush(key, "x")
    assert shared.get(HOME, EPOCH) is None


def test_a_server_that_answers_nothing_is_asked_once_in_a_while(
    shared, server, caplog, monkeypatch
):
    shared.put(HOME, page(), 60)
    with server.not_answering():
        assert [shared.get(HOME, EPOCH) for _ in range(50)] == [None] * 50
        shared.put(HOME, page(), 60)
    assert len(caplog.records) == 1
    monkeypatch.setattr(shared, "_ask_again", 0.0)
    assert shared.get(HOME, EPOCH)


def test_a_server_that_is_away_costs_pages_nothing_but_their_making(site, caplog):
    cache = PageCache(
        site.application,
        memory=site.memory,
        clock=site.content,
        shared=SharedPages("redis://127.0.0.1:1/0"),
    )
    assert [ask(cache).status for _ in range(2)] == [200, 200]
    assert site.asked == 1
    assert len(caplog.records) == 1


def two_servers(site, shared, server):
    for pages in (shared, SharedPages(server.url)):
        memory = PageMemory(2**20)
        application = Application(site.content)
        cache = PageCache(application, memory=memory, clock=site.content, shared=pages)
        yield Site(cache, application, site.content, memory)


def test_the_second_server_need_not_make_the_page(site, shared, server):
    first, second = two_servers(site, shared, server)
    assert first.ask().body == second.ask().body
    assert (first.asked, second.asked) == (1, 0)
    site.content.publish()
    assert second.ask().body.startswith(b"1 ")
    assert first.ask().body.startswith(b"1 ")
    assert (first.asked, second.asked) == (1, 1)


def test_ten_thousand_queries_do_not_fill_the_shared_cache(site, shared, server):
    (first, _second) = two_servers(site, shared, server)
    for number in range(200):
        first.ask(query=f"utm={number}")
    assert server.client.dbsize() == 0
    first.ask(query="utm=199")
    site.content.publish()
    first.ask(query="utm=199")
    assert server.client.dbsize() == 1


def test_without_the_database_a_page_of_the_other_server_is_sent_and_marked(site, shared, server):
    first, second = two_servers(site, shared, server)
    first.ask()
    site.content.away = True
    assert "Warning" in second.ask().headers
    assert second.asked == 0


def test_a_page_is_shared_for_an_hour_at_most(shared, server):
    shared.put(HOME, page(), 10**6)
    (key,) = server.client.keys()
    assert server.client.ttl(key) <= shared_module._LONGEST_KEPT
