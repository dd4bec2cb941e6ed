"""What visitors type, and what they may expect of it."""

import pytest
from django.utils import timezone

from cluster_site.models import SearchWord
from cluster_site.search.engine import search
from cluster_site.search.spelling import edit_distance
from news.publishing.commands import publish
from tests.cluster_site.search.indexing import index_now
from tests.factories import ArticleFactory, MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(editor):
    """Return a function that publishes an article and gives its hit."""

    def publish_text(title, text="", **values):
        article = ArticleFactory(
            title=title, standfirst="In short.", text=f"<p>{text}</p>", **values
        )
        return ("article", publish(article=article, by=editor).pk)

    return publish_text


def test_a_sentence_finds_what_has_some_of_its_words(find, published):
    article = published("Kelp against hunger")
    assert find("how does one grow kelp on a rope in cold water") == [article]


def test_rare_words_count_more_than_common_ones(find, published):
    for number in range(4):
        published(f"Water report {number}", "water water water")
    rare = published("Report of the year", "A molybdenum mine.")
    assert find("water molybdenum")[0] == rare


def test_a_long_text_does_not_win_by_its_length(find, published):
    short = published("Short", "molybdenum and kelp in the fjord")
    published("Long", "molybdenum and kelp in the fjord" + " with much else to tell" * 400)
    assert find("molybdenum")[0] == short


def test_what_is_said_twice_counts_twice(find, published):
    twice, once = published("Cold", "kelp"), published("Warm", "herring")
    assert find("kelp herring kelp")[0] == twice
    assert find("herring kelp herring")[0] == once


def test_a_name_comes_first_though_many_articles_have_it_in_title_and_text(find, published):
    member = MemberFactory(name_en="Thor Medical", ticker_exchange="Oslo", ticker_symbol="TRMED")
    member.former_names.create(name="Nordic Nanovector", slug="nordic-nanovector")
    person = PersonFactory(name="Kari Nordmann")
    for name in ("Thor Medical", "Nordic Nanovector", "TRMED", "Kari Nordmann"):
        published(f"{name} {name}", f"{name} " * 9)
    for name in ("thor medical", "Nordic  Nanovector", "trmed"):
        assert find(name)[0] == ("member", member.pk)
    assert find("Kari Nordmann")[0] == ("person", person.pk)


def test_a_name_of_common_words_alone_is_found(find):
    member = MemberFactory(name_en="The Who")
    assert find("the who") == [("member", member.pk)]


def test_quoted_words_have_to_stand_together(find, published):
    together = published("One", "the cold water kelp of the north")
    published("Two", "kelp in water that is cold")
    assert find('"cold water kelp"') == [together]
    assert len(find("cold water kelp")) == 2
    assert find('"kelp" rope') and find('"herring" kelp') == []


@pytest.mark.parametrize("marks", ["“{}”", "„{}“", "«{}»", "»{}«", "”{}”"])
def test_quotation_marks_of_every_kind_are_quotation_marks(find, published, marks):
    together = published("One", "the cold water kelp of the north")
    published("Two", "kelp in water that is cold")
    assert find(marks.format("cold water kelp")) == [together]
    assert find("-" + marks.format("water kelp") + " kelp") != find("kelp")


def test_a_slip_within_quotation_marks_is_put_right(find, published):
    article = published("One", "the cold water kelp of the north")
    assert find("“cold watter kelp”") == [article]


def test_a_word_with_a_hyphen_is_excluded_as_a_whole(find, published):
    covid, nineteen = published("Kelp against covid-19"), published("Kelp on 19 May")
    assert find("kelp -covid-19") == [nineteen]
    assert find('kelp -"covid-19"') == [nineteen]
    assert find('"covid-19"') == [covid]


def test_a_minus_excludes(find, published):
    with_herring, kelp = published("Kelp and herring"), published("Kelp")
    assert set(find("kelp")) == {with_herring, kelp}
    assert find("kelp -herring") == [kelp]
    assert find('kelp -"and herring"') == [kelp]
    assert find("-herring") == []


def test_the_beginning_of_a_word_finds_it(find, published):
    article = published("Immunotherapy")
    assert find("immunoth") == [article]
    assert find("immuno*") == [article]


def test_a_part_of_a_compound_finds_it(find, published):
    article = published("Kreftforskning i nord", language="nb")
    for part in ("kreft", "kreftforsk", "forskning"):
        assert find(part, language="nb") == [article], part


def test_a_slip_is_forgiven_and_said(find):
    member = MemberFactory(name_en="Thor Médical")
    assert find("Thor Medcal") == [("member", member.pk)]
    findings = search("Thor Medcal", at=timezone.now(), language="en")
    assert findings.corrected == "Thor Médical"


def test_counts_are_of_all_that_matches_and_each_as_the_others_leave_it(find, published):
    published("Kelp news")
    published("Kelp board", section="board")
    published("Tare", "kelp", language="nb")
    MemberFactory(name_en="Kelp Energy")
    index_now()
    now = timezone.now()
    counts = search("kelp", at=now, language="en").counts
    assert counts.total == 4
    assert counts.values["kind"] == {"news": 3, "member": 1}
    narrowed = search("kelp", at=now, language="en", chosen={"kind": "news"})
    assert len(narrowed.hits) == narrowed.counts.total == 3
    assert narrowed.counts.values["kind"] == {"news": 3, "member": 1}
    assert narrowed.counts.values["section"] == {"news": 2, "board": 1}
    assert narrowed.counts.values["language"] == {"en": 2, "nb": 1}
    assert narrowed.counts.values["year"] == {str(timezone.localtime(now).year): 3}


def test_one_wrong_letter_is_put_right_among_many_words():
    """The measure of ten thousand names is in benchmarks; this one is small and as strict."""
    names = ["Nordsletta", "Havbrenna", "Skogtinden", "Fjellvarden", "Breiviken", "Granholmen"]
    for name in names:
        MemberFactory(name_en=name)
    index_now()
    for name in names:
        wrong = f"{name[:4]}q{name[5:]}"
        assert search(wrong, at=timezone.now(), language="en").corrected == name
    assert SearchWord.objects.filter(word="havbrenna").exists()


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("kelp", "kelp", 0), ("kelp", "klep", 1), ("kelp", "elp", 1), ("kelp", "herring", 6)],
)
def test_edit_distance(one, other, distance):
    assert edit_distance(one, other) == distance
