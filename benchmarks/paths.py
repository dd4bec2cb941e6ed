"""How many functions and files of the project five requests go through, and what publishing asks.

``python -m core.localpg run python -m benchmarks.paths`` prints the table, and with ``--names`` each function.
A function counts once however often it is called; libraries, comprehensions and lambdas do not count.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType

from benchmarks.environment import scratch_database  # isort: split

from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse
from django.utils import timezone
from tqdm import tqdm

from cluster_site.packages.importing import import_package
from news.models import Article, Edition, Section
from news.publishing.commands import publish
from tests.desk.posting import address, fields_of
from tests.factories import PersonFactory, UserFactory
from tests.full_site import full_site

PROJECT = Path(__file__).resolve().parents[1]
NOT_COUNTED = ("tests", "benchmarks", ".venv", ".local")
DEMO = PROJECT / "demo"


@dataclass(frozen=True)
class Trace:
    """What one request went through: functions of the project, and queries."""

    functions: set[CodeType]
    queries: int

    def beyond(self, other: "Trace") -> "Trace":
        return Trace(self.functions - other.functions, self.queries - other.queries)

    @property
    def files(self) -> set[str]:
        return {code.co_filename for code in self.functions}


def main() -> None:
    # what a form is made of can be read only from the tests' renderer
    setup_test_environment()
    traces: dict[str, Trace] = {}
    with scratch_database():
        article, editor = full_site(articles=4).article, UserFactory(is_superuser=True)
        other = Article.objects.exclude(pk=article.pk).exclude(section=Section.PAGE).first()
        desk = Client()
        desk.force_login(editor)
        for name, request in {
            "public page": _public_page,
            "save": partial(_save, desk, "_continue"),
            "publish": partial(_save, desk, "_publish"),
            "change the board": partial(_change_the_board, desk),
        }.items():
            request(other)()  # fills what a process keeps for its life
            traces[name] = trace(request(article))
        traces["publish, beyond save"] = traces["publish"].beyond(traces["save"])
        traces["publish() alone"] = trace(lambda: publish(article=article, by=editor))
    with scratch_database():
        traces["import"] = trace(lambda: import_package(DEMO, tqdm(disable=True)))
    _print_table(traces)
    classes = type(admin.site.get_model_admin(Article)).__mro__
    own = classes[: classes.index(admin.ModelAdmin)]
    print(f"classes before ModelAdmin: {len(own)}, {', '.join(c.__name__ for c in own)}")


def _public_page(article: Article) -> Callable[[], None]:
    page = Edition.objects.live(timezone.now()).get(article=article).get_absolute_url()
    return lambda: _expect(200, Client().get(page))


def _save(desk: Client, button: str, article: Article) -> Callable[[], None]:
    fields = fields_of(desk.get(address(article)))
    fields |= {"title": f"{fields['title']}.", button: "1"}
    return lambda: _expect(302, desk.post(address(article), fields))


def _change_the_board(desk: Client, _article: Article) -> Callable[[], None]:
    fields = {
        "changes-TOTAL_FORMS": "1",
        "changes-INITIAL_FORMS": "0",
        "changes-0-person": str(PersonFactory().pk),
        "changes-0-role": "member",
        "changes-0-first": "2026-03-01",
        "_change": "1",
    }
    return lambda: _expect(302, desk.post(reverse("admin:news_boardannouncement_add"), fields))


def _expect(status: int, response) -> None:
    assert response.status_code == status, f"answers {response.status_code}"


def _print_table(traces: dict[str, Trace]) -> None:
    print(f"{'path':20} {'functions':>9} {'files':>6} {'queries':>7}")
    for name, traced in traces.items():
        print(f"{name:20} {len(traced.functions):9} {len(traced.files):6} {traced.queries:7}")
        if "--names" in sys.argv:
            for code in sorted(traced.functions, key=lambda c: (c.co_filename, c.co_firstlineno)):
                print(f"    {Path(code.co_filename).relative_to(PROJECT)} {code.co_qualname}")


def trace(act: Callable[[], None]) -> Trace:
    """Return what ``act`` goes through in this thread."""
    called: set[CodeType] = set()

    def note(frame, event, _argument):
        if event == "call":
            called.add(frame.f_code)

    with CaptureQueriesContext(connection) as captured:
        sys.setprofile(note)
        try:
            act()
        finally:
            sys.setprofile(None)
    return Trace({code for code in called if _is_counted(code)}, len(captured))


def _is_counted(code: CodeType) -> bool:
    path = Path(code.co_filename)
    return (
        not code.co_name.startswith("<")
        and path.is_relative_to(PROJECT)
        and path.relative_to(PROJECT).parts[0] not in NOT_COUNTED
    )


if __name__ == "__main__":
    main()
