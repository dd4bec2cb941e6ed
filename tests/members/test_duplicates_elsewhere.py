"""What else reads records: sheets, history, the trash, uses, personal data and two people at once."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from tablib import Dataset

from desk.history.recording import revisions_of
from desk.history.restoring import restore_values
from desk.merging.merge import MergeRefused, merge_records
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.trash.records import TrashRefused, move_to_trash
from members.models import Member, Person
from members.spreadsheets.organisations import MemberResource
from news.models import ArticleByline, EditionPerson
from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survivor():
    return MemberFactory(name_en="Kelp Energy", slug="kelp-energy")


@pytest.fixture
def alias(survivor):
    return MemberFactory(name_en="Kelp AS", slug="kelp-as", membership=False)


def test_a_sheet_that_names_the_old_address_is_told_the_new_one(survivor, alias, editor):
    merge_records([alias], into=survivor, by=editor)
    lines = Dataset(["kelp-as", "Kelp AS"], headers=["slug", "name_en"])
    result = MemberResource(by=editor, lines=[2]).import_data(lines, dry_run=True)
    (wrong,) = result.invalid_rows or result.error_rows
    assert "kelp-energy" in str(getattr(wrong, "error", None) or wrong.errors[0].error)


def test_an_older_version_that_is_restored_names_the_record_kept(survivor, alias, editor):
    person = PersonFactory(affiliation=alias)
    merge_records([alias], into=survivor, by=editor)
    person = Person.objects.get(pk=person.pk)
    older = revisions_of(person).last().values
    assert older["affiliation"] == alias.pk
    assert restore_values(person, older) == []
    assert person.affiliation_id == survivor.pk


def test_what_others_were_merged_into_is_in_use(survivor, alias, editor):
    merge_records([alias], into=survivor, by=editor)
    with pytest.raises(TrashRefused) as refused:
        move_to_trash(survivor, by=editor)
    assert refused.value.code == "in-use"


def test_erasing_a_person_erases_their_duplicates(client, editor):
    survivor, twin = PersonFactory(slug="kari"), PersonFactory(name="Kari Tangen", slug="kari-t")
    article = ArticleFactory()
    ArticleByline.objects.create(article=article, person=twin)
    edition = publish(article=article, by=editor)
    StatementFactory(person=twin)
    merge_records([twin], into=survivor, by=editor)
    erase_person(DataSubject([Person.objects.get(pk=survivor.pk)]), by=editor)
    edition.refresh_from_db()
    assert edition.byline == [] and not EditionPerson.objects.exists()
    assert not Person.with_aliases.exists() and not revisions_of(twin).exists()
    assert client.get("/people/kari-t/").status_code == 410


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_merges_at_once_one_is_refused(survivor, alias, editor):
    start, refused = threading.Barrier(2), []

    def one_way(aliases, into):
        start.wait()
        try:
            merge_records(aliases, into=into, by=editor)
        except (MergeRefused, ValidationError):
            refused.append(into)
        finally:
            connection.close()

    ways = [
        threading.Thread(target=one_way, args=way)
        for way in (([alias], survivor), ([survivor], alias))
    ]
    for way in ways:
        way.start()
    for way in ways:
        way.join()
    assert len(refused) == 1
    assert Member.objects.count() == 1 and Member.with_aliases.count() == 2
