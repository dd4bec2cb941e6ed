"""What is kept, for whom, under which key, and what is sent of it."""

import gzip
import threading
import time
from types import SimpleNamespace

import brotli
import pytest

from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache
from cluster_site.page_cache.page import RENEWS, SHED
from tests.cluster_site.page_cache.conftest import ask


def test_the_second_visitor_gets_what_the_first_one_got(site):
    first, second = site.ask(), site.ask()
    assert site.asked == 1
    assert (second.status, second.body) == (200, first.body)
    assert (first.headers["Cache-Status"], second.headers["Cache-Status"]) == (
        "site; fwd=miss; stored",
        "site; hit",
    )


def test_every_answer_has_a_request_id_of_its_own(site):
    ids = {site.ask().headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert "of-the-first-visitor" not in ids
    assert site.ask(HTTP_X_REQUEST_ID="proxy-4711").headers["X-Request-ID"] == "proxy-4711"


def test_a_page_is_made_anew_when_the_content_has_changed(site):
    site.ask()
    site.content.publish()
    assert site.ask().body.startswith(b"1 ")


@pytest.mark.parametrize(
    "difference",
    [
        {"path": "/news/"},
        {"query": "page=2"},
        {"query": "utm_source=x"},
        {"host": "testserver:80"},
        {"host": "testserver."},
        {"host": "TestServer"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/site"},
    ],
)
def test_what_a_page_depends_on_is_part_of_its_key(site, difference):
    site.ask()
    site.ask(**difference)
    assert site.asked == 2


def test_the_scheme_that_the_proxy_tells_is_part_of_the_key(site, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for told in ("https", "http", "https, http"):
        site.ask(HTTP_X_FORWARDED_PROTO=told)
    assert site.asked == 2


@pytest.mark.parametrize(
    "variables",
    [
        {"HTTP_ACCEPT_LANGUAGE": "nb"},
        {"HTTP_COOKIE": "csrftoken=x"},
        {"HTTP_USER_AGENT": "robot", "HTTP_REFERER": "https://other.example/"},
        {"HTTP_IF_MODIFIED_SINCE": "rubbish", "HTTP_RANGE": "bytes=0-10", "HTTP_IF_RANGE": '"x"'},
    ],
)
def test_nothing_else_of_a_request_changes_its_page(site, variables):
    first = site.ask()
    assert site.ask(**variables).body == first.body
    assert site.asked == 1


@pytest.mark.parametrize(
    "how",
    [
        {"HTTP_COOKIE": "a=b; sessionid=abc"},
        {"query": "at=2026-12-01"},
        {"query": "year=2026&at"},
        {"query": "%61%74=2026-12-01"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"method": "BREW"},
        {"CONTENT_LENGTH": "3"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"query": "x=" + "y" * 3000},
        {"host": ""},
        {"path": "/admin/"},
        {"path": "/admin"},
        {"path": "/preview/abc/"},
        {"path": "/media/files/a.pdf"},
        {"path": "/read/7"},
        {"path": "/healthz"},
        {"path": "/feeds/calendar/secret.ics"},
    ],
)
def test_these_requests_neither_get_nor_fill_a_kept_page(site, how):
    site.ask(path=how.get("path", "/"))
    before, size = site.asked, site.memory.size
    for _ in range(2):
        site.ask(**how)
    assert site.asked == before + 2
    assert site.memory.size == size


@pytest.mark.parametrize("status", ["200 OK", "301 Moved Permanently", "404 Not Found", "410 Gone"])
def test_pages_redirects_and_missing_pages_are_kept(site, status):
    site.application.status = status
    assert [site.ask().status for _ in range(2)] == [int(status[:3])] * 2
    assert site.asked == 1


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", {"Cache-Control": "max-age=0, no-cache, no-store, private"}),
        ("200 OK", {"Cache-Control": "private"}),
        ("200 OK", {"Set-Cookie": "csrftoken=x"}),
        ("200 OK", {"Vary": "Accept-Encoding, Cookie"}),
        ("200 OK", {"Vary": "*"}),
        ("302 Found", {"Location": "/"}),
        ("400 Bad Request", {}),
        ("403 Forbidden", {}),
        ("405 Method Not Allowed", {}),
        ("500 Internal Server Error", {}),
        ("503 Service Unavailable", {}),
    ],
)
def test_nothing_else_is_kept(site, status, headers):
    site.application.status, site.application.headers = status, headers
    answers = [site.ask() for _ in range(2)]
    assert (site.asked, site.memory.size) == (2, 0)
    assert {answer.headers["X-Request-ID"] for answer in answers} == {"of-the-first-visitor"}


def test_what_is_streamed_is_not_kept(site):
    def stream(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv")])
        return iter([b"a,", b"b"])

    site.cache._application = stream
    assert [site.ask(path="/members/statistics.csv").body for _ in range(2)] == [b"a,b"] * 2
    assert site.memory.size == 0


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("br;q=0.0", None),
        ("deflate", None),
        ("", None),
        (";;q=,,=br", None),
        ("br," + "x," * 500, None),
    ],
)
def test_each_visitor_gets_the_best_coding_that_it_takes(site, accepted, coding):
    plain = site.ask().body
    answer = site.ask(HTTP_ACCEPT_ENCODING=accepted)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert answer.headers["Content-Encoding"] == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert unpack(answer.body) == plain
    assert site.asked == 1


