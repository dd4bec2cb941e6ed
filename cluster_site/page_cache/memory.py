"""The pages that a process holds in memory, within a bound of bytes."""

import heapq
import threading

from cachetools import Cache, LRUCache

from cluster_site.page_cache.address import Address
from cluster_site.page_cache.page import CachedPage

# of the memory, for pages that were asked for once; thousands of them evict only each other
_ON_TRIAL = 0.2


class _Segment(LRUCache):
    def __init__(self, size: int, below: LRUCache | None = None):
        super().__init__(size, getsizeof=lambda page: page.size)
        self._below = below

    def peek(self, address: Address) -> CachedPage | None:
        """Return a page without making it the one used last, as ``get`` and ``items`` do."""
        return Cache.__getitem__(self, address) if address in self else None

    def popitem(self):
        address, page = super().popitem()
        if self._below is not None and page.size <= self._below.maxsize:
            self._below[address] = page
        return address, page


class PageMemory:
    """A segmented LRU cache: pages requested more than once survive bursts of single requests."""

    def __init__(self, size: int):
        self._lock = threading.Lock()
        self._trial = _Segment(int(size * _ON_TRIAL))
        self._proven = _Segment(size - self._trial.maxsize, below=self._trial)

    @property
    def size(self) -> int:
        """The size of all pages in bytes."""
        return int(self._trial.currsize + self._proven.currsize)

    def get(self, address: Address) -> CachedPage | None:
        """Return the page at ``address`` of any epoch, and count the request for it."""
        with self._lock:
            page = self._proven.get(address)
            if page is None:
                page = self._trial.pop(address, None)
                if page is None:
                    return None
                self._put(self._proven, address, page)
            page.hits += 1
            return page

    def peek(self, address: Address) -> CachedPage | None:
        """Return the page at ``address`` without counting that as a request."""
        with self._lock:
            return self._proven.peek(address) or self._trial.peek(address)

    def put(self, address: Address, page: CachedPage) -> None:
        """Keep a page in place of the one before, or one whose size has changed."""
        with self._lock:
            segment = self._proven if address in self._proven else self._trial
            before = segment.pop(address, None)
            if before is not None and before is not page:
                page.hits = before.hits // 2
            self._put(segment, address, page)

    def most_asked(self, count: int) -> list[Address]:
        """Return the ``count`` addresses requested most often of late, the most frequent first."""
        with self._lock:
            pages = [(self._proven.peek(address).hits, address) for address in self._proven]
        pages = [(hits, address) for hits, address in pages if hits]
        return [address for _hits, address in heapq.nlargest(count, pages)]

    def _put(self, segment, address, page):
        if page.size <= segment.maxsize:
            segment[address] = page
