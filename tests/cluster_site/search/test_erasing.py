"""Of an erased person no word stays in the search, with the same commit."""

import pytest
from django.utils import timezone

from cluster_site.models import MissedSearch, SearchDocument, SearchLexeme, SearchWord
from cluster_site.search.engine import search
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from news.publishing.commands import publish
from tests.cluster_site.search.indexing import index_now
from tests.factories import ArticleFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
PARTS = ("jagoda", "zalewni", "zalewny")


def traces():
    return {
        *SearchWord.objects.filter(word__in=PARTS).values_list("word", flat=True),
        *SearchLexeme.objects.filter(lexeme__in=PARTS).values_list("lexeme", flat=True),
        *SearchDocument.objects.filter(title__contains="zalewny").values_list("title", flat=True),
        *MissedSearch.objects.filter(words__contains="zalewny").values_list("words", flat=True),
    }


def test_no_word_of_an_erased_person_stays(editor):
    person = PersonFactory(name="Jagoda Zalewny")
    publish(article=ArticleFactory(title="Kelp", text="<p>We met Jagoda Zalewny.</p>"), by=editor)
    publish(article=ArticleFactory(title="Herring of the north"), by=editor)
    today = timezone.localdate()
    for words in ("jagoda zalewny", "zalewny kelp"):
        MissedSearch.objects.create(words=words, language="en", last_day=today)
    index_now()
    assert len(traces()) > 4
    subject = DataSubject([person])
    erase_person(subject, by=UserFactory(is_superuser=True))
    index_now()
    assert traces() == set()
    now = timezone.now()
    for typed in ("jagoda", "Zalewni", "zalewny"):
        findings = search(typed, at=now, language="en")
        assert (findings.hits, findings.corrected) == ([], "")
    assert search("kelp", at=now, language="en").hits


def test_a_word_that_other_texts_have_stays(editor):
    person = PersonFactory(name="Kelp Nordmann")
    publish(article=ArticleFactory(title="Kelp of the north"), by=editor)
    index_now()
    person.delete()
    index_now()
    words = set(SearchWord.objects.values_list("word", flat=True))
    assert "kelp" in words and "nordmann" not in words
