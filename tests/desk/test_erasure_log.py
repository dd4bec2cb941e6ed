"""Erasures are logged outside the database, without personal data, and repeated after a restore."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from desk.activity.description import describe_activity_details
from desk.models import Activity
from desk.privacy import erasure_log
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import ErasureRefused, erase_person
from desk.privacy.erasure_log import (
    ErasureLogError,
    append_erasure,
    log_path,
    pending_erasures,
    read_log,
)
from desk.privacy.replay import replay_erasures
from members.models import Person
from news.blocks.prose import Prose
from news.models import Article
from tests.factories import ArticleFactory, BoardSeatFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAME, EMAIL, OTHER_NAME = "Øyvind Ness", "oyvind@kelp.example", "Wind Nesse"


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True)


@pytest.fixture
def person():
    return PersonFactory(name=NAME, slug="oyvind-ness", email=EMAIL)


@pytest.fixture
def article(person):
    return ArticleFactory(
        title=f"{NAME} dives", text=f"<p>“{OTHER_NAME}”s ({EMAIL}) sees <b>Ness</b>.</p>"
    )


class TakenBack(Exception):
    """Ends a transaction as the destruction of the database would."""


def erase_after_the_backup(subject, boss):
    """Erase, and have the database as it was before: what a restored backup has."""
    with pytest.raises(TakenBack), transaction.atomic():
        erase_person(subject, by=boss)
        raise TakenBack


def texts(article):
    article = Article.objects.get(pk=article.pk)
    return article.title + " ".join(Prose.objects.values_list("html", flat=True))


def test_the_log_has_no_personal_data(person, boss):
    erase_person(DataSubject([person], [OTHER_NAME]), by=boss)
    content = log_path().read_text().casefold()
    for text in ("øyvind", "oyvind", "ness", "kelp", "wind", "\\u00"):
        assert text not in content
    assert log_path().stat().st_mode & 0o777 == 0o600
    (erasure,) = read_log()
    assert erasure.records == [f"members.person:{person.pk}"]


def test_an_erasure_after_the_backup_is_repeated_by_key_and_by_hash(person, article, boss):
    erase_after_the_backup(DataSubject([person], [OTHER_NAME]), boss)
    assert Person.objects.filter(name=NAME).exists()
    assert replay_erasures(say=print) == 1
    assert not Person.objects.filter(pk=person.pk).exists()
    for text in (NAME, EMAIL, OTHER_NAME):
        assert text not in texts(article)
    assert replay_erasures(say=print) == 0


def test_words_without_a_record_are_found_in_the_texts_by_their_hashes(article, boss):
    erase_after_the_backup(DataSubject(words=[OTHER_NAME, EMAIL]), boss)
    replay_erasures(say=print)
    assert OTHER_NAME not in texts(article)
    assert EMAIL not in texts(article)
    assert NAME in texts(article)


def test_parts_that_were_confirmed_are_repeated_in_their_records(person, article, boss):
    erase_after_the_backup(DataSubject([person], about=[f"news.article:{article.pk}"]), boss)
    replay_erasures(say=print)
    assert "Ness" not in texts(article).replace(OTHER_NAME, "")


def test_a_duplicate_that_was_merged_after_the_backup_is_erased_too(person, boss):
    duplicate = PersonFactory(name="O. Ness", slug="o-ness")
    with pytest.raises(TakenBack), transaction.atomic():
        Person.objects.filter(pk=duplicate.pk).update(merged_into=person)
        erase_person(DataSubject([person]), by=boss)
        raise TakenBack
    assert replay_erasures(say=print) == 1
    assert not Person.objects.filter(pk__in=[person.pk, duplicate.pk]).exists()


def test_a_person_made_and_erased_after_the_backup_leaves_nothing_to_do(boss):
    with pytest.raises(TakenBack), transaction.atomic():
        erase_person(DataSubject([PersonFactory(name=NAME)]), by=boss)
        raise TakenBack
    others = set(Person.objects.values_list("pk", flat=True))
    replay_erasures(say=print)
    assert set(Person.objects.values_list("pk", flat=True)) == others
    assert pending_erasures() == []


def test_what_this_database_has_seen_is_not_repeated(person, boss):
    BoardSeatFactory(person=person)
    erase_person(DataSubject([person]), by=boss)
    assert pending_erasures() == []
    assert replay_erasures(say=print) == 0


def test_the_id_is_not_shown_to_readers_of_the_activity_log(person, boss):
    erase_person(DataSubject([person]), by=boss)
    act = Activity.objects.latest("pk")
    assert act.details["erasure"] == read_log()[0].id
    assert describe_activity_details(act) == []


def test_nobody_is_erased_whom_a_backup_would_bring_back(person, boss, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.ERASURE_LOG = str(tmp_path / "file/erasures.jsonl")
    with pytest.raises(ErasureRefused, match="Nothing was erased, since a restored backup would"):
        erase_person(DataSubject([person]), by=boss)
    assert Person.objects.filter(name=NAME).exists()


def test_a_line_that_was_cut_short_is_left_out_and_overwritten(person, boss):
    erase_person(DataSubject([person]), by=boss)
    (first,) = read_log()
    with log_path().open("ab") as file:
        file.write(b'{"id": "half')
    assert read_log() == [first]
    append_erasure(first)
    assert read_log() == [first, first]


def test_a_full_disk_leaves_no_half_line(person, boss, monkeypatch):
    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(erasure_log.os, "fsync", fail)
    with pytest.raises(ErasureRefused, match="the disk is full"):
        erase_person(DataSubject([person]), by=boss)
    assert read_log() == []


def test_a_damaged_line_is_named(boss):
    log_path().write_text('{"id": 1}\n')
    with pytest.raises(ErasureLogError, match=r"Line 1 of .* is damaged"):
        read_log()
    with pytest.raises(CommandError, match="Line 1 of"):
        call_command("replay_erasures")


def test_under_another_secret_key_the_records_are_erased_and_the_rest_is_said(
    person, boss, settings, capsys
):
    erase_after_the_backup(DataSubject([person], [OTHER_NAME]), boss)
    settings.SECRET_KEY = "another"
    call_command("replay_erasures")
    assert "logged under another SECRET_KEY" in capsys.readouterr().out
    assert not Person.objects.filter(pk=person.pk).exists()


def test_a_site_with_erasures_to_repeat_is_not_ready(client, person, boss):
    erase_after_the_backup(DataSubject([person]), boss)
    answer = client.get("/readyz")
    assert (answer.status_code, "replay_erasures" in answer.text) == (503, True)
    call_command("replay_erasures", verbosity=0)
    assert client.get("/readyz").status_code == 200


def test_a_line_has_all_that_the_replay_needs(person, boss):
    erase_person(DataSubject([person], pictures=[7], about=["news.article:1"]), by=boss)
    line = json.loads(log_path().read_text())
    assert line.keys() == {"id", "at", "key_check", "records", "words", "pictures", "about"}
    assert (line["pictures"], line["about"]) == ([7], ["news.article:1"])
