"""Of more requests than a process serves, the senders with most are refused first."""

import threading
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from core import load_shedding
from core.load_shedding import LoadShedder


@pytest.fixture
def clock(monkeypatch):
    """The process's clock, which the test moves on."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(load_shedding, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def asks(shedder, sender, times=1, kind="search"):
    """Whether each of the requests is served, one after the other."""
    answers = []
    for _number in range(times):
        with shedder.admit(kind, sender) as is_admitted:
            answers.append(is_admitted)
    return answers


def test_one_sender_alone_has_what_all_have_together(clock):
    shedder = LoadShedder(most=5, few=2)
    assert asks(shedder, "flood", 6) == [True] * 5 + [False]


def test_senders_with_many_are_refused_and_all_others_served(clock):
    shedder = LoadShedder(most=20, few=2)
    for second in range(30):
        clock.now = 100.0 + second
        flood = [asks(shedder, f"flood {number}")[0] for number in range(10)]
        assert asks(shedder, f"visitor {second}") == [True]
    assert flood == [False] * 10


def test_what_is_refused_counts_until_the_flood_is_over(clock):
    shedder = LoadShedder(most=5, few=2, within=10)
    asks(shedder, "flood", 6)
    for _second in range(30):
        clock.now += 1
        assert asks(shedder, "flood") == [False]
    clock.now += 20
    assert asks(shedder, "flood", 5) == [True] * 5


def test_requests_of_a_sender_are_counted_by_kind(clock):
    shedder = LoadShedder(most=5, few=2)
    assert asks(shedder, "kari", 9, kind="suggestions")[-1] is False
    assert asks(shedder, "kari", 2) == [True, True]


def test_in_a_flood_of_many_senders_few_pages_are_made_at_the_same_time(clock):
    shedder = LoadShedder(most=0, at_once=2, patience=0)
    with ExitStack() as stack:
        answers = [stack.enter_context(shedder.admit("search", str(n))) for n in range(4)]
    assert answers == [True, True, False, False]
    assert asks(shedder, "later") == [True]


def test_without_a_flood_nobody_waits_for_others(clock):
    shedder = LoadShedder(most=60, at_once=2, patience=0)
    with ExitStack() as stack:
        answers = [stack.enter_context(shedder.admit("search", str(n))) for n in range(8)]
    assert answers == [True] * 8


def test_one_request_waits_for_the_end_of_another():
    shedder = LoadShedder(most=0, at_once=1, patience=10)
    answers = []
    waiting = threading.Thread(target=lambda: answers.extend(asks(shedder, "waits")))
    with shedder.admit("search", "runs"):
        waiting.start()
        while not shedder._somebody_waits:
            pass
        assert asks(shedder, "one too many") == [False]
    waiting.join(10)
    assert answers == [True]


def test_the_log_says_once_that_there_is_a_flood_and_names_nobody(clock, caplog):
    shedder = LoadShedder(most=2)
    asks(shedder, "192.0.2.7", 20)
    [record] = caplog.records
    assert "senders with many get 503" in record.getMessage()
    assert "192.0.2.7" not in record.getMessage()
