"""A cache in front of the site keeps pages only where it is told to drop them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cluster_site.page_cache.edge import EdgePurger
from cluster_site.page_cache.middleware import PageCache
from tests.cluster_site.page_cache.conftest import ask


class Purger:
    """What takes purges: it notes them and answers with a status."""

    def __init__(self):
        self.taken, self.status = [], 200
        purger = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                purger.taken.append((self.path, self.headers["Authorization"], json.loads(body)))
                self.send_response(purger.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/purge"


@pytest.fixture
def purger():
    purger = Purger()
    thread = threading.Thread(target=purger.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield purger
    purger.server.shutdown()
    purger.server.server_close()
    thread.join()


@pytest.fixture
def edge(purger):
    return EdgePurger(purger.url, "secret")


@pytest.fixture
def cache(site, edge):
    site.content.read_anew = site.content.read
    return PageCache(site.application, memory=site.memory, clock=site.content, edge=edge)


def test_the_edge_may_keep_a_page_until_its_epoch_ends_and_a_browser_may_not(cache, site):
    assert ask(cache).headers["Cache-Control"] == "no-cache"  # before the first purge
    control = ask(cache).headers["Cache-Control"]
    assert control.startswith("public, max-age=0, s-maxage=3600, ")
    assert "stale-while-revalidate=" in control
    assert "stale-if-error=" in control
    site.content.seconds_left = lambda reading: 12.7
    assert "s-maxage=12," in ask(cache).headers["Cache-Control"]


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved Permanently", "410 Gone"])
def test_what_is_not_a_page_and_what_says_for_itself_is_left_alone(cache, site, status):
    site.application.headers = {"Cache-Control": "public, max-age=86400"}
    assert ask(cache).headers["Cache-Control"] == "public, max-age=86400"
    site.application.status, site.application.headers = status, {}
    assert ask(cache, path="/nowhere/").headers["Cache-Control"] == "no-cache"


def test_the_edge_keeps_no_page_that_may_be_out_of_date(cache, site):
    ask(cache)
    site.content.away = True
    assert ask(cache).headers["Cache-Control"] == "no-cache"


def test_a_page_that_was_long_in_the_making_does_not_come_back_behind_the_purge(
    cache, site, purger
):
    ask(cache)
    application = site.application

    def take_long(environ, start_response):
        cache._application = application
        site.content.publish()
        ask(cache, path="/other/")  # purges for the new content
        return application(environ, start_response)

    cache._application = take_long
    assert ask(cache, path="/slow/").headers["Cache-Control"] == "no-cache"
    assert "s-maxage" in ask(cache, path="/slow/").headers["Cache-Control"]
    assert len(purger.taken) == 2


def test_while_it_cannot_be_purged_it_keeps_nothing_new(cache, purger):
    purger.status = 500
    for _ in range(3):
        assert ask(cache).headers["Cache-Control"] == "no-cache"


def test_it_is_purged_once_for_each_change(cache, site, purger):
    for _ in range(3):
        ask(cache)
    assert purger.taken == [("/purge", "Bearer secret", {"purge_everything": True})]
    site.content.publish()
    for _ in range(3):
        ask(cache)
    assert len(purger.taken) == 2


def test_it_is_purged_right_after_the_request_that_publishes(cache, site, purger):
    ask(cache)
    application = site.application

    def publish(environ, start_response):
        site.content.publish()
        return application(environ, start_response)

    cache._application = publish
    ask(cache, path="/admin/", method="POST")
    assert len(purger.taken) == 2
    cache._application = application
    ask(cache, path="/admin/", method="POST")
    assert len(purger.taken) == 2


def test_a_purge_that_failed_is_tried_again_after_a_while(cache, edge, purger, caplog):
    purger.status = 500
    for _ in range(3):
        assert ask(cache).status == 200
    assert (len(purger.taken), len(caplog.records)) == (1, 1)
    purger.status, edge._try_again = 200, 0.0
    for _ in range(2):
        ask(cache)
    assert len(purger.taken) == 2
