"""The page cache as WSGI middleware in front of Django."""

from wsgiref.headers import Headers

from django.conf import settings
from django.utils.module_loading import import_string

from cluster_site.page_cache.address import Address, cacheable_address
from cluster_site.page_cache.afterwards import ResponseThenCall, close_response
from cluster_site.page_cache.answer import HIT, MADE, respond_with_page, stale_headers
from cluster_site.page_cache.clock import ContentClock, EpochReading
from cluster_site.page_cache.edge import EdgePurger
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.page import COMPRESSES, SHED, CachedPage, is_cacheable
from cluster_site.page_cache.renewal import PageRenewal
from cluster_site.page_cache.replica import Replica
from cluster_site.page_cache.turns import PageTurns
from core.replica import REPLICA, read_from_replica

_SAFE = ("GET", "HEAD", "OPTIONS")
# a visitor's own, which no kept page may depend on
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
)


def with_page_cache(application):
    """Wrap Django in the page cache if the settings give it memory."""
    if not settings.PAGE_CACHE_MB:
        return application
    return PageCache(
        application,
        memory=PageMemory(settings.PAGE_CACHE_MB * 2**20),
        clock=ContentClock(),
        shared=_shared_pages(),
        replica=Replica() if REPLICA in settings.DATABASES else None,
        edge=EdgePurger(settings.PURGE_URL, settings.PURGE_TOKEN) if settings.PURGE_URL else None,
    )


def _shared_pages():
    """Return the cache that several servers share, or None; loading Redis's client takes 0.25 seconds."""
    if not settings.CACHE_URL:
        return None
    return import_string("cluster_site.page_cache.shared.SharedPages")(settings.CACHE_URL)


