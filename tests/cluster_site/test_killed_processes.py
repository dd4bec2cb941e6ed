"""kill -9 of any process of a site at work: no publish is half done, and no save that was answered is lost."""

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from django.db import connection

from cluster_site.search.models import SearchDocument
from core.moment import read_database_clock
from desk.history.recording import revisions_of
from desk.models import Activity
from news.models import Article, Edition, EditionTag
from tests.cluster_site.page_cache.servers import Server, free_port, name_static_files
from tests.databases import PROJECT
from tests.editors_at_work import EditorAtWork
from tests.factories import ArticleFactory, TagFactory, UserFactory
from tests.postgres_server import django_on, own_server

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("ROUNDS", "5"))
EDITORS, TAGS = 3, 2
UP_AGAIN_WITHIN = 60  # seconds


class Site:
    """gunicorn and run_due on one database; :meth:`kill` kills one process of a kind."""

    def __init__(self, postgres, folder):
        self._postgres, self._log = postgres, (folder / "log").open("a")
        self._folder, self.port = folder, free_port()
        self._environment = {
            **os.environ,
            "DATABASE_URL": postgres.url,
            "DATABASE_POOL_SIZE": "8",
            "STATIC_ROOT": str(folder / "static"),
        }
        name_static_files(folder / "static")
        self.kinds = [self._worker, self._master, self._run_due, self._backend, self._postmaster]
        self._due = None

    def _start(self, *command):
        return subprocess.Popen(
            command, cwd=PROJECT, env=self._environment, stdout=self._log, stderr=self._log
        )

    def serve(self):
        """Start gunicorn."""
        gunicorn = f"{Path(sys.executable).parent}/gunicorn"
        self._server = self._start(gunicorn, f"--bind=127.0.0.1:{self.port}", "cluster_site.wsgi")
        self.wait_until_up()

    def wait_until_up(self):
        deadline = time.monotonic() + UP_AGAIN_WITHIN
        while not Server(self.port).is_up():
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)

    @property
    def log(self):
        return (self._folder / "log").read_text()

    def stop(self):
        for process in filter(None, [self._server, self._due]):
            process.terminate()
            process.wait(60)
        self._log.close()

    def keep_run_due_running(self):
        if self._due is None or self._due.poll() is not None:
            self._due = self._start(sys.executable, "manage.py", "run_due")

    def _worker(self, chance):
        chance.choice(psutil.Process(self._server.pid).children()).kill()

    def _master(self, chance):
        """As systemd with KillMode=mixed: what is left of the service is killed, and it starts anew."""
        workers = psutil.Process(self._server.pid).children()
        self._server.kill()
        self._server.wait()
        for worker in workers:
            worker.kill()
        psutil.wait_procs(workers)
        self.serve()

    def _run_due(self, chance):
        self._due.kill()
        self._due.wait()

    def _backend(self, chance):
        """Of the server's processes one that works for the site; PostgreSQL then ends all and recovers."""
        processes = self._postgres.children()
        sessions = [process for process in processes if "cluster cluster" in _title(process)]
        chance.choice(sessions or processes).kill()

    def _postmaster(self, chance):
        postmaster, orphans = self._postgres.postmaster(), self._postgres.children()
        postmaster.kill()
        psutil.wait_procs([postmaster])
        self._postgres.restart_after_kill(orphans)


def _title(process):
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@contextmanager
def editors_at_work(site):
    tags = [TagFactory() for _ in range(TAGS)]
    editors = []
    for number in range(EDITORS):
        article = ArticleFactory(slug=f"kelp-{number}")
        article.tags.add(*tags)
        editors.append(EditorAtWork(site.port, UserFactory(is_superuser=True), article))
    for editor in editors:
        editor.start()
    yield editors
    for editor in editors:
        editor.end()


def wait_for_a_save(editors, site):
    """Return once the site works again: somebody's save was answered."""
    before, deadline = answered(editors), time.monotonic() + UP_AGAIN_WITHIN
    while answered(editors) == before:
        assert time.monotonic() < deadline, site.log
        time.sleep(0.02)


def answered(editors):
    return sum(len(editor.answered) for editor in editors)


def lost_saves(editor) -> list[str]:
    """The titles of saves that were answered and of which nothing is stored, or not the publish."""
    saved = set(revisions_of(editor.article).values_list("values__title", flat=True))
    published = set(Edition.objects.filter(article=editor.article).values_list("title", flat=True))
    latest = Article.objects.get(pk=editor.article.pk).title
    lost = [
        title
        for title, publishes in editor.answered
        if title not in saved or (publishes and title not in published)
    ]
    return lost if latest >= editor.answered[-1][0] else [*lost, latest]


def half_done(article) -> list[str]:
    """What of the article's publishes is there without the rest."""
    editions = list(Edition.objects.filter(article=article).order_by("pk"))
    saved = set(revisions_of(article).values_list("values__title", flat=True))
    logged = Activity.objects.filter(action="published", object_id=article.pk).count()
    tags = Counter(
        EditionTag.objects.filter(edition__in=editions).values_list("edition", flat=True)
    )
    faults = [f"{edition} lacks tags" for edition in editions if tags[edition.pk] != TAGS]
    faults += [f"{edition} was never saved" for edition in editions if edition.title not in saved]
    faults += [
        f"{before} ends when {after} has not begun"
        for before, after in pairwise(editions)
        if before.live_during.upper != after.live_during.lower
    ]
    live = Edition.objects.live(read_database_clock()).filter(article=article)
    if [edition.pk for edition in live] != [edition.pk for edition in editions[-1:]]:
        faults.append("another version is live than the last")
    if logged != len(editions):
        faults.append(f"{logged} publishes in the log of {len(editions)}")
    documents = SearchDocument.objects.filter(kind="article", record__in=[e.pk for e in editions])
    if documents.count() != len(editions):
        faults.append(f"the search has {documents.count()} versions of {len(editions)}")
    return faults


def unfinished_changes():
    """Rows about transactions whose content version was not raised."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content_change")
        return cursor.fetchone()[0]


def test_nothing_is_half_done_or_lost(tmp_path, django_db_blocker):
    chance, kills = random.Random(), Counter()
    with django_db_blocker.unblock(), own_server() as postgres, django_on(postgres):
        postgres.migrate()
        site = Site(postgres, tmp_path)
        site.serve()
        try:
            with editors_at_work(site) as editors:
                wait_for_a_save(editors, site)
                for kind in itertools.islice(itertools.cycle(site.kinds), ROUNDS):
                    site.keep_run_due_running()
                    time.sleep(chance.uniform(0, 1.0))
                    kind(chance)
                    kills[kind.__name__] += 1
                    connection.close()
                    wait_for_a_save(editors, site)
        finally:
            site.stop()
        connection.close()
        sent = [title for editor in editors for title, publishes in editor.answered if publishes]
        print(
            f"{dict(kills)}; {answered(editors)} saves answered, {len(sent)} of them publishes;"
            f" {sum(editor.unanswered for editor in editors)} not answered"
        )
        assert [editor.wrong for editor in editors] == [[]] * EDITORS, site.log
        assert [lost_saves(editor) for editor in editors] == [[]] * EDITORS
        assert [half_done(editor.article) for editor in editors] == [[]] * EDITORS
        assert unfinished_changes() == 0
