"""At any instant the cache serves what an uncached render of that instant, or of the second before, gives.

Time, database and application are models here, so that thousands of histories are tried; test_served.py
asks a real site.
"""

import threading
from collections import deque
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cluster_site.page_cache import clock as clock_module
from cluster_site.page_cache.clock import ContentClock
from cluster_site.page_cache.epoch import Epoch
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache
from tests.cluster_site.page_cache.conftest import ask

START = datetime(2026, 12, 1, 12, tzinfo=UTC)
FAR = 10**6
PATHS = ("/", "/news/", "/rare/")
seconds = st.one_of(
    st.sampled_from([0.001, 0.149, 0.15, 0.151, 0.85, 0.999, 1.0, 1.001]),
    st.floats(0, 3, allow_subnormal=False),
)
"""Seconds that pass, those beside the limits more often."""


class Histories(RuleBasedStateMachine):
    """Content with instants at which something begins, changes of it, and visitors of several servers."""

    def __init__(self):
        super().__init__()
        self.now, self.version, self.away = 0.0, 0, False
        self.bounds: set[float] = set()
        # what was right from when on
        self.history = deque([(0.0, self.state())])
        self.saved = clock_module.read_epoch, clock_module.close_old_connections
        self.saved += clock_module.limit_answer_time, clock_module.outage
        clock_module.read_epoch = self.read_epoch
        clock_module.close_old_connections = lambda: None
        clock_module.limit_answer_time = lambda *_: threading.Lock()
        clock_module.outage = _NeverAway()

    def teardown(self):
        (
            clock_module.read_epoch,
            clock_module.close_old_connections,
            clock_module.limit_answer_time,
            clock_module.outage,
        ) = self.saved

    @initialize()
    def start(self):
        # the clocks of the servers and of the database agree on nothing
        self.servers = [
            PageCache(
                self.application,
                memory=PageMemory(2**20),
                clock=ContentClock(monotonic=lambda ahead=ahead: self.now + ahead),
            )
            for ahead in (7.0, 5000.0)
        ]

    def state(self) -> bytes:
        begun = sum(bound <= self.now for bound in self.bounds)
        return f"version {self.version}, {begun} begun".encode()

    def read_epoch(self):
        if self.away:
            raise _Away
        nearest = min((bound for bound in self.bounds if bound > self.now), default=FAR)
        ends, clock = (START + timedelta(seconds=at) for at in (nearest, self.now))
        return Epoch(str(self.version), ends), clock

    def application(self, environ, start_response):
        body = self.state()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def remember(self):
        if self.history[-1][1] != self.state():
            self.history.append((self.now, self.state()))

    @rule(seconds=seconds)
    def pass_time(self, seconds):
        until = self.now + seconds
        for bound in sorted(bound for bound in self.bounds if self.now < bound <= until):
            self.now = bound
            self.remember()
        self.now = until

    @rule()
    def publish(self):
        self.version += 1
        self.remember()

    @rule(seconds=seconds)
    def schedule(self, seconds):
        self.version += 1
        self.bounds.add(round(self.now + seconds, 6))
        self.remember()

    @rule(away=st.booleans())
    def database_goes_or_comes(self, away):
        self.away = away

    @rule(server=st.integers(0, 1), path=st.sampled_from(PATHS), query=st.sampled_from(["", "p=2"]))
    def visit(self, server, path, query):
        answer = ask(self.servers[server], path, query=query)
        if "Warning" in answer.headers:
            assert self.away
            return
        since = [at for at, _state in self.history]
        until = [*since[1:], FAR]
        right = {
            state
            for (_at, state), end in zip(self.history, until, strict=True)
            # a rounding of microseconds is no second
            if end >= self.now - 1 - 1e-5
        }
        assert answer.body in right

    @invariant()
    def memory_is_bounded(self):
        for server in getattr(self, "servers", ()):
            assert server._memory.size <= 2**20


class _Away(clock_module.Error):
    pass


class _NeverAway:
    """An outage that turns nobody away, so that every visit finds out by itself."""

    def should_refuse(self):
        return False

    def begin(self):
        pass

    def end(self):
        pass


TestHistories = Histories.TestCase
