"""How long the desk takes on a site with 20,000 articles and 10,000 members.

Part of ``make bench-desk``, which makes the content in a scratch database. On a database of your own
with synthetic content, ``python -m benchmarks.desk_at_scale --here [WORD]`` measures the acts with
that word in their names, and takes back all that they write. Each act runs in a process of its own:
once to open the form that it sends, once to count its queries, then :data:`TIMES` times. Prints the medians of the time
that passed and of the processor time of Python and of PostgreSQL, all in milliseconds, the number of
queries, and by how many MB the process grew at its peak.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.environment import collect_as_served, scratch_database  # isort: split

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import (
    CaptureQueriesContext,
    setup_test_environment,
    teardown_test_environment,
)
from django.urls import reverse
from django.utils.http import urlencode

from members.models import Member
from news.models import Article, EditionPerson
from tests.desk.form_user import FormUser

ARTICLES, MEMBERS, TIMES = 20_000, 10_000, 3
_TICKS = os.sysconf("SC_CLK_TCK")


def main(only: str = "") -> None:
    """Print the table; ``only`` picks the acts with this word in their names."""
    columns = ("median ms", "Python", "database", "queries", "MB more")
    print(f"{'the desk at scale':32}" + "".join(f"{column:>11}" for column in columns), flush=True)
    for name in _ACTS:
        if only in name:
            _in_own_process(name)


class _Desk:
    """An editor, and the records that the acts are about."""

    def __init__(self):
        self.article = Article.objects.order_by("-pk")[10]
        self.member = Member.objects.order_by("pk")[4]
        # somebody whose name articles hold in their bylines
        self.person = EditionPerson.objects.order_by("pk")[0].person
        self.form_user = FormUser("Edda Editor", group=None)
        self.form_user.user.is_superuser = True
        self.form_user.user.save()

    def get(self, path: str):
        return self.form_user.client.get(path)

    def post(self, path: str, **fields):
        return self.form_user.client.post(path, fields)

    @property
    def subject(self) -> str:
        return urlencode([("record", f"members.person:{self.person.pk}")])

    def post_article(self, path: str, **fields):
        if not self.form_user.fields:
            # what a form is made of can be read only where the tests' renderer, which is slower, tells of it
            setup_test_environment()
            self.form_user.open(self.article)
            teardown_test_environment()
        return self.post(path, **self.form_user.fields | fields)


def _article(desk: _Desk, page: str = "change") -> str:
    return reverse(f"admin:news_article_{page}", args=[desk.article.pk])


def _page(name: str, query: str = "", *args) -> Callable:
    return lambda desk: desk.get(reverse(f"admin:{name}", args=args) + query)


_ACTS: dict[str, Callable] = {
    "what we hold": lambda desk: desk.get(f"{reverse('admin:desk-personal-held')}?{desk.subject}"),
    "what we hold, as a ZIP": lambda desk: desk.post(
        reverse("admin:desk-personal-export"), record=f"members.person:{desk.person.pk}"
    ),
    "page of a person to erase": lambda desk: desk.get(
        f"{reverse('admin:desk-personal-erase')}?{desk.subject}"
    ),
    "XLSX of members": _page("members_member_export", "", "xlsx"),
    "CSV of members": _page("members_member_export", "", "csv"),
    "page of a membership to end": lambda desk: desk.get(
        reverse("admin:members_member_end", args=[desk.member.pk])
    ),
    "end a membership": lambda desk: desk.post(
        reverse("admin:members_member_end", args=[desk.member.pk]),
        last_day="2026-11-30",
        known="at-once",
    ),
    "coverage": _page("news-coverage"),
    "publish an article": lambda desk: desk.post_article(
        _article(desk), title="Another", _publish="1"
    ),
    "save an article": lambda desk: desk.post_article(_article(desk), title="Another"),
    "preview": lambda desk: desk.post_article(_article(desk, "preview")),
    "attention list": _page("members-attention"),
    "uses of a person": lambda desk: desk.get(
        reverse("admin:members_person_uses", args=[desk.person.pk])
    ),
    "article form": lambda desk: desk.get(_article(desk)),
    "add form": _page("news_article_add"),
    "article search": _page("news_article_changelist", "?q=harbour"),
    "article list": _page("news_article_changelist"),
    "member list": _page("members_member_changelist"),
    "member form": lambda desk: desk.get(
        reverse("admin:members_member_change", args=[desk.member.pk])
    ),
    "person list": _page("members_person_changelist"),
    "picture list": _page("images_image_changelist"),
    "front": _page("index"),
    "calendar": _page("desk-calendar"),
    # last: what it writes and takes back makes searching all texts slow until the next vacuum
    "erase a person": lambda desk: desk.post(
        reverse("admin:desk-personal-erase"),
        record=f"members.person:{desk.person.pk}",
        confirm=desk.person.name,
    ),
}


def _in_own_process(name: str) -> None:
    """Measure one act in a fork, whose memory no earlier act has grown."""
    connection.close()
    if (child := os.fork()) == 0:
        status = 1
        try:
            _measure(name)
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"{name} failed")


def _measure(name: str) -> None:
    act = _ACTS[name]
    with _taken_back():
        desk = _Desk()

        def run():
            with _taken_back():
                response = act(desk)
                # a response that streams is read part by part, as a server does
                for _ in response:
                    pass
                if not connection.needs_rollback:
                    connection.check_constraints()  # what a commit would do
            assert response.status_code in (200, 302), f"{name} answers {response.status_code}"

        run()
        with CaptureQueriesContext(connection) as captured:
            run()
            queries = _statements(captured)
        before = _forget_peak()
        times = [_timed(run) for _ in range(TIMES)]
        grown = (_memory("VmHWM") - before) // 1024
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    figures = "".join(f"{median:11.0f}" for median in medians)
    print(f"{name:32}{figures}{queries:11}{grown:11}", flush=True)


def _timed(run: Callable) -> tuple[float, float, float]:
    """Return elapsed milliseconds, and processor milliseconds of this process and of its server process."""
    passed, python, database = time.perf_counter(), time.process_time(), _database_time()
    run()
    return (
        (time.perf_counter() - passed) * 1000,
        (time.process_time() - python) * 1000,
        (_database_time() - database) * 1000,
    )


def _database_time() -> float:
    """Return the processor seconds of the connection's server process, in hundredths."""
    line = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    fields = line.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _forget_peak() -> int:
    """Begin the peak of memory anew; return what the process has now, in KB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key))


def _statements(captured: CaptureQueriesContext) -> int:
    """Count the queries but not what this benchmark and atomic() add to them."""
    asides = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")
    return sum(not query["sql"].startswith(asides) for query in captured)


@contextmanager
def _taken_back() -> Iterator[None]:
    """A transaction in which acts go as at any time, and of which nothing stays."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        transaction.set_rollback(True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        collect_as_served()
        main(*sys.argv[2:])
    else:
        with scratch_database():
            call_command("make_content", articles=ARTICLES, members=MEMBERS)
            collect_as_served()
            main(*sys.argv[1:])
