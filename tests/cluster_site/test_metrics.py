"""Figures for Prometheus go to whoever has the token, and slow queries into the log without values."""

import os
import subprocess
import sys
import textwrap

import pytest
from django.db import connection
from django.http import HttpResponse

from cluster_site.metrics import MetricsMiddleware
from cluster_site.page_cache.address import cacheable_address
from core import slow_queries
from tests.databases import PROJECT


@pytest.fixture
def answer(rf, settings):
    settings.METRICS_TOKEN = "word"
    site = MetricsMiddleware(lambda request: HttpResponse("page"))
    return lambda path, **headers: site(rf.get(path, headers=headers))


def test_the_token_is_asked_for(answer):
    for headers in ({}, {"authorization": "Bearer other"}, {"authorization": "word"}):
        response = answer("/metrics", **headers)
        assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
        assert "django_http" not in response.text


def test_figures_are_sent_and_never_cached(answer):
    response = answer("/metrics", authorization="Bearer word")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert "python_info" in response.text
    assert "no-store" in response["Cache-Control"]


def test_other_addresses_are_the_sites(answer):
    assert answer("/metrics/").text == "page"


def test_they_are_not_in_the_page_cache(rf):
    assert cacheable_address(rf.get("/metrics", headers={"host": "testserver"}).environ) is None


@pytest.mark.slow
def test_with_the_setting_requests_are_counted_by_view_and_never_by_path(transactional_db):
    program = textwrap.dedent("""
        import django
        django.setup()
        from django.test import Client
        client = Client()
        client.get("/robots.txt?q=kari.nordmann")
        print(client.get("/metrics", headers={"authorization": "Bearer word"}).text)
    """)
    name = connection.settings_dict["NAME"]
    base = os.environ["DATABASE_URL"].partition("?")
    address = base[0].rpartition("/")[0] + f"/{name}" + base[1] + base[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env=os.environ
        | {
            "DATABASE_URL": address,
            "METRICS_TOKEN": "word",
            "DJANGO_SETTINGS_MODULE": "cluster_site.settings",
        },
        capture_output=True,
        text=True,
    )
    figures = done.stdout
    assert done.returncode == 0, done.stderr
    assert 'view="robots"' in figures
    assert "nordmann" not in figures


@pytest.fixture
def watched(db, settings):
    settings.SLOW_QUERY_MS = 5
    slow_queries._watch(connection=connection)
    slow_queries._watch(connection=connection)
    yield
    connection.execute_wrappers.remove(slow_queries._time_query)


def test_a_slow_query_is_logged_once_without_its_values(watched, caplog):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01), %s", ["Kari Nordmann"])
        cursor.execute("SELECT 1")
    messages = [record.getMessage() for record in caplog.records]
    assert len([text for text in messages if "ms: SELECT pg_sleep(0.01), %s" in text]) == 1
    assert "Kari" not in caplog.text
