"""A page cache in front of a small application, and ways to ask it."""

import io
import itertools
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from wsgiref.headers import Headers

import pytest

from cluster_site.page_cache.clock import EpochReading
from cluster_site.page_cache.epoch import Epoch
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache

ENDS = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass
class Answer:
    status: int
    headers: Headers
    body: bytes


def ask(application, path="/", method="GET", query="", host="testserver", **variables) -> Answer:
    """Ask a WSGI application as a server does, close included."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "HTTP_HOST": host,
        **variables,
    }
    head = []
    chunks = application(
        environ, lambda status, headers, exc_info=None: head.extend((status, headers))
    )
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return Answer(int(head[0][:3]), Headers(head[1]), body)


class Content:
    """A clock of content whose version a test raises, and which may be without its database."""

    def __init__(self):
        self._versions = itertools.count()
        self.away = False
        self.lately = set()
        self.publish()

    def publish(self):
        epoch = Epoch(str(next(self._versions)), ENDS)
        self.last = EpochReading(epoch, began=0.0, over=float("inf"))

    def read(self):
        return None if self.away else self.last

    def held_lately(self, epoch):
        return epoch in self.lately

    def seconds_left(self, reading):
        return 3600.0


@dataclass
class Application:
    """What stands behind the cache: it counts and tells the content's version, or what it is told to say."""

    content: Content
    status: str = "200 OK"
    headers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    hold: threading.Event | None = None

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        version = self.content.last.epoch.version
        if self.hold:
            self.hold.wait(10)
        body = f"{version} {environ['PATH_INFO']}?{environ['QUERY_STRING']} ".encode() * 50
        start_response(
            self.status,
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("X-Request-ID", "of-the-first-visitor"),
                *self.headers.items(),
            ],
        )
        return [body]


@dataclass
class Site:
    cache: PageCache
    application: Application
    content: Content
    memory: PageMemory

    def ask(self, *where, **how):
        return ask(self.cache, *where, **how)

    @property
    def asked(self) -> int:
        """How often the application was asked."""
        return len(self.application.asked)


@pytest.fixture
def site():
    content, memory = Content(), PageMemory(2**20)
    application = Application(content)
    return Site(PageCache(application, memory=memory, clock=content), application, content, memory)
