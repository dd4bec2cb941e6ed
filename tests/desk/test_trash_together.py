"""The trash with several at it at once, and with one that is killed."""

import io
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from desk.models import Activity, TrashedRecord
from desk.tasks import scheduled_tasks
from desk.trash.records import TrashRefused, move_to_trash
from members.models import Member, Person
from news.models import Tag
from tests.factories import MemberFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """Run each call in a thread of its own; returns what each raised, or None."""
    start, raised = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        start.wait()
        try:
            call()
        except Exception as error:  # told to the test, which asks for it
            raised[number] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def run_due():
    call_command("run_due", stdout=io.StringIO())


def overdue(count):
    boss = UserFactory(is_superuser=True)
    for _ in range(count):
        move_to_trash(TagFactory(), by=boss)
    TrashedRecord.objects.update(trashed_at=timezone.now() - timedelta(days=31))


@pytest.mark.slow
def test_two_timers_at_once_purge_each_record_once():
    overdue(30)
    assert together(run_due, run_due) == [None, None]
    assert not TrashedRecord.objects.exists()
    assert Activity.objects.filter(action="purged").count() == 30


def test_one_that_is_killed_is_made_up_for_by_the_next(monkeypatch):
    overdue(3)

    whole, done = scheduled_tasks.purge_from_trash, []

    def purge(row):
        if len(done) == 1:
            raise SystemExit
        done.append(row)
        whole(row)

    monkeypatch.setattr(scheduled_tasks, "purge_from_trash", purge)
    with pytest.raises(SystemExit):
        run_due()
    assert TrashedRecord.objects.count() == 2
    monkeypatch.setattr(scheduled_tasks, "purge_from_trash", whole)
    run_due()
    assert not TrashedRecord.objects.exists()
    assert Activity.objects.filter(action="purged").count() == 3


@pytest.mark.slow
def test_a_record_put_to_use_while_it_is_deleted_is_never_half_gone():
    for number in range(5):
        boss, member = UserFactory(is_superuser=True), MemberFactory()
        using = Person(name="Kari", slug=f"kari-{number}", affiliation=member)
        raised = together(partial(move_to_trash, member, by=boss), using.save)
        there = Member.objects.filter(pk=member.pk).exists()
        assert there == Person.objects.filter(affiliation=member.pk).exists()
        assert sum(error is not None for error in raised) == 1
        assert there == isinstance(raised[0], TrashRefused)


def test_two_who_delete_the_same_record_move_it_once():
    boss, tag = UserFactory(is_superuser=True), TagFactory()
    raised = together(*[partial(move_to_trash, tag, by=boss)] * 2)
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "TrashRefused"]
    assert TrashedRecord.objects.count() == 1
    assert not Tag.objects.exists()
