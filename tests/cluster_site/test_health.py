"""Health is told to whoever asks, and a database that is away is answered with 503 and ends by itself."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages
from django.db import InterfaceError, InternalError, OperationalError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from psycopg.errors import IdleInTransactionSessionTimeout

from cluster_site import health
from cluster_site.views import HomeView
from core import database_status
from core.database_status import Outage


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_answers_at_any_host_and_without_tls(client, db, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(address, headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_being_alive_asks_the_database_nothing(client, db):
    with CaptureQueriesContext(connection) as queries:
        client.get("/healthz")
    assert not queries


def test_not_ready_without_all_migrations(client, db):
    ((app, newest),) = MigrationLoader(connection).graph.leaf_nodes("news")
    MigrationRecorder(connection).record_unapplied(app, newest)
    assert client.get("/readyz").status_code == 503


def test_not_ready_without_a_database(client, db, monkeypatch):
    def refuse(connection):
        raise OperationalError

    monkeypatch.setattr(health, "MigrationExecutor", refuse)
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("folder", ["missing", "file"])
def test_not_ready_where_pictures_cannot_be_stored(client, db, settings, tmp_path, folder):
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = str(tmp_path / folder)
    response = client.get("/readyz")
    assert (response.status_code, "MEDIA_ROOT" in response.text) == (503, True)


@pytest.fixture
def manifest(settings, tmp_path, monkeypatch):
    """The static files' storage of production, with nothing collected yet."""
    settings.STATIC_ROOT = str(tmp_path)
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    monkeypatch.setattr(health, "staticfiles_storage", storages["staticfiles"])
    return storages["staticfiles"]


def test_not_ready_where_static_files_are_not_collected(client, db, manifest):
    response = client.get("/readyz")
    assert (response.status_code, "static files" in response.text) == (503, True)


def test_not_ready_where_the_collected_files_are_gone(client, db, manifest, tmp_path):
    manifest.hashed_files = {"site.css": "site.123.css"}
    assert client.get("/readyz").status_code == 503
    (tmp_path / "site.123.css").touch()
    assert client.get("/readyz").status_code == 200


@pytest.fixture
def outage(monkeypatch):
    outage = Outage()
    for module in (database_status, health):
        monkeypatch.setattr(module, "outage", outage)
    monkeypatch.setattr("cluster_site.views.outage", outage)
    return outage


@pytest.fixture
def away(client, monkeypatch, db, outage):
    """A client of a site whose views find the database away."""
    client.raise_request_exception = False

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(HomeView, "get_context_data", refuse)
    return client


@contextmanager
def cannot_connect():
    """A thread that has no connection, as where the database refused it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections["default"], "connection", None)
        yield


def idle_too_long():
    error = InternalError("terminating connection due to idle-in-transaction timeout")
    error.__cause__ = IdleInTransactionSessionTimeout()
    return error


@pytest.mark.parametrize("error", [OperationalError(), InterfaceError(), idle_too_long()])
def test_a_fault_of_the_database_is_a_503_that_says_when_to_try_again(
    client, db, monkeypatch, outage, error
):
    def refuse(*args, **kwargs):
        raise error

    client.raise_request_exception = False
    monkeypatch.setattr(HomeView, "get_context_data", refuse)
    response = client.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "no-store" in response["Cache-Control"]
    assert "<h1>Back in a moment</h1>" in response.text
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/", "/nb/", "/news/", "/admin/", "/api/news.json", "/nowhere/"]
)
def test_during_an_outage_every_page_is_a_503_and_no_request_asks_the_database(
    client, db, outage, address
):
    outage.begin()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert (response.status_code, response["Retry-After"], len(queries)) == (503, "5", 0)
    kind = "application/json" if address.startswith("/api/") else "text/html"
    assert response["Content-Type"].startswith(kind)
    assert client.get("/healthz").status_code == 200


def test_an_editor_is_told_that_what_was_typed_is_still_there(client, db, outage):
    outage.begin()
    assert "what you typed is still in the form" in client.post("/admin/login/", {}).text


def test_only_a_request_that_could_not_connect_begins_an_outage(away, outage):
    away.get("/")
    assert not outage.lasts
    with cannot_connect():
        away.get("/")
    assert outage.lasts


def test_one_request_at_a_time_looks_whether_the_database_is_back(outage, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(database_status, "time", SimpleNamespace(monotonic=lambda: now[0]))
    assert not outage.should_refuse()
    outage.begin()
    assert [outage.should_refuse() for _ in range(3)] == [True, True, True]
    now[0] += Outage.PAUSE
    assert [outage.should_refuse() for _ in range(3)] == [False, True, True]
    outage.end()
    assert not outage.should_refuse()


def test_a_request_that_is_let_through_ends_the_outage_once_the_database_is_back(
    client, db, outage, monkeypatch
):
    def refuse():
        raise OperationalError

    outage.begin()
    monkeypatch.setattr(outage, "should_refuse", lambda: False)
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "ensure_connection", refuse)
        assert client.get("/robots.txt").status_code == 503
    assert outage.lasts
    assert client.get("/robots.txt").status_code == 200
    assert not outage.lasts


def test_an_outage_is_logged_when_it_begins_and_ends_and_not_by_each_request(away, outage, caplog):
    with cannot_connect():
        away.get("/")
    assert [away.get(address).status_code for address in ("/", "/news/", "/admin/")] == [503] * 3
    outage.end()
    assert [record.getMessage() for record in caplog.records] == [
        "the database does not answer; requests get 503 until it does",
        "the database answers again",
    ]


@pytest.mark.django_db
def test_a_log_of_erasures_that_cannot_be_read_is_named_without_its_path(
    client, settings, tmp_path
):
    log = tmp_path / "erasures.jsonl"
    log.write_text("damaged\n")
    settings.ERASURE_LOG = str(log)
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (
        503,
        "the erasure log can't be read: manage.py doctor says why\n",
    )