def test_the_application_compresses_nothing_that_is_kept(site):
    seen = []
    application = site.application

    def look(environ, start_response):
        seen.append(environ.get("page_cache.compresses"))
        return application(environ, start_response)

    cache = PageCache(look, memory=PageMemory(2**20), clock=site.content)
    ask(cache, HTTP_ACCEPT_ENCODING="gzip")
    ask(cache, path="/admin/")
    assert seen == [True, None]


def test_head_is_get_without_the_body(site):
    heads = [site.ask(method="HEAD") for _ in range(2)]
    whole = site.ask()
    for head in heads:
        assert (head.status, head.body) == (200, b"")
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert site.asked == 1
    site.application.status = "403 Forbidden"
    assert site.ask(path="/admin/", method="HEAD").body == b""
    assert site.ask(path="/forbidden/", method="HEAD").body == b""


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*", "{weak}"])
def test_who_has_the_page_is_told_so(site, form):
    etag = site.ask().headers["ETag"]
    named = form.format(etag, weak=etag.removeprefix("W/"))
    answer = site.ask(HTTP_IF_NONE_MATCH=named, HTTP_ACCEPT_ENCODING="br")
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert answer.headers["Content-Encoding"] is None


@pytest.mark.parametrize("named", ["rubbish", '"', 'W/"', ",,,", '"' + "x" * 5000 + '"', "\xff"])
def test_rubbish_about_what_one_has_gets_the_whole_page(site, named):
    assert site.ask(HTTP_IF_NONE_MATCH=named).status == 200
    assert site.ask(HTTP_IF_NONE_MATCH=named).status == 200


def test_a_missing_page_is_sent_whole_whatever_one_has(site):
    site.application.status = "404 Not Found"
    assert site.ask(HTTP_IF_NONE_MATCH="*").status == 404
    assert site.ask(HTTP_IF_NONE_MATCH="*").status == 404


def test_browsers_ask_again_each_time(site):
    assert site.ask().headers["Cache-Control"] == "no-cache"
    site.application.headers = {"Cache-Control": "public, max-age=86400"}
    assert site.ask(path="/site.webmanifest").headers.get_all("Cache-Control") == [
        "public, max-age=86400"
    ]


def test_without_the_database_a_kept_page_is_sent_and_marked(site):
    fresh = site.ask()
    site.content.away = True
    answer = site.ask()
    assert answer.body == fresh.body
    assert answer.headers["Warning"] == '110 site "Response is Stale"'
    assert int(answer.headers["Age"]) >= 1
    assert "Warning" not in fresh.headers
    site.ask(path="/never-asked-for/")
    assert site.application.asked == ["/", "/never-asked-for/"]


