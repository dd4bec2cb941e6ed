"""How old a process's knowledge of the content may be, and what happens where it can't be renewed."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, ProgrammingError, connection, connections
from django.test.utils import CaptureQueriesContext

from cluster_site.page_cache import clock as clock_module
from cluster_site.page_cache.clock import ContentClock
from cluster_site.page_cache.epoch import Epoch
from core.database_status import Outage

START = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Database:
    """What read_epoch() asks: a version, the end of its epoch, and a clock 100 s behind the process's."""

    def __init__(self):
        self.now, self.version, self.ends = 0.0, "a", START + timedelta(hours=1)
        self.reads, self.error = 0, None

    def read_epoch(self):
        self.reads += 1
        if self.error:
            raise self.error
        return Epoch(self.version, self.ends), START + timedelta(seconds=self.now)


@pytest.fixture
def database(monkeypatch):
    database = Database()
    monkeypatch.setattr(clock_module, "read_epoch", database.read_epoch)
    monkeypatch.setattr(clock_module, "close_old_connections", lambda: None)
    monkeypatch.setattr(clock_module, "limit_answer_time", lambda *_: threading.Lock())
    return database


@pytest.fixture
def outage(monkeypatch):
    outage = Outage()
    monkeypatch.setattr(clock_module, "outage", outage)
    return outage


@pytest.fixture
def clock(database, outage):
    return ContentClock(monotonic=lambda: database.now + 100)


def test_what_was_read_holds_for_150_ms(clock, database):
    for database.now in (0.0, 0.05, 0.149):
        clock.read()
    assert database.reads == 1
    database.now, database.version = 0.15, "b"
    assert clock.read().epoch.version == "b"


def test_an_epoch_that_is_over_is_read_again_at_once(clock, database):
    database.ends = START + timedelta(seconds=0.01)
    clock.read()
    database.now, database.ends = 0.011, START + timedelta(hours=1)
    clock.read()
    assert database.reads == 2


def test_within_a_second_the_others_do_not_wait_for_the_one_who_reads(clock, database):
    first = clock.read()
    database.now = 0.9
    with clock._turn:
        assert clock.read() is first


@pytest.mark.parametrize("now", [1.0, 3600.0])
def test_after_a_second_nobody_goes_on_with_what_was_read(clock, database, monkeypatch, now):
    monkeypatch.setattr(clock_module, "_PATIENCE", 0.01)
    clock.read()
    database.now = now
    with clock._turn:
        assert clock.read() is None


def test_who_waited_takes_what_the_other_one_has_read(clock, database):
    clock.read()
    database.now = 2.0
    readings = []
    threads = [threading.Thread(target=lambda: readings.append(clock.read())) for _ in range(4)]
    with clock._turn:
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert database.reads == 2
    assert len(set(map(id, readings))) == 1


def test_the_epoch_before_counts_for_a_second(clock, database):
    before = clock.read().epoch
    database.now, database.version = 0.5, "b"
    clock.read()
    assert clock.held_lately(before)
    assert not clock.held_lately(Epoch("other", before.ends))
    database.now = 1.0
    assert not clock.held_lately(before)


def test_an_epoch_that_ended_by_itself_does_not_count_any_more(clock, database):
    database.ends = START + timedelta(seconds=0.2)
    before = clock.read().epoch
    database.now, database.ends = 0.2, START + timedelta(hours=1)
    clock.read()
    assert not clock.held_lately(before)


def test_a_database_that_does_not_answer_is_asked_once_a_second(
    clock, database, outage, monkeypatch
):
    clock.read()
    database.now, database.error = 2.0, OperationalError()
    monkeypatch.setattr(connections["default"], "connection", None)
    assert [clock.read() for _ in range(5)] == [None] * 5
    assert (database.reads, outage.lasts) == (2, True)
    outage._next_try = 0
    database.error = None
    assert clock.read()
    assert not outage.lasts


def test_a_database_without_the_tables_is_no_outage(clock, database, outage, caplog):
    database.error = ProgrammingError("relation does not exist")
    assert clock.read() is None
    assert not outage.lasts
    assert "can't be read" in caplog.text


@pytest.mark.django_db
def test_a_reading_is_one_query(outage, monkeypatch):
    monkeypatch.setattr(clock_module, "close_old_connections", lambda: None)
    clock = ContentClock()
    with CaptureQueriesContext(connection) as queries:
        assert clock.read()
        assert clock.read()
    assert len(queries) == 1
