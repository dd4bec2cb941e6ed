"""Clients that do what no browser does: the right status, soon, and the site goes on for the others."""

import contextlib
import http.client
import socket
import time

import psutil
import pytest

from tests.cluster_site.page_cache.servers import servers

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
THREADS = 8  # of both workers of a server
MB = 2**20


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    with servers(1, tmp_path_factory.mktemp("server"), PAGE_CACHE_MB="4") as (only,):
        yield only


def send(server, request: bytes) -> int:
    """Send bytes as they are, and return the status of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(request)
        with http.client.HTTPResponse(client) as response:
            response.begin()
            return response.status


def ask(server, path="/", method="GET", body=None, **headers) -> tuple[int, bytes]:
    asking = server.connect()
    asking.request(
        method, path, body, {key.replace("_", "-"): text for key, text in headers.items()}
    )
    response = asking.getresponse()
    content = response.read()
    asking.close()
    return response.status, content


def test_slow_clients_keep_no_other_waiting(server):
    begun = [
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
        b"POST /contact/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nname=",
    ]
    slow = []
    for number in range(THREADS):
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(begun[number % len(begun)])
        slow.append(client)
    start = time.monotonic()
    assert ask(server)[0] == 200
    assert time.monotonic() - start < 25  # ten seconds of silence end a connection
    for client in slow:
        client.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        pytest.param(b"GET /" + b"x" * 100_000 + b" HTTP/1.1", 414, id="address"),
        pytest.param(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 100_000, 431, id="header"),
        pytest.param(
            b"GET / HTTP/1.1" + b"".join(b"\r\nX-%d: 1" % n for n in range(1_000)),
            431,
            id="headers",
        ),
        pytest.param(b"GET / HTTP/1.1\r\nHost: evil.example", 400, id="host of another site"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1, evil.example", 400, id="two hosts"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example", 400, id="host twice"
        ),
        pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1/../evil", 400, id="path in the host"),
    ],
)
def test_heads_that_are_too_large_or_for_another_site_are_refused(server, head, status):
    assert send(server, head + b"\r\n\r\n") == status
    assert ask(server)[0] == 200


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_methods_that_a_page_does_not_have_are_refused(server, method):
    status, _content = ask(server, method=method)
    assert status in ((200, 405) if method == "OPTIONS" else (403, 405, 501))
    assert ask(server)[0] == 200


def test_a_range_gets_the_whole_page_and_head_none(server):
    _status, page = ask(server)
    for span in (
        "bytes=0-99",
        "bytes=-1",
        "bytes=99999999-",
        "rubbish",
        "bytes=" + "0-0," * 1_000 + "0-0",
    ):
        assert ask(server, Range=span) == (200, page), span
    assert ask(server, method="HEAD") == (200, b"")


def test_a_huge_body_is_refused_and_held_nowhere(server):
    before = memory(server)
    head = f"POST /contact/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {64 * MB}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(head.encode())
        with contextlib.suppress(ConnectionError):  # it need not read what it refuses
            for _ in range(64):
                client.sendall(b"x" * MB)
        with contextlib.suppress(ConnectionError), http.client.HTTPResponse(client) as response:
            response.begin()
            assert response.status in (400, 403, 413)
    assert memory(server) - before < 32 * MB
    assert ask(server)[0] == 200


def memory(server) -> int:
    """Return the bytes of all processes of the server."""
    of_port = [
        process
        for process in psutil.process_iter(["cmdline"])
        if f"--bind=127.0.0.1:{server.port}" in (process.info["cmdline"] or ())
    ]
    return sum(process.memory_full_info().uss for process in of_port)
