"""The link checker asks politely, understands answers, and reaches no inner network."""

import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import unquote

import pytest

from cluster_site.outside_links import fetching
from cluster_site.outside_links.fetching import LinkOutcome, Network, check_url
from cluster_site.outside_links.models import Problem
from cluster_site.outside_links.public_addresses import is_public_address

PUBLIC = "93.184.215.14"
AGENT = "Checker/1.0 (+https://kelp.example)"


class Handler(BaseHTTPRequestHandler):
    """Answers by the path: /404 with that status, /to?url with a redirect to the bytes of url."""

    def do_HEAD(self):
        self.server.requests.append((self.command, self.headers["Host"], self.path))
        self.server.agents.add(self.headers["User-Agent"])
        target, _mark, query = self.path.partition("?")
        if target == "/to":
            self.send_response(302)
            self.send_header("Location", unquote(query, "latin-1"))
        elif target == "/loop":
            self.send_response(301)
            self.send_header("Location", "/loop")
        elif target == "/silent-to-head" and self.command == "HEAD":
            self.close_connection = True
            return
        elif target == "/no-head":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(target.strip("/")) if target[1:].isdigit() else 200)
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        """Say nothing."""


class Local(Network):
    """Names lead to made-up addresses, and every connection to the local server."""

    def __init__(self, server, names):
        self.server, self.names, self.connected = server, names, []

    def resolve(self, host, port):
        if host not in self.names:
            raise socket.gaierror(host)
        addresses = self.names[host]
        return addresses.pop(0) if isinstance(addresses[0], list) else addresses

    def connect(self, address, port):
        self.connected.append((address, port))
        return socket.create_connection(self.server.server_address)

    def secure(self, connection, host):
        self.expired = host.startswith("expired")
        return connection

    def handshake(self, connection):
        if self.expired:
            raise ssl.SSLCertVerificationError("expired")


@pytest.fixture(scope="module")
def running():
    # not an HTTPServer, which asks the network for its own name
    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def server(running):
    running.requests, running.agents = [], set()
    return running


@pytest.fixture
def network(server):
    return Local(server, {"kelp.example": [PUBLIC], "expired.example": [PUBLIC]})


def check(url, network):
    return check_url(url, agent=AGENT, network=network)


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/", LinkOutcome("", 200)),
        ("/204", LinkOutcome("", 204)),
        ("/404", LinkOutcome(Problem.NOT_FOUND, 404)),
        ("/410", LinkOutcome(Problem.NOT_FOUND, 410)),
        ("/403", LinkOutcome(Problem.BLOCKED, 403)),
        ("/429", LinkOutcome(Problem.BLOCKED, 429)),
        ("/999", LinkOutcome(Problem.BLOCKED, 999)),
        ("/503", LinkOutcome(Problem.SERVER_ERROR, 503)),
        ("/no-head", LinkOutcome("", 200)),
        ("/silent-to-head", LinkOutcome("", 200)),
        ("/to?/200", LinkOutcome("", 200)),
        ("/to?/404", LinkOutcome(Problem.NOT_FOUND, 404)),
        ("/to?http://kelp.example/to?/200", LinkOutcome("", 200)),
        ("/to?/to", LinkOutcome("", 302)),
        ("/to?http://[x", LinkOutcome(Problem.MALFORMED)),
        ("/to?http://kelp.example:22/", LinkOutcome(Problem.BLOCKED)),
    ],
)
def test_an_answer_is_understood(network, path, outcome):
    assert check(f"http://kelp.example{path}", network) == outcome


def test_it_says_who_asks_and_asks_for_no_more_than_it_needs(server, network):
    check("https://kelp.example/a page?q=å", network)
    assert server.requests == [("HEAD", "kelp.example", "/a%20page?q=%C3%A5")]
    assert server.agents == {AGENT}
    assert network.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize("status", [429, 999])
def test_a_site_that_gets_too_many_requests_gets_no_second_one(server, network, status):
    check(f"http://kelp.example/{status}", network)
    assert server.requests == [("HEAD", "kelp.example", f"/{status}")]


@pytest.mark.parametrize(
    ("location", "path"), [("/s%C3%B8k/", "/s%C3%B8k/"), ("/s%F8k/", "/s%C3%B8k/")]
)
def test_a_redirect_is_followed_in_utf_8_and_else_in_latin_1(server, network, location, path):
    """The Location has these bytes as they are."""
    check(f"http://kelp.example/to?{location}", network)
    assert server.requests[-1] == ("HEAD", "kelp.example", path)


def test_a_name_in_other_letters_is_asked_for_as_the_network_writes_it(server, network):
    network.names["tangå.example".encode("idna").decode()] = [PUBLIC]
    assert check("http://tangå.example/", network) == LinkOutcome("", 200)


def test_an_endless_chain_of_redirects_ends(server, network):
    assert check("http://kelp.example/loop", network) == LinkOutcome(Problem.REDIRECTS)
    assert len(network.connected) == fetching.REDIRECTS + 1


