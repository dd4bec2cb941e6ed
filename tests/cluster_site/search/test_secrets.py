"""A search answers as if what may not be known yet were not there: no result, count, suggestion or hint."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cluster_site.models import SearchWord
from cluster_site.search.engine import search
from members.models import Member, Person
from news.publishing.commands import publish
from tests.cluster_site.search.indexing import index_now
from tests.cluster_site.test_guessing import make_secret
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory
from tests.pages import mask_query

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def secret(module_db):
    """Records of every kind that are called Confidential and not public, and one article that is."""
    editor = UserFactory(group="editors")
    article = make_secret(editor)
    for record, field in [(article, "title"), *((tag, "name") for tag in article.tags.all())]:
        setattr(record, field, "Confidential")
        record.save()
    Member.objects.update(name_en="Confidential", summary_en="Confidential")
    Person.objects.update(name="Confidential")
    publish(article=article, by=editor, at=timezone.now() + timedelta(days=1))
    publish(article=ArticleFactory(title="Kelp of the north"), by=editor)
    index_now()
    assert SearchWord.objects.filter(word="confidential").exists()


@pytest.mark.parametrize("typed", ["confidential", "confidentia", "onfidential"])
def test_a_secret_word_is_corrected_as_one_that_nobody_wrote(editor, typed):
    """Otherwise a search that is not corrected would say that there is such a word."""
    publish(article=ArticleFactory(title="Cunfidential"), by=editor)
    tomorrow = timezone.now() + timedelta(days=1)
    publish(article=ArticleFactory(title="Confidential"), by=editor, at=tomorrow)
    index_now()
    findings = search(typed, at=timezone.now(), language="en")
    assert findings.corrected == "Cunfidential"
    assert len(findings.hits) == 1


def test_secret_words_take_no_public_one_s_place_among_what_may_be_meant(editor):
    publish(article=ArticleFactory(title="Havbrennoz"), by=editor)
    tomorrow = timezone.now() + timedelta(days=1)
    for letter in "bcdfghk":
        publish(article=ArticleFactory(title=f"Havbrenno{letter}"), by=editor, at=tomorrow)
    index_now()
    assert search("Havbrennox", at=timezone.now(), language="en").corrected == "Havbrennoz"


def test_a_former_name_of_a_person_is_understood_and_never_offered(editor):
    person = PersonFactory(name="Kari Hansen")
    person.former_names.create(name="Kari Olsenius", slug="kari-olsenius")
    member = MemberFactory(name_en="Kelp Energy")
    member.former_names.create(name="Havtare", slug="havtare")
    index_now()

    def find(typed):
        return search(typed, at=timezone.now(), language="en")

    assert find("Kari Olsenius").hits[0].record == person.pk
    assert find("Olsenuis").corrected == ""
    assert find("Havtarre").corrected == "Havtare"


@pytest.mark.parametrize("address", ["/search/", "/nb/search/", "/search/suggest/"])
@pytest.mark.parametrize(
    ("typed", "in_vain"),
    [
        ("confidentia", "nothingness"),  # the beginning of a word, and of none
        ("confidential", "nothingness"),
        ("confidentail", "nothingness"),  # nearly a word: no "did you mean"
        ('"confidential kelp"', '"nothingness kelp"'),
        ("kelp -confidential", "kelp -nothingness"),
        ("confidential kelp", "nothingness kelp"),
    ],
)
def test_a_search_knows_nothing_of_what_is_secret(client, secret, address, typed, in_vain):
    there, not_there = (client.get(address, {"q": text}) for text in (typed, in_vain))
    assert there.status_code == not_there.status_code == 200
    assert mask_query(there.text, typed) == mask_query(not_there.text, in_vain)
