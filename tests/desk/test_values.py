"""A record as values: what is read is what is written back, and a row stays the same row."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desk.history.record_shapes import get_shape
from desk.history.recording import latest_revision, record_revision
from desk.history.restoring import restore_values
from desk.history.serializing import digest_values, serialize_fields, serialize_record
from members.models import Member, Person
from news.models import Article
from tests.factories import ArticleFactory, MemberFactory, PersonFactory
from tests.full_site import full_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def site(module_db):
    full_site(members=3, articles=3)


@pytest.mark.slow
def test_what_was_read_is_written_back_whole():
    for model in (Article, Member, Person):
        for record in model.objects.all():
            before = serialize_record(record)
            restore_values(record, before)
            assert serialize_record(model.objects.get(pk=record.pk)) == before


@pytest.mark.slow
def test_a_restore_brings_rows_back_under_their_keys():
    for article in Article.objects.all():
        before = serialize_record(article)
        for part in get_shape(article).parts:
            part.objects.filter(parent=article).delete()
        article.title = "Another"
        article.save()
        assert restore_values(Article.objects.get(pk=article.pk), before) == []
        assert serialize_record(Article.objects.get(pk=article.pk)) == before


@pytest.mark.slow
def test_rows_read_as_json_have_the_values_of_their_models(django_assert_num_queries):
    models = set()
    for article in Article.objects.all():
        with django_assert_num_queries(1):
            values = serialize_record(article)
        for part in get_shape(Article).parts:
            for row in values["parts"][part._meta.model_name]:
                stored, names = (
                    part.objects.get(pk=row["id"]),
                    [name for name in row if name != "id"],
                )
                assert row == {"id": stored.pk} | serialize_fields(stored, names)
                models.add(part)
        assert values["byline"] == [row.person_id for row in article.bylines.order_by("position")]
    assert models == set(get_shape(Article).parts)


def test_what_is_gone_is_told_and_left_out():
    member = MemberFactory()
    article = ArticleFactory()
    before = serialize_record(article) | {"hero": 999_999, "byline": [999_999]}
    lost = restore_values(article, before)
    assert sorted(lost) == ["byline", "main picture"]
    assert Article.objects.get(pk=article.pk).hero is None
    assert member.pk


def test_a_save_that_changes_nothing_is_not_kept(editor):
    article = ArticleFactory()
    assert record_revision(article, by=editor) is not None
    assert record_revision(article, by=editor) is None
    article.title = "Another"
    article.save()
    assert record_revision(article, by=editor).digest == digest_values(serialize_record(article))
    assert latest_revision(article).values["title"] == "Another"


def test_an_instant_is_the_same_value_from_a_form_and_from_the_database():
    """Else each save would find that the one before it was changed outside the desk."""
    noon = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Europe/Oslo"))
    person = PersonFactory(public_from=noon)
    assert serialize_record(person)["public_from"] == "2026-06-01T10:00:00+00:00"
    assert (
        serialize_record(Person.objects.get(pk=person.pk))["public_from"]
        == "2026-06-01T10:00:00+00:00"
    )
