"""Commits that index at the same time, and the rebuilding of the index beside them."""

import threading
from collections import defaultdict

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cluster_site.models import SearchDocument, SearchLexeme, SearchSegment
from cluster_site.search.engine import search
from tests.cluster_site.search.indexing import index_now
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10  # seconds


def find(typed):
    findings = search(typed, at=timezone.now(), language="en")
    return {(hit.kind, hit.record) for hit in findings.hits}


def impacts_by_lexeme():
    """The impacts of each lexeme in any order: its documents may stand in two blocks of numbers."""
    lexemes = {lexeme.pk: (lexeme.lexeme, lexeme.language) for lexeme in SearchLexeme.objects.all()}
    impacts = defaultdict(list)
    for row in SearchSegment.objects.all():
        impacts[lexemes[row.lexeme]] += row.impacts
    return {lexeme: sorted(of_lexeme) for lexeme, of_lexeme in impacts.items()}


def waits_for_the_index() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0] > 0


def test_the_second_of_two_commits_waits_and_both_are_indexed():
    """Both bring the same new word; the second would insert its lexeme again, or miss the first's document."""
    one, other = (MemberFactory(name_en=f"Member {number}") for number in (1, 2))
    failures = []

    def rename_other():
        try:
            with transaction.atomic():
                other.name_en = "Molybdenum South"
                other.save()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    second = threading.Thread(target=rename_other)
    with transaction.atomic():
        one.name_en = "Molybdenum North"
        one.save()
        index_now()
        second.start()
        deadline = timezone.now().timestamp() + PATIENCE
        while not waits_for_the_index():
            assert timezone.now().timestamp() < deadline, "the second commit did not wait"
    second.join(PATIENCE)
    assert failures == []
    assert find("molybdenum") == {("member", one.pk), ("member", other.pk)}


def test_rebuilding_mends_an_index_that_is_wrong(capsys):
    with connection.cursor() as cursor:  # the documents stand in two blocks of 1,024 numbers
        cursor.execute("ALTER SEQUENCE cluster_site_searchdocument_id_seq RESTART WITH 1021")
    members = {("member", MemberFactory(name_en=f"Kelp {number}").pk) for number in range(3)}
    impacts = impacts_by_lexeme()
    SearchSegment.objects.all().delete()
    SearchDocument.objects.update(title="", names=[])
    assert find("kelp") == set()
    call_command("rebuild_search")
    assert "6 documents" in capsys.readouterr().out
    assert find("kelp") == members
    assert impacts_by_lexeme() == impacts
    documents = SearchDocument.objects.values_list("id", flat=True)
    assert {key for row in SearchSegment.objects.all() for key in row.documents} == set(documents)
