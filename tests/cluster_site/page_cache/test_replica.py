"""Public pages come from a replica while it has the present content; nobody sees its past."""

import contextlib
import re
import time

import pytest
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cluster_site.doctor.checks import check_database
from cluster_site.page_cache import replica as replica_module
from cluster_site.page_cache.clock import ContentClock
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache
from cluster_site.page_cache.replica import Replica
from core.replica import REPLICA, is_reading_from_replica, read_connection, read_from_replica
from news.publishing.commands import publish
from tests.cluster_site.page_cache.conftest import ask
from tests.cluster_site.page_cache.servers import servers
from tests.factories import ArticleFactory, MemberFactory, TagFactory, UserFactory
from tests.postgres_server import django_on, own_server, server_folder

pytestmark = pytest.mark.slow

LAG = 5  # seconds
NUMBER = re.compile(rb"harvest (\d+)")


@pytest.fixture
def replica(transactional_db, settings):
    """A second connection to the test's database under the name of the replica."""
    settings.DATABASE_ROUTERS = ["core.replica.ReplicaRouter"]
    connections.databases[REPLICA] = connection.settings_dict
    copy = connections[REPLICA]
    # the test's own guard knows of one database
    copy.ensure_connection = lambda: copy.connection or copy.connect()
    # and so that a snapshot lasts
    copy.close_if_unusable_or_obsolete = lambda: None
    yield copy
    copy.close()
    del connections[REPLICA]
    del connections.databases[REPLICA]


@contextlib.contextmanager
def lagging():
    """Let the replica show the content of now whatever is published: it has a snapshot."""
    with transaction.atomic(using=REPLICA), connections[REPLICA].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT 1")
        yield


def page_cache():
    return PageCache(
        get_wsgi_application(), memory=PageMemory(2**24), clock=ContentClock(), replica=Replica()
    )


def publish_number(article, editor, number):
    article.title = f"Kelp harvest {number}"
    article.save()
    publish(article=article, by=editor)


def queries_of_pages(page, path="/news/kelp/"):
    """The queries on the primary and on the replica that read editions while ``path`` is asked for."""
    with (
        CaptureQueriesContext(connection) as primary,
        CaptureQueriesContext(connections[REPLICA]) as copy,
    ):
        page(path)
    return tuple(
        sum(
            "news_edition" in query["sql"] and "content_version" not in query["sql"]
            for query in captured
        )
        for captured in (primary, copy)
    )


def test_a_visitors_page_comes_from_the_replica_and_an_editors_from_the_primary(replica, client):
    editor, article = UserFactory(is_superuser=True), ArticleFactory(slug="kelp")
    publish_number(article, editor, 1)
    cache = page_cache()
    of_primary, of_replica = queries_of_pages(lambda path: ask(cache, path))
    assert (of_primary, of_replica > 0) == (0, True)
    client.force_login(editor)
    cookie = f"{django_settings.SESSION_COOKIE_NAME}={client.cookies[django_settings.SESSION_COOKIE_NAME].value}"
    of_primary, of_replica = queries_of_pages(lambda path: ask(cache, path, HTTP_COOKIE=cookie))
    assert (of_primary > 0, of_replica) == (True, 0)


@pytest.mark.parametrize("path", ["/", "/news/", "/news/kelp/", "/search/"])
def test_a_page_of_the_past_is_neither_sent_nor_kept(replica, path):
    editor, article = UserFactory(is_superuser=True), ArticleFactory(slug="kelp")
    publish_number(article, editor, 1)
    cache = page_cache()
    with lagging():
        publish_number(article, editor, 2)
        for _ in range(2):  # made, then from the cache
            answer = ask(cache, path, query="q=kelp" if path == "/search/" else "")
            assert NUMBER.search(answer.body)[1] == b"2"
    assert b"harvest 1" not in ask(cache, path).body


def test_a_page_made_from_the_replica_is_kept_under_what_the_replica_shows(replica):
    """The content's version of the primary is read first: a page of the past can't be taken for a new one."""
    editor, article = UserFactory(is_superuser=True), ArticleFactory(slug="kelp")
    publish_number(article, editor, 1)
    cache, clock = page_cache(), ContentClock()
    before = clock.read_anew().epoch
    with lagging():
        publish_number(article, editor, 2)
        assert not Replica().has(clock.read_anew().epoch)
        assert Replica().has(before)
    assert NUMBER.search(ask(cache, "/news/kelp/").body)[1] == b"2"