def test_a_database_that_goes_away_while_a_page_is_made_leaves_the_page_before(site):
    site.ask()
    site.content.publish()
    site.application.status = "503 Service Unavailable"
    answer = site.ask()
    assert (answer.status, answer.body[:2]) == (200, b"0 ")
    assert "Warning" in answer.headers


def together(site, count, **how):
    """Ask from ``count`` threads while the application holds its first answer; returns the answers."""
    answers, site.application.hold = [], threading.Event()
    threads = [
        threading.Thread(target=lambda: answers.append(site.ask(**how))) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    yield answers
    site.application.hold.set()
    for thread in threads:
        thread.join(10)


def test_one_request_makes_a_page_and_the_others_wait_for_it(site):
    for answers in together(site, 4):
        assert answers == []
    assert site.asked == 1
    assert len({answer.body for answer in answers}) == 1


def test_a_page_that_others_waited_for_is_marked_where_the_database_went_away_meanwhile(site):
    for answers in together(site, 2):
        while site.asked < 1:
            pass
        time.sleep(0.05)
        assert answers == []
        site.content.away = True
    assert sorted("Warning" in answer.headers for answer in answers) == [False, True]


def test_the_others_get_the_page_of_a_moment_ago(site):
    site.ask()
    site.content.lately.add(site.content.last.epoch)
    site.content.publish()
    for answers in together(site, 4):
        while len(answers) < 3:
            pass
        assert {answer.body[:2] for answer in answers} == {b"0 "}
    assert answers[-1].body[:2] == b"1 "
    assert site.asked == 2


def test_the_pages_most_asked_for_are_made_anew_after_the_next_answers(site):
    for path, times in (("/", 4), ("/news/", 3), ("/rare/", 1)):
        for _ in range(times):
            site.ask(path=path)
    site.content.publish()
    site.application.asked.clear()
    site.ask(path="/other/")
    site.ask(path="/other/", method="HEAD")
    site.ask(path="/other/")
    assert site.application.asked == ["/other/", "/", "/news/"]
    assert site.ask(path="/news/").headers["Cache-Status"] == "site; hit"


def test_a_page_made_anew_knows_nothing_of_the_visitor_it_was_made_after(site):
    environs = []
    application = site.application

    def look(environ, start_response):
        environs.append(environ)
        return application(environ, start_response)

    cache = PageCache(look, memory=PageMemory(2**20), clock=site.content)
    for _ in range(2):
        ask(cache, path="/news/", query="tag=kelp")
    site.content.publish()
    ask(cache, path="/other/", HTTP_COOKIE="csrftoken=x", HTTP_ACCEPT_LANGUAGE="nb")
    anew = environs[-1]
    assert (anew["PATH_INFO"], anew["QUERY_STRING"]) == ("/news/", "tag=kelp")
    assert {name for name in anew if name.startswith("HTTP_")} == {"HTTP_HOST"}
    assert [environ.get(RENEWS, False) for environ in environs] == [False, False, True]


def test_a_failure_while_a_page_is_made_anew_is_logged_and_reaches_no_visitor(site, caplog):
    for _ in range(2):
        site.ask(path="/news/")
    site.content.publish()
    application, failed = site.cache._application, []

    def fail_once(environ, start_response):
        if environ["PATH_INFO"] == "/news/" and not failed:
            failed.append(True)
            raise RuntimeError
        return application(environ, start_response)

    site.cache._application = fail_once
    assert site.ask(path="/other/").status == 200
    assert "was to be done after an answer failed" in caplog.text
    assert site.ask(path="/news/").body.startswith(b"1 ")


def test_a_refusal_in_a_flood_is_not_taken_for_a_failure_of_the_replica(site):
    failures = []
    replica = SimpleNamespace(
        has=lambda epoch: True, leave_alone=lambda: failures.append("left alone")
    )
    site.application.status, site.application.headers = "503 Service Unavailable", {SHED: "1"}
    cache = PageCache(
        site.application, memory=PageMemory(2**20), clock=site.content, replica=replica
    )
    assert ask(cache, path="/search/").status == 503
    assert (failures, site.asked) == ([], 1)
