"""A compiled query gives the rows that its query set gives, whatever values it is run with."""

from datetime import timedelta

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import get_language, override

from core.compiled_queries import compile_once
from core.moment import local_day
from desk.history.serializing import serialize_record
from members.models import Category, Member, Membership
from news.content.draft_values import load_draft
from news.publishing.checks.names import fetch_names_beginning_with
from tests.factories import ArticleFactory, MembershipFactory

pytestmark = pytest.mark.django_db
built = []


@compile_once(at=DateTimeField(), keys=ArrayField(BigIntegerField()))
def fetch_current(order, *, at, keys):
    built.append((get_language(), order))
    members = Member.objects.current(at=at).filter(pk__any=keys).select_related("category")
    return members.order_by(order, "pk")


@compile_once(at=DateTimeField())
def fetch_days(*, at):
    memberships = Membership.objects.on(local_day(at), at=at)
    return memberships.order_by("pk").values_list("first_day", flat=True)


@pytest.fixture
def members():
    today = timezone.localdate()
    return [
        MembershipFactory(period=(today - timedelta(days=10 * number), None)).member
        for number in range(3)
    ]


def plain(at, keys):
    return list(Member.objects.current(at=at).filter(pk__in=keys).order_by("pk"))


def test_it_gives_the_rows_of_the_values_it_is_run_with(members):
    now = timezone.now()
    keys = {member.pk for member in members}
    for at in (now, now - timedelta(days=5), now - timedelta(days=15), now - timedelta(days=50)):
        assert fetch_current("pk", at=at, keys=keys) == plain(at, keys)
    assert fetch_current("pk", at=now, keys=[members[1].pk]) == [members[1]]
    assert fetch_current("pk", at=now, keys=[]) == []


def test_rows_come_with_their_annotations_and_related_records(members, django_assert_num_queries):
    category = Category.objects.create(name_en="Biotech", slug="biotech")
    Member.objects.filter(pk=members[0].pk).update(category=category)
    with django_assert_num_queries(1):
        [member] = fetch_current("pk", at=timezone.now(), keys=[members[0].pk])
        assert member.member_since == timezone.localdate()
        assert member.category == category


def test_lists_of_values_stay_what_they_are(members):
    today = timezone.localdate()
    assert fetch_days.first(at=timezone.now()) == today
    assert fetch_days(at=timezone.now() - timedelta(days=15)) == [today - timedelta(days=20)]


def test_it_is_built_once_in_each_language_and_shape(members):
    fetch_current._compiled.clear()
    built.clear()
    for _time in range(2):
        for language in ("en", "nb"):
            with override(language):
                fetch_current("slug", at=timezone.now(), keys=[])
                fetch_current("-slug", at=timezone.now(), keys=[])
    assert built == [("en", "slug"), ("en", "-slug"), ("nb", "slug"), ("nb", "-slug")]


def test_what_every_save_and_publication_reads_is_compiled_once(monkeypatch):
    article, now, compiled = ArticleFactory(), timezone.now(), []
    get_order_by = SQLCompiler.get_order_by

    def note(compiler):
        compiled.append(compiler.query.model)
        return get_order_by(compiler)

    def read():
        load_draft(article)
        serialize_record(article)
        fetch_names_beginning_with({"Kelp"}, now)

    read()
    monkeypatch.setattr(SQLCompiler, "get_order_by", note)
    read()
    assert compiled == []
