"""How the article's admin reaches the services: in few steps, with the checks run once."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.admin import commands, copying, correcting, review_commands, translations, versions
from news.blocks.registry import BLOCKS
from news.models import Article, Edition
from news.publishing import commands as services
from news.publishing.commands import publish
from tests.desk.posting import address, errors_of, fields_of, post
from tests.factories import ArticleFactory, UserFactory
from tests.full_site import full_site

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
LATER = timezone.now() + timedelta(days=3)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def steps_from_the_view() -> int:
    """Count the project's functions between the view, or the hook that saves a form, and the caller's caller."""
    frame, steps = sys._getframe(2), 1
    while frame.f_code.co_name != "save_related" and not frame.f_code.co_name.endswith("_view"):
        steps += Path(frame.f_code.co_filename).is_relative_to(ROOT)
        frame = frame.f_back
    return steps


def button(**fields):
    return lambda desk, article: post(desk, article, fields)


def page(name, fields=None, *args):
    def send(desk, article):
        path = reverse(f"admin:news_article_{name}", args=[article.pk, *args])
        return desk.post(path, fields or {})

    return send


def republish(desk, article):
    edition = Edition.objects.get(article=article)
    return page("republish", {}, edition.pk)(desk, article)


def correct(desk, article):
    path = reverse("admin:news_article_correct", args=[article.pk])
    form = desk.get(path).context["form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    title = next(bound.html_name for bound in form if bound.value() == article.title)
    return desk.post(path, {**fields, title: "Corrected", "_correct": "1"})


@pytest.mark.parametrize(
    ("module", "service", "act"),
    [
        (commands, "publish", button(_publish="1")),
        (
            commands,
            "publish",
            button(_publish_at="1", **{"publishing-at": f"{LATER:%Y-%m-%dT%H:%M}"}),
        ),
        (commands, "unpublish", button(_unpublish="1")),
        (
            commands,
            "reschedule",
            button(_reschedule="1", **{"publishing-moved_to": f"{LATER:%Y-%m-%dT%H:%M}"}),
        ),
        (versions, "republish", republish),
        (correcting, "correct_edition", correct),
        (review_commands, "send_for_review", button(_send_for_review="1")),
        (copying, "duplicate", page("duplicate")),
        (translations, "make_translation", page("translate", {}, "nb")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_command_reaches_its_service_in_three_steps(
    desk, editor, monkeypatch, module, service, act
):
    article, steps = ArticleFactory(), []
    publish(article=article, by=editor)
    original = getattr(module, service)

    def spy(**given):
        steps.append(steps_from_the_view())
        return original(**given)

    monkeypatch.setattr(module, service, spy)
    act(desk, article)
    assert steps
    assert max(steps) <= 3


def test_publishing_from_the_form_checks_once(desk, monkeypatch):
    article, checks = ArticleFactory(), []
    original = services.check_snapshot

    def spy(*given, **named):
        checks.append(given)
        return original(*given, **named)

    monkeypatch.setattr(services, "check_snapshot", spy)
    post(desk, article, {"_publish": "1"})
    assert Edition.objects.get().title == article.title
    assert len(checks) == 1


def test_few_classes_of_ours_stand_before_model_admin():
    classes = type(admin.site.get_model_admin(Article)).__mro__
    before = classes[: classes.index(admin.ModelAdmin)]
    ours = [each for each in before if not each.__module__.startswith("content_editor")]
    assert len(ours) <= 5


@pytest.mark.slow
def test_publishing_an_article_costs_few_queries_whatever_kinds_of_block_there_are():
    article = full_site(members=5, articles=4).article
    editor = UserFactory(is_superuser=True)
    with CaptureQueriesContext(connection) as captured:
        publish(article=article, by=editor)
    # in a test the transaction itself is a savepoint, made and released by a query each
    assert len(captured) - 2 <= 33


def statements_of(client, article, fields) -> list[str]:
    """Save ``article`` with a new title, and return the statements without savepoints."""
    client.force_login(UserFactory(is_superuser=True))
    posted = fields_of(client.get(address(article))) | {"title": "Another"} | fields
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address(article), posted)
    assert answer.status_code == 302, errors_of(answer)
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.mark.slow
@pytest.mark.parametrize(("fields", "plain", "full"), [({}, 37, 45), ({"_publish": "1"}, 60, 71)])
def test_saving_and_publishing_in_the_desk_cost_few_queries(client, fields, plain, full):
    site = full_site(members=5, articles=4)
    assert len(statements_of(client, ArticleFactory(), fields)) <= plain
    statements = statements_of(client, site.article, fields)
    assert len(statements) <= full
    for block in BLOCKS.values():
        # the form has a query for each kind; what is stored and what is published is read with one for all
        queries = [sql for sql in statements if f'FROM "{block._meta.db_table}" WHERE' in sql]
        assert len(queries) == 1


@pytest.mark.slow
def test_the_request_leaves_nothing_on_the_admin_that_answers_the_next(desk):
    article = ArticleFactory()
    post(desk, article, {"title": "", "_publish": "1"})
    registered = admin.site.get_model_admin(Article)
    assert vars(registered).get("submission") is None
    assert registered.submission.command is None
    assert desk.get(address(article)).context["errors"] == []