def test_a_certificate_that_is_not_valid_is_a_problem(network):
    assert check("https://expired.example/", network) == LinkOutcome(Problem.CERTIFICATE)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://kelp.example/",
        "file:///etc/passwd",
        "gopher://kelp.example/",
        "http://",
        "http://user:secret@kelp.example/",
        "http://kelp.example:99999/",
        "http://[::1/",
        f"http://{'a' * 70}.example/",
    ],
)
def test_only_http_and_https_are_asked(network, url):
    assert check(url, network) == LinkOutcome(Problem.MALFORMED)
    assert network.connected == []


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_ports_of_websites_are_asked(network, port):
    assert check(f"http://kelp.example:{port}/", network) == LinkOutcome("", 200)
    assert network.connected == [(PUBLIC, port)]


@pytest.mark.parametrize("port", [0, 22, 25, 3000, 6379])
def test_other_ports_are_not_asked_and_not_called_broken(network, port):
    assert check(f"http://kelp.example:{port}/", network) == LinkOutcome(Problem.BLOCKED)
    assert network.connected == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "10.255.255.255",
        "127.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "192.0.0.8",
        "192.0.0.192",
        "192.88.99.1",
        "198.18.0.1",
        "64:ff9b:1::a00:1",
        "2001:1::1",
        "2001:10::1",
        "3fff::1",
        "5f00::1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1::",
        "not an address",
    ],
)
def test_an_inner_address_is_never_connected_to(network, address):
    assert not is_public_address(address)
    network.names["inner.example"] = [address]
    assert check("http://inner.example/", network) == LinkOutcome(Problem.NOT_PUBLIC)
    # one that is not public among several is enough
    network.names["mixed.example"] = [PUBLIC, address]
    assert check("http://mixed.example/", network) == LinkOutcome(Problem.NOT_PUBLIC)
    # nor by way of a redirect
    assert check("http://kelp.example/to?http://inner.example/", network) == LinkOutcome(
        Problem.NOT_PUBLIC
    )
    assert {target for target, _port in network.connected} == {PUBLIC}


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "8.8.8.8"])
def test_an_address_on_the_internet_is_public(address):
    assert is_public_address(address)


def test_inner_addresses_that_stand_in_a_url_are_refused_however_they_are_written():
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "[::1]", "localhost", "169.254.169.254"):
        outcome = check_url(f"http://{host}/", agent=AGENT)
        assert outcome.problem in (Problem.NOT_PUBLIC, Problem.NO_HOST), host


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(network):
    network.names["rebound.example"] = [[PUBLIC], ["127.0.0.1"]]
    assert check("http://rebound.example/", network) == LinkOutcome("", 200)
    assert network.connected == [(PUBLIC, 80)]
    assert check("http://rebound.example/", network) == LinkOutcome(Problem.NOT_PUBLIC)


def test_a_redirect_to_another_protocol_is_not_followed(network):
    url = "http://kelp.example/to?file:///etc/passwd"
    assert check(url, network) == LinkOutcome(Problem.MALFORMED)


def test_who_does_not_answer_has_a_problem(network):
    assert check("http://unknown.example/", network) == LinkOutcome(Problem.NO_HOST)
    network.connect = lambda address, port: (_ for _ in ()).throw(TimeoutError())
    assert check("http://kelp.example/", network) == LinkOutcome(Problem.NO_ANSWER)


@pytest.mark.parametrize(
    ("scheme", "start"),
    [
        ("http", b"HTTP/1.1 200 OK\r\nX: "),
        ("https", b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb"),  # a long record of a TLS handshake
    ],
    ids=["http", "https"],
)
def test_a_site_that_sends_byte_after_byte_is_left(monkeypatch, scheme, start):
    monkeypatch.setattr(fetching, "TOTAL", 0.2)
    # without reading the system's certificates, which can take longer than that
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr(fetching.ssl, "create_default_context", lambda: context)
    ours, theirs = socket.socketpair()
    left = threading.Event()

    def drip():
        theirs.sendall(start)
        for _byte in range(200):
            try:
                theirs.sendall(b"x")
            except OSError:
                left.set()
                break
            time.sleep(0.02)
        theirs.close()

    class Dripping(Network):
        connections = [ours]

        def resolve(self, host, port):
            return [PUBLIC]

        def connect(self, address, port):
            if not self.connections:
                raise ConnectionRefusedError
            return self.connections.pop()

    thread = threading.Thread(target=drip)
    thread.start()
    outcome = check(f"{scheme}://slow.example/", Dripping())
    thread.join()
    assert outcome == LinkOutcome(Problem.NO_ANSWER)
    assert left.is_set()


def test_a_site_that_took_too_long_to_connect_is_asked_nothing(server, network, monkeypatch):
    monkeypatch.setattr(fetching, "TOTAL", 0.01)
    connect = network.connect

    def connect_late(address, port):
        for timer in threading.enumerate():
            if isinstance(timer, threading.Timer):
                timer.join()
        return connect(address, port)

    monkeypatch.setattr(network, "connect", connect_late)
    assert check("http://kelp.example/", network) == LinkOutcome(Problem.NO_ANSWER)
    assert server.requests == []
