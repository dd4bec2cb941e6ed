"""The activity log: what leaves a row, who reads it, and that nobody changes it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import override

from accounts.groups import group_title
from desk.accounts.rights import log_rights
from desk.accounts.signing import mask_email
from desk.activity.description import DETAILS, activity_label, describe_activity_details
from desk.activity.log import log_activity
from desk.models import Activity
from members.models import Member
from news.publishing.commands import (
    PublishingError,
    cancel_scheduled,
    publish,
    reschedule,
    unpublish,
)
from tests.desk.posting import address, post
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db

LIST = "/admin/desk/activity/"


def acts():
    return list(Activity.objects.order_by("id").values_list("action", flat=True))


def test_every_command_of_publishing_logs_whoever_calls_it(editor):
    article = ArticleFactory(title="Kelp grows")
    soon, later = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    publish(article=article, by=editor)
    publish(article=article, by=editor, at=soon)
    reschedule(article=article, by=editor, at=later)
    cancel_scheduled(article=article, by=editor)
    unpublish(article=article, by=editor)
    assert acts() == ["published", "scheduled", "rescheduled", "cancelled", "unpublished"]
    row = Activity.objects.filter(action="rescheduled").get()
    assert (row.user, row.object_id, row.label) == (editor, article.pk, "Kelp grows")
    assert row.details == {"at": later.isoformat()}


def test_a_command_that_fails_leaves_no_row(editor, writer):
    article = ArticleFactory()
    with pytest.raises(PublishingError):
        unpublish(article=article, by=editor)
    with pytest.raises(PermissionDenied):
        publish(article=article, by=writer)
    assert acts() == []


def test_a_refused_post_is_logged_though_all_else_is_rolled_back(client, writer):
    article = ArticleFactory(title="Kelp grows")
    client.force_login(writer)
    answer = post(client, article, {"title": "Sneaked in", "_publish": "1"})
    assert answer.status_code == 403
    article.refresh_from_db()
    assert article.title == "Kelp grows"
    row = Activity.objects.get(action="refused")
    assert (row.user, row.object_id, row.label) == (writer, article.pk, "Kelp grows")
    assert row.details == {"address": address(article), "pressed": ["publish"]}


def test_a_refused_post_without_a_record_is_logged_and_a_look_is_not(client, writer):
    client.force_login(writer)
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert not Activity.objects.filter(action="refused").exists()
    assert client.post("/admin/accounts/user/add/", {"name": "x"}).status_code == 403
    assert Activity.objects.get(action="refused").label == "/admin/accounts/user/add/"


def test_a_row_is_read_in_the_language_of_its_reader(client, editor):
    """Who writes it in Norwegian and who reads it in English may be two people."""
    image = ImageFactory(alt_en="A kelp line", alt_nb="En tareline")
    group = Group.objects.get(name="writers")
    with override("nb"):
        log_activity(
            "taken-down", by=editor, record=image, places=[image, MemberFactory(name_en="Kelp AS")]
        )
        log_rights(editor, {"groups": []}, {"groups": [group_title(group)]}, editor)
        log_rights(group, {}, {"permissions": ["news.change_article"]}, editor)
        log_activity(
            "exported", by=editor, label=capfirst(Member._meta.verbose_name_plural), number=3
        )
    taken, groups, permissions, exported = Activity.objects.order_by("id")
    assert activity_label(taken) == "A kelp line"
    assert describe_activity_details(taken) == ["Places: A kelp line, Kelp AS"]
    assert describe_activity_details(groups) == ["Groups: – → writers"]
    assert describe_activity_details(permissions) == ["Permissions: – → Articles: change"]
    assert activity_label(exported) == "Members"
    with override("nb"):
        assert activity_label(taken) == "En tareline"
        assert describe_activity_details(groups) == ["Grupper: – → skribenter"]
        assert describe_activity_details(permissions) == ["Rettigheter: – → Artikler: endre"]
        assert activity_label(exported) == "Medlemmer"
    client.force_login(UserFactory(group="administrators", language="nb"))
    assert "En tareline" in HtmlPage(client.get(LIST)).text


@pytest.mark.slow
def test_each_detail_of_a_row_has_a_name_in_both_languages():
    root, names = Path(__file__).resolve().parents[2], set()
    for path in root.glob("[!.t]*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if (
                called == "log_activity"
                and node.args
                and "by" in {word.arg for word in node.keywords}
            ):
                names |= {word.arg for word in node.keywords if word.arg}
    names -= {"by", "record", "label"}
    assert {"reviewer", "for_whom", "places"} <= names
    assert names <= DETAILS.keys()


def test_signing_in_out_and_failing_to(client, writer):
    typed = {"username": writer.email, "password": "wrong"}
    client.post("/admin/login/", typed)
    client.post("/admin/login/", {**typed, "password": "correct horse battery"})
    client.post("/admin/logout/")
    assert acts() == ["sign-in-failed", "signed-in", "signed-out"]
    failed = Activity.objects.get(action="sign-in-failed")
    assert (failed.user, failed.label, failed.details) == (None, "u…@example.org", {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("kari@example.org", "k…@example.org"), ("my pass\x00word", "…"), ("", "…"), ("@x", "…")],
)
def test_what_was_typed_is_kept_masked(typed, kept):
    assert mask_email(typed) == kept


@pytest.mark.parametrize(
    "change", ["UPDATE desk_activity SET label = ''", "DELETE FROM desk_activity"]
)
def test_the_database_refuses_to_change_a_row(change, editor):
    log_activity("published", by=editor, label="Kelp")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_not_even_a_superuser_changes_the_log_through_the_site(client):
    row = log_activity("published", by=None, label="Kelp")
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(f"{LIST}{row.pk}/change/", {"label": "x"}).status_code == 403
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}add/", {"label": "x"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(LIST, chosen)
    assert Activity.objects.get(pk=row.pk).label == "Kelp"


def test_the_list_is_for_editors_and_not_for_writers(client, editor, writer):
    for user, status in ((editor, 200), (writer, 403)):
        client.force_login(user)
        assert client.get(LIST).status_code == status


def test_the_list_links_to_what_is_still_there(client, editor):
    there, gone = MemberFactory(name_en="Kelp AS"), MemberFactory(name_en="Gone AS")
    for member in (there, gone):
        log_activity("restored", by=editor, record=member)
    gone.memberships.all().delete()
    old = address(gone)
    gone.delete()
    client.force_login(editor)
    html = HtmlPage(client.get(LIST))
    assert html.has(f'a[href="{address(there)}"]', "Kelp AS")
    assert "Gone AS" in html.text
    assert old not in html.source


def test_the_list_filters_by_what_who_and_kind_and_survives_nonsense(client, editor):
    other = UserFactory(name="Olga Other")
    log_activity("published", by=other, record=ArticleFactory(title="Kelp grows"))
    log_activity("trashed", by=editor, record=MemberFactory(name_en="Kelp AS"))
    client.force_login(editor)
    kind = Activity.objects.get(action="published").content_type_id
    for query in (
        {"what": "publishing"},
        {"user__id__exact": other.pk},
        {"kind": kind},
        {"q": "olga"},
    ):
        rows = client.get(LIST, query).context["cl"].result_list
        assert [row.label for row in rows] == ["Kelp grows"]
    for query in ({"what": "x"}, {"kind": "x"}, {"kind": "9" * 5}):
        assert client.get(LIST, query).status_code in (200, 302)


def test_the_list_takes_as_many_queries_for_fifty_rows_as_for_five(client, editor):
    client.force_login(editor)

    def fill(count):
        for _number in range(count):
            log_activity("published", by=UserFactory(), record=ArticleFactory())
            log_activity("restored", by=UserFactory(), record=MemberFactory())

    counts = []
    for count in (3, 22):
        fill(count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_details_read_in_words(editor):
    at = "2026-06-01T07:00:00+00:00"
    row = log_activity(
        "permissions",
        by=editor,
        at=at,
        groups={"before": [], "after": ["editors"]},
        is_active={"before": True, "after": False},
        reason="",
        other_thing=3,
        last_day="2026-06-30",
        name="2026-99-99",
        note="9999-12-31T23:30:00+00:00",
    )
    assert describe_activity_details(row) == [
        "Time: 1 Jun 2026 09:00",
        "Groups: – → editors",
        "Active: yes → no",
        "Other thing: 3",
        "Last day: 30 Jun 2026",
        "Name: 2026-99-99",
        "Note: 9999-12-31T23:30:00+00:00",
    ]


def test_an_action_without_words_is_refused():
    with pytest.raises(ValueError, match="no action of the log"):
        log_activity("danced", by=None)


def test_the_log_page_has_a_name(client, editor):
    client.force_login(editor)
    assert reverse("admin:desk_activity_changelist") == LIST
    assert "Activity log" in HtmlPage(client.get(LIST)).text
