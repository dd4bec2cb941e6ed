"""Requests share checked connections and are limited in time; commands are not."""

import os
import signal
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg_pool import PoolTimeout

from core.database import (
    PooledConnection,
    command_database_settings,
    limit_answer_time,
    request_database_settings,
)
from core.postgresql.base import DatabaseWrapper

LIMITS = {"lock_timeout": 3, "statement_timeout": 0, "idle_in_transaction_session_timeout": 60}


def test_limits_reach_the_database(pool):
    borrowed = pool.getconn(30)
    shown = [borrowed.execute(f"SHOW {name}").fetchone()[0] for name in LIMITS]
    pool.putconn(borrowed)
    assert shown == ["3s", "0", "1min"]


def test_a_command_has_none():
    address = {"OPTIONS": {"sslmode": "require"}}
    options = command_database_settings(address)["OPTIONS"]
    assert options["sslmode"] == "require"
    assert not {"pool", "options"} & options.keys()


def test_what_the_address_and_the_environment_ask_for_stays(monkeypatch):
    monkeypatch.setenv("PGOPTIONS", "-c jit=off")
    options = request_database_settings({"OPTIONS": {}}, pool_size=0, limits=LIMITS)["OPTIONS"]
    assert options["options"].startswith("-c lock_timeout=3s -c statement_timeout=0s ")
    assert options["options"].endswith(" -c jit=off")
    address = {"OPTIONS": {"options": "-c search_path=site", "connect_timeout": 2}}
    options = request_database_settings(address, pool_size=0, limits={})["OPTIONS"]
    assert (options["options"], options["connect_timeout"]) == ("-c search_path=site", 2)
    assert "pool" not in options


@pytest.fixture
def server(db):
    """The connection of a web server to the database of the tests."""
    address = {**settings.DATABASES["default"], "OPTIONS": {}}
    of_server = request_database_settings(address, pool_size=2, limits=LIMITS)
    wrapper = DatabaseWrapper({**connection.settings_dict, **of_server}, "pooled")
    wrapper.settings_dict["NAME"] = connection.settings_dict["NAME"]
    wrapper.pool.open(wait=True)  # else the first to ask may make it open a second connection
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


@pytest.fixture
def pool(server):
    return server.pool


def use(pool, query="SELECT 1", *, timeout=30) -> int:
    """Run a query as a request does, and return which process of the server answered."""
    borrowed = pool.getconn(timeout)
    try:
        borrowed.execute(query)
        return borrowed.info.backend_pid
    finally:
        pool.putconn(borrowed)


def test_a_connection_that_was_cut_is_noticed_before_it_is_used(pool):
    first = use(pool)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first])
    assert use(pool) != first


def test_a_request_gets_through_though_every_connection_in_the_pool_was_cut(server):
    """As after a restart of the database that no request saw."""
    borrowed = [server.pool.getconn(30) for _number in range(2)]
    for each in borrowed:
        server.pool.putconn(each)
    with connection.cursor() as cursor:
        for each in borrowed:
            cursor.execute("SELECT pg_terminate_backend(%s)", [each.info.backend_pid])
    fresh = server.get_new_connection(server.get_connection_params())
    assert fresh.execute("SELECT 1").fetchone()
    server.pool.putconn(fresh)


def test_a_server_that_has_stopped_answering_is_noticed_before_its_connection_is_used(pool):
    first = use(pool)
    if not Path(f"/proc/{first}").exists():
        pytest.skip("the server runs on another machine")
    os.kill(first, signal.SIGSTOP)
    try:
        assert use(pool) != first
    finally:
        os.kill(first, signal.SIGCONT)


@pytest.mark.slow
def test_a_database_that_refuses_is_asked_again_by_the_next_request(pool):
    """The pool by itself would wait longer after each failure."""
    use(pool)
    address, pool.kwargs = pool.kwargs, {**pool.kwargs, "host": "127.0.0.1", "port": 1}
    pool.drain()
    for _ in range(2):
        with pytest.raises(PoolTimeout):
            use(pool, timeout=None)
    pool.kwargs = address
    assert use(pool)


def test_a_statement_may_take_longer_than_the_check(pool):
    assert use(pool, f"SELECT pg_sleep({PooledConnection.CHECKED_WITHIN * 1.5})")


def test_a_query_gives_up_on_a_server_that_does_not_answer_in_time(pool):
    borrowed = pool.getconn(30)
    of_django = SimpleNamespace(ensure_connection=lambda: None, connection=borrowed)
    with pytest.raises(psycopg.OperationalError), limit_answer_time(of_django, 0.05):
        borrowed.execute("SELECT pg_sleep(0.5)")
    assert borrowed.closed
    pool.putconn(borrowed)


def test_the_database_needs_no_more_than_two_extensions_of_contrib(db):
    """Both are in the list of every managed PostgreSQL; dictionaries are those of the server itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {name for (name,) in cursor.fetchall()} <= {"plpgsql", "btree_gist", "pg_trgm"}
        cursor.execute("SELECT count(*) FROM pg_ts_dict WHERE oid >= 16384")
        assert cursor.fetchone() == (0,)
