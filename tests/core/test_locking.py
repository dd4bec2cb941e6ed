"""One module that locks, in one order, and says what is gone."""

import re
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.locking import (
    RecordGone,
    begin_shared_writing,
    is_deadlock,
    lock_exclusively,
    lock_record,
    lock_records,
    retry_on_deadlock,
)
from core.transaction_locks import LockOrderError, commits
from members.models import Member, Person
from news.models import Article
from tests.factories import ArticleFactory, MemberFactory, PersonFactory

ROOT = Path(__file__).resolve().parents[2]
LOCKING = Path("core/locking.py")
_ROW_LOCK = re.compile(
    r"select_for_update|update_or_create|\bFOR\s+(?:NO\s+KEY\s+UPDATE|UPDATE|SHARE|KEY\s+SHARE)\b"
    r"|pg_(?:try_)?advisory|\bLOCK\s+TABLE\b"
)


def sources():
    for floor in ("accounts", "cluster_site", "core", "desk", "images", "members", "news"):
        yield from (ROOT / floor).rglob("*.py")


def test_nothing_else_locks_rows():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sources()
        if path.relative_to(ROOT) != LOCKING
        and "localpg" not in path.parts
        and "migrations" not in path.parts
        for match in _ROW_LOCK.finditer(path.read_text())
    ]
    assert found == []


def statements(queries):
    return [query["sql"] for query in queries if "FOR " in query["sql"]]


@pytest.mark.django_db
def test_all_are_locked_at_once_by_kind_and_key_and_leave_room_for_references():
    people, member, article = [PersonFactory() for _ in range(3)], MemberFactory(), ArticleFactory()
    keys = [person.pk for person in reversed(people)]
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        locked = lock_records({Person: keys, Member: [member.pk], Article: [article.pk]})
    locks = statements(queries)
    assert [table for sql in locks for table in re.findall(r'FROM "(\w+)"', sql)] == [
        "news_article",
        "members_member",
        "members_person",
    ]
    assert all("FOR NO KEY UPDATE" in sql for sql in locks)
    assert 'ORDER BY "members_person"."id"' in locks[2]
    assert list(locked.of_model(Person)) == sorted(keys)


@pytest.mark.django_db
def test_only_what_is_deleted_is_locked_against_references():
    member = MemberFactory()
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        lock_record(member, deleting=True)
    (sql,) = statements(queries)
    assert sql.endswith("FOR UPDATE")


@pytest.mark.django_db
def test_what_is_gone_and_what_was_merged_must_be_dealt_with():
    kept, gone = PersonFactory(), PersonFactory()
    alias = PersonFactory(merged_into=kept)
    key = gone.pk
    gone.delete()
    with transaction.atomic():
        locked = lock_records({Person: [kept.pk, alias.pk, key]})
        assert locked.of_model(Person) == {kept.pk: kept}
        assert locked.merged[Person] == {alias.pk: kept.pk}
        assert locked.missing[Person] == {key}
        assert locked.get(Person, kept.pk) == kept
        with pytest.raises(RecordGone) as merged:
            locked.get(Person, alias.pk)
        assert merged.value.merged_into == kept.pk
        with pytest.raises(RecordGone) as deleted:
            locked.get(Person, key)
        assert deleted.value.merged_into is None


@pytest.mark.django_db
def test_a_lock_out_of_order_fails_each_time_in_a_test():
    one, other, article = PersonFactory(), PersonFactory(), ArticleFactory()
    with transaction.atomic():
        lock_record(other)
        lock_record(other)
        with pytest.raises(LockOrderError):
            lock_record(one)
        with pytest.raises(LockOrderError):
            lock_record(article)
    with transaction.atomic():  # another transaction begins anew
        lock_record(article)
        lock_record(one)
        lock_record(other)


@pytest.mark.django_db
def test_what_a_rolled_back_part_had_locked_is_forgotten():
    one, other = PersonFactory(), PersonFactory()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            lock_record(other)
            1 / 0  # noqa: B018
        lock_record(one)


@pytest.mark.django_db
def test_who_wants_to_be_alone_says_so_first():
    with transaction.atomic():
        lock_exclusively()
        lock_record(PersonFactory())
    with transaction.atomic():
        begin_shared_writing()
        with pytest.raises(LockOrderError):
            lock_exclusively()


class Deadlock(Exception):
    sqlstate = "40P01"


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        lock_record(PersonFactory())


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_met_once_more_and_no_other_error():
    tries = []

    def act():
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from Deadlock()
        return "done"

    assert retry_on_deadlock(act) == "done"
    assert len(tries) == 2
    with pytest.raises(OperationalError):
        retry_on_deadlock(lambda: (_ for _ in ()).throw(OperationalError("gone away")))


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_in_part_is_not_done_again():
    person, tries = PersonFactory(), []

    def act():
        tries.append(1)
        with transaction.atomic():
            lock_record(person)
        raise OperationalError("deadlock detected") from Deadlock()

    before = commits.number
    with pytest.raises(OperationalError) as raised:
        retry_on_deadlock(act)
    assert is_deadlock(raised.value)
    assert len(tries) == 1
    assert commits.number == before + 1
