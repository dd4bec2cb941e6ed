"""Asking another site whether a URL leads to a page, without reaching any inner network.

A host is resolved once for each request, every address of it has to be public, and the connection
goes to that very address: a name that resolves to another one a moment later changes nothing. The
same holds for each redirect. No body is read.
"""

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from cluster_site.outside_links.models import Problem
from cluster_site.outside_links.public_addresses import is_public_address

REDIRECTS = 5
TIMEOUT = 10  # seconds for each step of the network
TOTAL = 20  # seconds for a response with all its headers
_PORTS = {"http": 80, "https": 443}


class Network:
    """The network, as far as the checker uses it."""

    def resolve(self, host: str, port: int) -> list[str]:
        """Return all IP addresses of ``host``; raise OSError if there are none."""
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in entries))

    def connect(self, address: str, port: int) -> socket.socket:
        """Return a connection to an IP address."""
        return socket.create_connection((address, port), timeout=TIMEOUT)

    def secure(self, connection: socket.socket, host: str) -> ssl.SSLSocket:
        """Return the connection with TLS, with a certificate that is valid for ``host``."""
        return ssl.create_default_context().wrap_socket(connection, server_hostname=host)


@dataclass(frozen=True)
class LinkOutcome:
    """What a check found: no problem, or which; and the last status code, if any."""

    problem: str = ""
    status: int | None = None


class _Failed(Exception):
    def __init__(self, problem: Problem):
        super().__init__(problem)
        self.problem = problem


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to one IP address, for requests that name its host."""

    def __init__(self, network: Network, scheme: str, host: str, port: int, address: str):
        super().__init__(host, port)
        self.default_port = _PORTS[scheme]  # a header Host without it
        self._network, self._scheme = network, scheme
        self._target = (address, port)

    def connect(self):
        self.sock = self._network.connect(*self._target)
        self.sock.settimeout(TIMEOUT)
        if self._scheme == "https":
            self.sock = self._network.secure(self.sock, self.host)


def check_url(url: str, *, agent: str, network: Network | None = None) -> LinkOutcome:
    """Return whether ``url`` leads to a page; ``agent`` says who asks."""
    network = network or Network()
    try:
        status = _final_status("HEAD", url, agent, network)
        if status >= 400:  # some servers know no HEAD
            status = _final_status("GET", url, agent, network)
    except _Failed as failure:
        return LinkOutcome(failure.problem)
    return LinkOutcome(_problem_of(status), status)


def _problem_of(status: int) -> str:
    if status < 400:
        return ""
    if status in (404, 410):
        return Problem.NOT_FOUND
    if 500 <= status < 600:
        return Problem.SERVER_ERROR
    return Problem.BLOCKED  # 403, 429, LinkedIn's 999 and the like: a person may well see a page


def _final_status(method: str, url: str, agent: str, network: Network) -> int:
    for _hop in range(REDIRECTS + 1):
        status, location = _ask(method, url, agent, network)
        if status not in (301, 302, 303, 307, 308) or not location:
            return status
        url = urljoin(url, location)
    raise _Failed(Problem.REDIRECTS)


def _ask(method: str, url: str, agent: str, network: Network) -> tuple[int, str | None]:
    """Send one request; return the status and the Location."""
    scheme, host, port, target = _parse(url)
    connection = _PinnedConnection(network, scheme, host, port, _address(network, host, port))
    ended = threading.Event()
    watchdog = threading.Timer(TOTAL, _end, [connection, ended])
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.request(method, target, headers={"User-Agent": agent, "Accept": "*/*"})
        response = connection.getresponse()
        if ended.is_set():
            raise TimeoutError
        return response.status, response.headers.get("Location")
    except ssl.SSLCertVerificationError as error:
        raise _Failed(Problem.CERTIFICATE) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _Failed(Problem.NO_ANSWER) from error
    finally:
        watchdog.cancel()
        connection.close()


def _end(connection: http.client.HTTPConnection, ended: threading.Event) -> None:
    """End a connection that sends byte after byte and never a whole answer."""
    ended.set()
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself


def _parse(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and request target of a URL, in the characters that HTTP allows."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:  # UnicodeError is one too
        raise _Failed(Problem.MALFORMED) from error
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise _Failed(Problem.MALFORMED)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|")
    return parts.scheme, host, port, target


def _address(network: Network, host: str, port: int) -> str:
    """Return a public IP address of ``host``; one that is not public among several is enough to refuse."""
    try:
        addresses = network.resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise _Failed(Problem.NO_HOST) from error
    if not addresses:
        raise _Failed(Problem.NO_HOST)
    if not all(is_public_address(address) for address in addresses):
        raise _Failed(Problem.NOT_PUBLIC)
    return addresses[0]