def test_whoever_has_written_reads_from_the_primary(replica):
    with read_from_replica():
        assert read_connection().alias == REPLICA
        TagFactory()
        assert not is_reading_from_replica()
        assert MemberFactory._meta.model.objects.all().db == "default"
    with read_from_replica():
        assert MemberFactory._meta.model.objects.all().db == REPLICA


def test_a_replica_that_does_not_answer_is_left_alone(replica, monkeypatch, capsys):
    editor, article = UserFactory(is_superuser=True), ArticleFactory(slug="kelp")
    publish_number(article, editor, 1)
    asked = []

    def fail():
        asked.append(1)
        raise replica_module.Error

    monkeypatch.setattr(replica_module, "read_epoch", fail)
    cache = page_cache()
    for path in ("/news/kelp/", "/news/", "/"):
        assert ask(cache, path).status == 200
    assert asked == [1]
    assert "the replica of the database is not used" in capsys.readouterr().err


def test_a_replica_that_fails_in_the_middle_of_a_page_costs_no_page(replica):
    editor, article = UserFactory(is_superuser=True), ArticleFactory(slug="kelp")
    publish_number(article, editor, 1)

    def refuse(execute, sql, params, many, context):
        if "news_edition" in sql and "content_version" not in sql:
            raise OperationalError("canceling statement due to conflict with recovery")
        return execute(sql, params, many, context)

    with connections[REPLICA].execute_wrapper(refuse):
        answer = ask(page_cache(), "/news/kelp/")
    assert (answer.status, NUMBER.search(answer.body)[1]) == (200, b"1")


def test_doctor_names_a_database_that_is_no_replica(replica, monkeypatch):
    monkeypatch.setitem(django_settings.DATABASES, REPLICA, {})
    assert "is not a streaming replica" in findings(check_database)
    monkeypatch.setattr(replica, "cursor", fail_to_connect)
    assert "DATABASE_REPLICA_URL does not answer" in findings(check_database)


def fail_to_connect():
    raise OperationalError


def findings(check):
    return " ".join(finding.problem for finding in check())


def replayed(server) -> int:
    """The transactions that a replica has answered."""
    with server.database() as database:
        database.execute("SELECT pg_stat_clear_snapshot()")
        query = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        return database.execute(query).fetchone()[0]


@pytest.mark.slow
def test_nobody_sees_the_past_of_a_real_replica_that_is_five_seconds_behind(
    tmp_path, django_db_blocker
):
    with (
        django_db_blocker.unblock(),
        own_server() as primary,
        server_folder() as folder,
        django_on(primary),
    ):
        primary.migrate()
        editor, article = UserFactory(is_superuser=True), ArticleFactory(slug="kelp")
        publish_number(article, editor, 0)
        copy = primary.make_replica(folder, delay=f"{LAG}s")
        client = Client()
        client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        addresses = {"DATABASE_URL": primary.url, "DATABASE_REPLICA_URL": copy.url}
        try:
            with servers(1, tmp_path, **addresses) as (server,):
                asking = server.connect()

                def number(path, **headers):
                    asking.close()  # a server closes one that rests
                    asking.request("GET", path, headers=headers)
                    return int(NUMBER.search(asking.getresponse().read())[1])

                for expected in range(1, 4):
                    publish_number(article, editor, expected)
                    for path in ("/", "/news/", "/news/kelp/"):
                        assert number(path, Cookie=cookie) == expected
                    time.sleep(1)
                    for path in ("/", "/news/", "/news/kelp/", "/search/?q=kelp"):
                        assert number(path) == expected
                    assert number("/news/", Cookie=cookie) == expected
                with copy.database() as database:
                    behind = database.execute(
                        "SELECT title FROM news_edition ORDER BY id DESC LIMIT 1"
                    )
                    assert behind.fetchone()[0] != article.title
                time.sleep(LAG + 2)
                asking.close()
                before = replayed(copy)
                for year in range(2000, 2020):
                    asking.request("GET", f"/news/?year={year}")
                    asking.getresponse().read()
                time.sleep(2)  # the server counts once a second
                assert replayed(copy) > before + 5
        finally:
            copy.stop()