class PageCache:
    """WSGI middleware that serves public pages of the current epoch from memory.

    ``shared`` are the pages of all servers, where there are several, ``replica`` is a copy of the
    database that pages may be made from, and ``edge`` is a cache in front of the site.
    """

    def __init__(
        self,
        application,
        *,
        memory: PageMemory,
        clock: ContentClock,
        shared=None,
        replica: Replica | None = None,
        edge: EdgePurger | None = None,
    ):
        self._application = application
        self._memory, self._clock, self._shared, self._edge = memory, clock, shared, edge
        self._replica = replica
        self._turns = PageTurns()
        self._renewal = PageRenewal(memory, self._renew)

    def __call__(self, environ, start_response):
        address = cacheable_address(environ)
        if address is None:
            return self._not_content(environ, start_response)
        reading, page = self._clock.read(), self._memory.get(address)
        if reading is None:
            return self._without_database(address, page, environ, start_response)
        self._renewal.note(reading.epoch)
        if page is not None and page.epoch == reading.epoch:
            return self._send(address, page, environ, start_response, HIT, reading)
        return self._missing(address, page, reading, environ, start_response)

    def _without_database(self, address, page, environ, start_response):
        last = self._clock.last
        if page is None and last:
            page = self._from_other_servers(address, last)
        if page is None:
            return _for(environ, self._application(environ, start_response))
        return self._send(address, page, environ, start_response, stale_headers(page, last))

    def _missing(self, address, before, reading, environ, start_response):
        """Answer with a page that memory lacks, or has as an earlier epoch had it."""
        with self._turns.of(address) as running:
            if running:
                if before is not None and self._clock.held_lately(before.epoch):
                    return self._send(address, before, environ, start_response, HIT)
                running.wait()
                reading, page = self._clock.read(), self._memory.get(address)
                if reading is None:
                    return self._without_database(address, page, environ, start_response)
                if page is not None and page.epoch == reading.epoch:
                    return self._send(address, page, environ, start_response, HIT, reading)
            if page := self._from_other_servers(address, reading):
                return self._send(address, page, environ, start_response, HIT, reading)
            status, headers, chunks = self._ask(environ, reading)
            if status.startswith("503") and before is not None:
                close_response(chunks)
                marks = stale_headers(before, self._clock.last)
                return self._send(address, before, environ, start_response, marks)
            if not is_cacheable(int(status[:3]), Headers(headers)):
                start_response(status, headers)
                return _for(environ, chunks)
            page = self._keep(address, before, reading, status, headers, chunks)
        return self._send(address, page, environ, start_response, MADE, reading)

    def _renew(self, address: Address, before: CachedPage, environ: dict) -> bool:
        """Make the page at ``address`` as it is now, as for a visitor; returns whether it was to be made."""
        reading = self._clock.read()
        if reading is None or before.epoch == reading.epoch:
            return False
        with self._turns.of(address) as running:
            if running or self._from_other_servers(address, reading):
                return False
            status, headers, chunks = self._ask({**environ, **address.environ}, reading)
            if is_cacheable(int(status[:3]), Headers(headers)):
                self._keep(address, before, reading, status, headers, chunks)
            else:
                close_response(chunks)
        return True

    def _from_other_servers(self, address: Address, reading: EpochReading) -> CachedPage | None:
        page = self._shared and self._shared.get(address, reading.epoch)
        if page:
            self._memory.put(address, page)
        return page or None

    def _ask(self, environ, reading):
        """Make Django answer a GET; return the status, the headers and the body in chunks.

        The page is made from the replica if that has the epoch of ``reading``, under which it is kept.
        """
        if not (self._replica and self._replica.has(reading.epoch)):
            return self._ask_django(environ)
        with read_from_replica():
            status, headers, chunks = self._ask_django(environ)
        if not status.startswith("5") or SHED in Headers(headers):
            return status, headers, chunks
        close_response(chunks)
        self._replica.leave_alone()
        return self._ask_django(environ)

    def _ask_django(self, environ):
        heads = []
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked |= {"REQUEST_METHOD": "GET", COMPRESSES: True}
        chunks = self._application(asked, lambda *head: heads.append(head))
        status, headers = heads[-1][:2]
        return status, headers, chunks

    def _keep(self, address, before, reading, status, headers, chunks) -> CachedPage:
        try:
            body = b"".join(chunks)
        finally:
            close_response(chunks)
        page = CachedPage(reading.epoch, status, headers, body)
        self._memory.put(address, page)
        # with a query only what is asked for again: of queries there is no end
        if self._shared and (before is not None or not address.query):
            self._shared.put(address, page, self._clock.seconds_left(reading))
        return page

    def _send(self, address, page, environ, start_response, marks, reading=None):
        """Send a page; where ``reading`` says that it is of the present epoch, the edge may keep it."""
        size = page.size
        control = (
            self._edge
            and reading
            and self._edge.control(reading.epoch, self._clock.seconds_left(reading))
        )
        chunks = respond_with_page(page, environ, start_response, marks, control)
        if page.size != size:  # a copy in another coding was made
            self._memory.put(address, page)
        if self._renewal.is_waiting or self._has_to_purge():
            return ResponseThenCall(chunks, lambda: self._follow_up(environ))
        return chunks

    def _not_content(self, environ, start_response):
        """Make Django answer; if that may have changed the content, purge the edge at once."""
        chunks = _for(environ, self._application(environ, start_response))
        if self._edge and environ["REQUEST_METHOD"] not in _SAFE:
            return ResponseThenCall(chunks, lambda: self._look_and_follow_up(environ))
        return chunks

    def _look_and_follow_up(self, environ):
        self._clock.read_anew()
        self._follow_up(environ)

    def _follow_up(self, environ):
        if self._has_to_purge():
            self._edge.purge(self._clock.last.epoch)
        self._renewal.renew_next(environ)

    def _has_to_purge(self) -> bool:
        # not for the epoch of the request, which may have been read before a later purge
        last = self._clock.last
        return bool(self._edge and last and self._edge.is_outdated(last.epoch))


def _for(environ: dict, chunks):
    """Return the body that Django made, or none for a HEAD, whose body a server would complain of."""
    if environ["REQUEST_METHOD"] != "HEAD":
        return chunks
    close_response(chunks)
    return []
