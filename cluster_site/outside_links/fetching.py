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
_ALLOWED_PORTS = {80, 443, 8080, 8443}  # a link is not to make this server look for other services
_TOO_MANY = {429, 999}  # LinkedIn's too: whoever answers so is not asked once more


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
        """Return the connection with TLS before its handshake, which checks that the certificate is ``host``'s."""
        return ssl.create_default_context().wrap_socket(
            connection, server_hostname=host, do_handshake_on_connect=False
        )

    def handshake(self, connection: ssl.SSLSocket) -> None:
        """Agree on keys with the other side; raise ssl.SSLCertVerificationError."""
        connection.do_handshake()


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
        self._ended = threading.Event()

    def connect(self):
        self.sock = self._network.connect(*self._target)
        self.sock.settimeout(TIMEOUT)
        self.raise_if_ended()
        if self._scheme == "https":
            self.sock = self._network.secure(self.sock, self.host)
            self.raise_if_ended()
            self._network.handshake(self.sock)

    def end(self) -> None:
        """End a connection that sends byte after byte and never a whole answer."""
        self._ended.set()
        sock = self.sock
        if sock is not None:
            try:
                # not SSLSocket's own, which takes the TLS away from the thread that is using it
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself

    def raise_if_ended(self) -> None:
        """Raise TimeoutError after end(), which can stop nothing before there is a socket."""
        if self._ended.is_set():
            raise TimeoutError


def check_url(url: str, *, agent: str, network: Network | None = None) -> LinkOutcome:
    """Return whether ``url`` leads to a page; ``agent`` says who asks."""
    network = network or Network()
    outcome = _outcome("HEAD", url, agent, network)
    return _outcome("GET", url, agent, network) if _may_be_due_to_head(outcome) else outcome


def _outcome(method: str, url: str, agent: str, network: Network) -> LinkOutcome:
    try:
        status = _final_status(method, url, agent, network)
    except _Failed as failure:
        return LinkOutcome(failure.problem)
    return LinkOutcome(_problem_of(status), status)


def _may_be_due_to_head(outcome: LinkOutcome) -> bool:
    """Whether GET may do better: some servers refuse HEAD, and some do not answer it at all."""
    if outcome.status is None:
        return outcome.problem == Problem.NO_ANSWER
    return outcome.status >= 400 and outcome.status not in _TOO_MANY


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
        try:
            url = urljoin(url, location)
        except ValueError as error:
            raise _Failed(Problem.MALFORMED) from error
    raise _Failed(Problem.REDIRECTS)


def _ask(method: str, url: str, agent: str, network: Network) -> tuple[int, str | None]:
    """Send one request; return the status and the Location."""
    scheme, host, port, target = _parse(url)
    connection = _PinnedConnection(network, scheme, host, port, _address(network, host, port))
    watchdog = threading.Timer(TOTAL, connection.end)
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.request(method, target, headers={"User-Agent": agent, "Accept": "*/*"})
        response = connection.getresponse()
        connection.raise_if_ended()
        return response.status, _decode_header(response.headers.get("Location"))
    except ssl.SSLCertVerificationError as error:
        raise _Failed(Problem.CERTIFICATE) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _Failed(Problem.NO_ANSWER) from error
    finally:
        watchdog.cancel()
        connection.close()


def _decode_header(value: str | None) -> str | None:
    """Return a header in UTF-8 if its bytes are that; http.client reads all of them as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8") if value else value
    except UnicodeDecodeError:
        return value


def _parse(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and request target of a URL, in the characters that HTTP allows."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
    except ValueError as error:  # UnicodeError is one too
        raise _Failed(Problem.MALFORMED) from error
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise _Failed(Problem.MALFORMED)
    if port not in _ALLOWED_PORTS:
        raise _Failed(Problem.BLOCKED)  # nobody looked; a person may well see a page
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|")
    return parts.scheme, host, port, target


def _address(network: Network, host: str, port: int) -> str:
    """Return a public IP address of ``host``; one that is not public among several is enough to refuse."""
    try:
        addresses = network.resolve(host, port)
    except (OSError, ValueError) as error:
        raise _Failed(Problem.NO_HOST) from error
    if not addresses:
        raise _Failed(Problem.NO_HOST)
    if not all(is_public_address(address) for address in addresses):
        raise _Failed(Problem.NOT_PUBLIC)
    return addresses[0]
