"""Whatever commits a change of what the public may see raises the content version, and nothing else does."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection, models, transaction
from django.test import Client
from psycopg.types.range import DateRange

from cluster_site.page_cache.epoch import _EPOCH, BOUNDS, read_epoch
from cluster_site.page_cache.tables import PUBLIC, check_tables
from core.moment import read_database_clock
from desk.trash.records import move_to_trash
from members.models import Category, Place
from news.publishing.commands import publish
from tests.factories import ArticleFactory, BoardSeatFactory, MemberFactory, UserFactory

committing = pytest.mark.django_db(transaction=True)
# instants of public records by which no page decides whether to show them
NOT_BOUNDS = {
    ("news_edition", "until"),
    ("news_edition", "published_at"),
    ("news_editionmember", "first_published"),
    ("news_editionperson", "first_published"),
    ("news_editiontag", "first_published"),
    ("images_image", "added_at"),
    ("desk_goneaddress", "since"),
}


def version():
    return read_epoch()[0].version


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def test_every_table_is_decided():
    assert check_tables(None) == []


def test_a_table_nobody_has_decided_about_is_an_error(monkeypatch):
    monkeypatch.setattr(
        "cluster_site.page_cache.tables.PUBLIC", PUBLIC - {"members_place", "members_member"}
    )
    assert [error.id for error in check_tables(None)] == ["cluster_site.E001"] * 2


@pytest.mark.django_db
def test_the_public_tables_and_no_others_are_watched():
    watched = run(
        "SELECT tgrelid::regclass::text FROM pg_trigger"
        # every row that is added, changed or deleted, and TRUNCATE
        " WHERE tgname = 'note_content_change' AND tgtype = 4 + 8 + 16 + 32"
    )
    assert {table for (table,) in watched} == PUBLIC


def test_every_instant_of_a_public_record_is_decided():
    instants = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in PUBLIC
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField | DateTimeRangeField)
    }
    bounds = {
        (table, column)
        for table, column in instants
        if any(table == other and column in bound for other, bound in BOUNDS)
    }
    assert instants - bounds == NOT_BOUNDS


@committing
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO members_category (name, slug, \"order\") VALUES ('Kelp', 'kelp', 1)",
        'UPDATE members_category SET "order" = "order" + 1',
        "DELETE FROM members_category",
        "TRUNCATE members_category CASCADE",
        "COPY",
    ],
)
def test_every_way_of_changing_a_public_table_raises_it(sql):
    before = version()
    if sql == "COPY":
        columns = 'members_category (name, slug, "order")'
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {columns} FROM STDIN") as copy,
        ):
            copy.write_row(("Kelp", "kelp", 1))
    else:
        run(sql)
    assert version() != before


@committing
def test_it_is_raised_once_for_a_transaction_and_leaves_no_trace():
    member = MemberFactory()
    before = version()
    with transaction.atomic():
        Place.objects.create(member=member, city="Bodø")
        Category.objects.update(order=1)
        assert version() == before
    assert version() != before
    assert run("SELECT * FROM content_change") == []


@committing
def test_what_is_rolled_back_does_not_raise_it():
    member = MemberFactory()
    before = version()
    with transaction.atomic():
        UserFactory()
        with transaction.atomic():
            Place.objects.create(member=member, city="Bodø")
            transaction.set_rollback(True)
    assert version() == before


@committing
def test_working_copies_page_views_and_signing_in_do_not_raise_it(client):
    editor = UserFactory(is_superuser=True)
    article = ArticleFactory()
    publish(article=article, by=editor)
    before = version()
    article.title = "Another title"
    article.save()
    article.tags.clear()
    client.force_login(editor)
    Client().post(f"/read/{article.pk}")
    client.post("/admin/logout/")
    assert version() == before


def in_thread(act):
    """Run ``act`` with a connection of its own; returns the thread and a list for the error."""
    errors = []

    def work():
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, errors


@pytest.mark.slow
@committing
def test_two_editors_do_not_lock_each_other_out_at_commit():
    """One's foreign keys are checked at commit and wait for a row that the other has locked."""
    member = MemberFactory()
    first, second = (Category.objects.create(slug=slug, name_en=slug) for slug in ("a", "b"))
    written, locked = threading.Event(), threading.Event()

    def refer():
        with transaction.atomic():
            Category.objects.filter(pk=first.pk).update(order=7)
            Place.objects.create(member=member, city="Bodø")
            written.set()
            locked.wait(10)

    thread, errors = in_thread(refer)
    written.wait(10)
    with transaction.atomic():
        run("SELECT id FROM members_member WHERE id = %s FOR UPDATE", member.pk)
        Category.objects.filter(pk=second.pk).update(order=8)
        locked.set()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the member
    thread.join()
    assert errors == []


@committing
def test_a_record_in_the_trash_keeps_no_other_editor_waiting():
    """Its references are checked before the commit, which must not raise the version."""
    editor = UserFactory(is_superuser=True)
    seat = BoardSeatFactory()
    with transaction.atomic():
        move_to_trash(seat, by=editor)
        thread, errors = in_thread(lambda: Category.objects.create(slug="kelp", name_en="Kelp"))
        thread.join(10)
        assert (thread.is_alive(), errors) == (False, [])


@committing
def test_an_epoch_ends_where_the_next_thing_begins_or_ends():
    editor = UserFactory(is_superuser=True)
    now = read_database_clock()
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=2)
    midnight = datetime.combine(
        now.astimezone(ZoneInfo("Europe/Oslo")).date() + timedelta(days=1),
        datetime.min.time(),
        ZoneInfo("Europe/Oslo"),
    )
    assert read_epoch()[0].ends == midnight
    publish(article=ArticleFactory(), by=editor, at=later)
    assert read_epoch()[0].ends == min(later, midnight)
    BoardSeatFactory(term=DateRange(now.date(), None), public_from=soon)
    assert read_epoch()[0].ends == min(soon, midnight)


@pytest.mark.django_db
def test_the_epoch_is_read_through_indexes():
    run("SET LOCAL enable_seqscan = off")
    plan = "\n".join(line for (line,) in run(f"EXPLAIN {_EPOCH % {'zone': repr(str(UTC))}}"))
    assert plan.count("Index Only Scan") + plan.count("Index Scan") >= len(BOUNDS)
    assert "Seq Scan" not in plan.replace("Seq Scan on content_version", "")


@pytest.mark.django_db
def test_without_a_version_there_is_no_epoch():
    run("DELETE FROM content_version")
    assert read_epoch() is None
