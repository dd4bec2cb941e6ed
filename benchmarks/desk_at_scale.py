"""How long the desk takes on a site with 20,000 articles and 10,000 members.

`python -m core.localpg run python -m benchmarks.desk_at_scale` makes the content in a scratch
database; on a database of your own with synthetic content call :func:`main`. Prints of each act the
median of its server time, the number of its queries and what the process grew by.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager

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
from tests.desk.sitting import Sitter

ARTICLES, MEMBERS, TIMES = 20_000, 10_000, 3
_MEMBER_LIST = "admin:members_member_changelist"


def main(only: str = "") -> None:
    """Print the table; ``only`` picks the acts with this word in their names."""
    print(f"{'the desk at scale':32} {'median ms':>10} {'queries':>8} {'MB more':>8}")
    with _taken_back():
        for name, act in _acts().items():
            if only in name:
                _measure(name, act)


def _acts() -> dict[str, Callable]:
    article = Article.objects.order_by("-pk")[10]
    member = Member.objects.order_by("pk")[4]
    # somebody whose name articles hold in their bylines
    person = EditionPerson.objects.order_by("pk")[0].person
    sitter = Sitter("Edda Editor", group=None)
    sitter.user.is_superuser = True
    sitter.user.save()
    client, setup = sitter.client, _form_fields(sitter, article)
    change = reverse("admin:news_article_change", args=[article.pk])
    subject = urlencode([("record", f"members.person:{person.pk}")])
    end = reverse("admin:members_member_end", args=[member.pk])
    export = [reverse("admin:members_member_export", args=[form]) for form in ("xlsx", "csv")]
    erase = [("record", f"members.person:{person.pk}"), ("confirm", person.name)]

    def get(address):
        return lambda: client.get(address)

    def post(address, fields):
        return lambda: client.post(address, dict(fields))

    return {
        "what we hold": get(f"{reverse('admin:desk-personal-held')}?{subject}"),
        "page of a person to erase": get(f"{reverse('admin:desk-personal-erase')}?{subject}"),
        "erase a person": post(reverse("admin:desk-personal-erase"), erase),
        "XLSX of members": get(export[0]),
        "CSV of members": get(export[1]),
        "ending a membership": get(end),
        "ending it": post(end, {"last_day": "2026-11-30", "known": "at-once"}),
        "coverage": get(reverse("admin:news-coverage")),
        "publish an article": post(change, {**setup, "title": "Another", "_publish": "1"}),
        "save an article": post(change, {**setup, "title": "Another"}),
        "preview": post(reverse("admin:news_article_preview", args=[article.pk]), setup),
        "attention list": get(reverse("admin:members-attention")),
        "uses of a person": get(reverse("admin:members_person_uses", args=[person.pk])),
        "article form": get(change),
        "add form": get(reverse("admin:news_article_add")),
        "article search": get(f"{reverse('admin:news_article_changelist')}?q=harbour"),
        "article list": get(reverse("admin:news_article_changelist")),
        "member list": get(reverse(_MEMBER_LIST)),
        "person list": get(reverse("admin:members_person_changelist")),
        "front": get(reverse("admin:index")),
        "calendar": get(reverse("admin:desk-calendar")),
        "home": get("/"),
        "news": get("/news/"),
        "sitemap of news": get("/sitemap-news.xml?p=10"),
        "sitemap of members": get("/sitemap-members.xml?p=5"),
        "sitemap of people": get("/sitemap-people.xml"),
        "sitemap of tags": get("/sitemap-tags.xml"),
    }


def _form_fields(sitter: Sitter, article: Article) -> dict:
    # what a form is made of can be read only where the tests' renderer, which is slower, tells of it
    setup_test_environment()
    sitter.open(article)
    teardown_test_environment()
    return sitter.fields


def _measure(name: str, act: Callable) -> None:
    times, before = [], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(TIMES):
        with _taken_back(), CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            response = act()
            b"".join(response)  # also of a response that streams
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code in (200, 302), f"{name} answers {response.status_code}"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"{name:32} {statistics.median(times):10.0f} {len(captured):8} {grown:8}", flush=True)


@contextmanager
def _taken_back():
    """A transaction in which acts go as at any time, and of which nothing stays."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        transaction.set_rollback(True)


if __name__ == "__main__":
    with scratch_database():
        call_command("make_content", articles=ARTICLES, members=MEMBERS)
        collect_as_served()
        main(*sys.argv[1:])
