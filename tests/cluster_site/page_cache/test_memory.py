"""Memory is bounded in bytes, and pages asked for once evict none that are asked for again."""

import random

import pytest

from cluster_site.page_cache.address import Address
from cluster_site.page_cache.epoch import Epoch
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.page import CachedPage
from tests.cluster_site.page_cache.conftest import ENDS

MB = 2**20


def address(query="", path="/"):
    return Address("http", "testserver", "", path, query)


def page(size=30_000):
    return CachedPage(Epoch("1", ENDS), "200 OK", [("Content-Type", "text/html")], b"x" * size)


def test_ten_thousand_queries_stay_within_the_bound_and_leave_the_home_page():
    memory = PageMemory(MB)
    memory.put(address(), page())
    memory.get(address())
    for number in range(10_000):
        memory.put(address(query=f"utm={number}"), page())
        assert memory.size <= MB
    assert memory.get(address())


def test_queries_asked_for_twice_leave_what_is_asked_for_all_the_time():
    memory = PageMemory(MB)
    memory.put(address(), page())
    for number in range(1000):
        memory.get(address())
        memory.put(address(query=f"utm={number}"), page())
        memory.get(address(query=f"utm={number}"))
    assert memory.get(address())
    assert memory.size <= MB


def test_a_page_too_large_for_the_memory_is_not_kept():
    memory = PageMemory(MB)
    memory.put(address(), page(2 * MB))
    assert (memory.get(address()), memory.size) == (None, 0)


def test_copies_in_other_codings_count():
    memory, kept = PageMemory(MB), page(100_000)
    kept.body = random.Random(1).randbytes(50_000).hex().encode()
    memory.put(address(), kept)
    before = memory.size
    compressed, _headers = kept.in_coding("gzip")
    memory.put(address(), kept)
    assert memory.size == before + len(compressed)


def test_the_size_is_added_up_while_another_thread_makes_a_copy():
    cached_page = page()

    class Copy(bytes):
        def __len__(self):
            cached_page.in_coding("gzip")
            return super().__len__()

    cached_page._copies[""] = (Copy(b"x"), [])
    assert cached_page.size > 30_000


def test_the_pages_most_asked_for_count_what_was_asked_before_the_change_by_half():
    memory = PageMemory(MB)
    for path, times in (("/a/", 9), ("/b/", 5), ("/once/", 0)):
        memory.put(address(path=path), page())
        for _ in range(times):
            memory.get(address(path=path))
    assert [each.path for each in memory.most_asked(5)] == ["/a/", "/b/"]
    memory.put(address(path="/a/"), page())
    assert [each.path for each in memory.most_asked(1)] == ["/b/"]


def test_looking_for_the_pages_most_asked_for_makes_none_of_them_newer():
    memory, paths = PageMemory(MB), [f"/{number}/" for number in range(20)]
    for path in paths:
        memory.put(address(path=path), page())
        memory.get(address(path=path))
    memory.get(address(path="/0/"))  # inserted first and used last
    memory.most_asked(50)
    memory.peek(address(path="/1/"))
    for number in range(100):
        memory.put(address(query=f"utm={number}"), page(20_000))
        memory.get(address(query=f"utm={number}"))
        if address(path="/1/") not in memory._proven:
            break
    assert address(path="/0/") in memory._proven


def test_a_page_that_nobody_asks_for_any_more_is_not_made_anew_for_ever():
    memory = PageMemory(MB)
    memory.put(address(), page())
    for _ in range(4):
        memory.get(address())
    renewals = 0
    while memory.most_asked(50) and renewals < 10:
        renewals += 1
        assert memory.peek(address())
        memory.put(address(), page())
    assert renewals == 3


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_what_is_not_text_is_sent_as_it_is(coding):
    picture = CachedPage(Epoch("1", ENDS), "200 OK", [("Content-Type", "image/png")], b"x" * 5000)
    body, headers = picture.in_coding(coding)
    assert body is picture.body
    assert not {"Vary", "Content-Encoding"} & {name for name, _value in headers}
