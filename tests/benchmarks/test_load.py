"""The load test's own parts: reading wrk, the table, the plot, processes, the bare function."""

import json
import os
import sys
import xml.etree.ElementTree as ET

import pytest
from django.db import connection

from benchmarks.load import bare
from benchmarks.load.forms import form_fields
from benchmarks.load.measure import Measurement, PageFigures
from benchmarks.load.plot import make_plot
from benchmarks.load.processes import cpu_seconds, find_database_server, memory_mb
from benchmarks.load.report import make_table
from benchmarks.load.servers import Response
from benchmarks.load.wrk import LoadResult, corrected_pause, parse_report

SLOW = """\
Running 2s test @ http://127.0.0.1:34531
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   935.92ms  292.88ms   1.29s    58.33%
    Req/Sec     8.50      5.48    19.00     62.50%
  Latency Distribution
     50%    1.07s \n     75%    1.19s \n     90%    1.25s \n     99%    1.29s \n  12 requests in 2.02s, 1.42MB read
  Socket errors: connect 0, read 1, write 0, timeout 2
  Non-2xx or 3xx responses: 4
Requests/sec:      5.94
Transfer/sec:    717.35KB
"""
QUICK = """\
  Latency Distribution
     50%  500.00us
     75%    1.01ms
     90%    2.20ms
     99%   12.50ms
  5000 requests in 1.00s, 90.10MB read
Requests/sec:   5000.25
"""


def measurement(per_second, *, database=None, errors=0):
    load = LoadResult(requests=100, per_second=per_second, p50=1.5, p99=20.25, errors=errors)
    return Measurement(load, worker_ms=5.456, database_ms=database)


def page(name="news, page 50", **kinds):
    kinds = {
        "uncached": measurement(150, database=1.844),
        "cached": measurement(3500),
        "bare": measurement(5000),
    } | kinds
    return PageFigures(name, size=24_554, queries=5, **kinds)


def test_latencies_of_wrk_are_milliseconds_whatever_their_unit():
    assert parse_report(QUICK) == LoadResult(5000, 5000.25, p50=0.5, p99=12.5, errors=0)
    assert parse_report(SLOW) == LoadResult(12, 5.94, p50=1070, p99=1290, errors=7)


def test_a_row_of_the_table_names_the_figures_of_a_page():
    row = make_table([page()]).splitlines()[-1]
    assert row == (
        "| news, page 50 | 24.6 | 5 | 150.0 | 1.5, 20.2 | 5.46 + 1.84 | 3,500 | 1.5, 20.2 | 5.46 "
        "| 5,000 | 5.46 | 0.70 | 1.00 |"
    )


def test_the_table_says_where_requests_failed():
    table = make_table([page(cached=measurement(3500, errors=3))])
    assert "news, page 50 (3 errors)" in table


def test_the_plot_is_xml_with_three_marks_for_each_page():
    plot = ET.fromstring(make_plot([page("a < b"), page()], "Requests & pages"))  # noqa: S314
    svg = "{http://www.w3.org/2000/svg}"
    marks = [
        element.find(f"{svg}title").text
        for element in plot.iter()
        if element.tag != f"{svg}svg" and element.find(f"{svg}title") is not None
    ]
    assert marks == ["uncached: 150", "cached: 3,500", "bare: 5,000"] * 2
    assert plot.find(f"{svg}title").text == "Requests & pages"
    assert "prefers-color-scheme: dark" in plot.find(f"{svg}style").text


def test_a_page_that_no_request_reached_in_time_is_plotted_all_the_same():
    assert "uncached: 0" in make_plot([page(uncached=measurement(0))], "Requests")


def test_processes_are_measured_with_their_children():
    assert cpu_seconds(os.getpid()) > 0
    assert memory_mb(os.getpid()) > 1


@pytest.mark.slow
@pytest.mark.django_db
def test_the_database_server_is_found_from_a_connection():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    server = find_database_server(backend)
    assert server not in (None, backend, os.getpid())
    assert find_database_server(os.getpid()) is None


def test_the_bare_function_returns_a_page_byte_for_byte(tmp_path, monkeypatch):
    body = bytes(range(256))
    headers = [("Content-Type", "text/html"), ("Date", "today"), ("Connection", "close")]
    file = tmp_path / "pages.json"
    bare.store_pages({"/news/?before=x~1": Response(200, headers, body)}, file)
    monkeypatch.setenv("BARE_PAGES", str(file))
    monkeypatch.setattr(bare, "_pages", bare._load_pages())
    heads = []
    environ = {"PATH_INFO": "/news/", "QUERY_STRING": "before=x~1"}
    chunks = bare.application(environ, lambda *head: heads.append(head))
    assert (b"".join(chunks), heads) == (body, [("200 OK", [("Content-Type", "text/html")])])
    assert list(json.loads(file.read_text())) == ["/news/?before=x~1"]


def test_a_trial_that_was_too_slow_shortens_the_pause():
    slow = LoadResult(requests=1000, per_second=100, p50=1, p99=2, errors=0)
    # 32 connections: 320 ms between the requests of one, and 160 for twice as many
    assert corrected_pause(200, slow, wanted=200, connections=32) == 40


def test_a_form_is_read_as_a_browser_sends_it():
    page = """
        <form id="logout"><input name="lost"></form>
        <form id="article_form">
        <input type="hidden" name="token" value="x&amp;y"><input name="empty">
        <input type="checkbox" name="on" checked><input type="checkbox" name="off">
        <input type="radio" name="which" value="1"><input type="radio" name="which" value="2" checked>
        <input type="file" name="file"><input name="locked" disabled>
        <textarea name="text">\nTwo\nlines</textarea>
        <select name="one"><option value="">none</option><option value="b">B</option></select>
        <select name="many" multiple><option value="1" selected></option><option value="2"></option>
        <option value="3" selected></option></select>
        <button name="_save" value="1"></button><input type="submit" name="_publish"></form>
    """
    assert form_fields(page, "article_form") == [
        ("token", "x&y"), ("empty", ""), ("on", "on"), ("which", "2"), ("text", "Two\nlines"),
        ("one", ""), ("many", "1"), ("many", "3"),
    ]  # fmt: skip


def test_the_settings_of_a_benchmark_are_not_those_of_the_tests():
    """Their modules change the environment for whatever is started afterwards."""
    assert not {"benchmarks.environment", "benchmarks.load.environment"} & set(sys.modules)
