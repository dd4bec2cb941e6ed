"""The search page and its suggestions, as visitors' browsers ask for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cluster_site.models import SearchWord
from cluster_site.search import views
from cluster_site.search.engine import search
from core.rate_limit import RateLimit
from news.publishing.commands import publish
from tests.cluster_site.search.indexing import index_now
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, TagFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db

HOSTILE = [
    "",
    " ",
    "k",
    "kelp " * 2_000,
    "q" * 10_000,
    "the and of",
    "?!.,;:",
    '"kelp',
    'kelp"" "',
    "kelp & | ! <-> (herring:*",
    "a:b:c* \\ ' %s %(at)s",
    "kelp\x00herring",
    "\u202ekelp\u200f",
    "🌊🐟",
    "A\u030alesund e\u0301",
    "<script>alert(1)</script>",
    "-",
    '- -- -"',
    '-"kelp"',
    "*",
    "''''",
    "%",
    "_" * 40,
    "\ufdfa" * 400,
    "-covid-19",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
]


@pytest.fixture(scope="module")
def site(module_db):
    """A record of every kind that has kelp in it."""
    editor = UserFactory(group="editors")
    tag = TagFactory(name="Kelp farms")
    article = ArticleFactory(title="Kelp & herring", text="<p>It <b>gr</b>ows at Herøya.</p>")
    article.tags.add(tag)
    publish(article=article, by=editor)
    MemberFactory(name_en="Kelp Energy")
    PersonFactory(name="Kari Kelp")
    index_now()


@pytest.mark.parametrize("prefix", ["", "/nb"])
def test_everything_is_found_together_with_its_kind(client, site, prefix):
    page = client.get(f"{prefix}/search/", {"q": "kelp"}).text
    for title in ("<mark>Kelp</mark> &amp; herring", "Kari <mark>Kelp</mark>", "Energy", "farms"):
        assert title in page
    assert 'name="robots" content="noindex, follow"' in page


def test_words_are_marked_where_they_stand(client, site):
    assert "grows at <mark>Herøya</mark>" in client.get("/search/", {"q": "heroya"}).text


def test_common_words_are_marked_nowhere(client, site):
    """Each language has words that are common in it alone."""
    marked = client.get("/search/", {"q": "what is it that grows at the og Herøya"}).text
    assert "It <mark>grows</mark> at <mark>Herøya</mark>" in marked


def test_what_is_no_sentence_stands_apart_in_an_excerpt(client, site):
    MemberFactory(name_en="Tang", summary_en="Grows herring.", city="Bodø")
    index_now()
    texts = HtmlPage(client.get("/search/", {"q": "herring"})).words(".result p")
    assert any(text.startswith("Grows herring. Bodø · ") for text in texts), texts


def test_nothing_found_leaves_no_empty_list_of_filters(client, site):
    assert not HtmlPage(client.get("/search/", {"q": "xylophone"})).has("nav.filters")
    assert HtmlPage(client.get("/search/", {"q": "kelp"})).has("nav.filters")


def test_letters_that_decompose_into_many_take_no_longer(site):
    """Once for a query, not once for each word of the index: half a minute for four hundred letters."""
    words = [SearchWord(word=f"kelp{number:03}", lexeme=0) for number in range(200)]
    SearchWord.objects.bulk_create(words)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10s'")
    search("\ufdfa" * 400, at=timezone.now(), language="en")


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_gets_an_honest_answer(client, site, typed):
    for address in ("/search/", "/search/suggest/"):
        response = client.get(address, {"q": typed})
        assert response.status_code == 200
        assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "nonsense"},
        {"section": "x" * 300},
        {"year": "abc"},
        {"year": "9" * 10},
        {"year": "9" * 30},
        {"language": "sv"},
        {"page": "-1"},
        {"page": "9" * 30},
        {"page": "x"},
    ],
)
def test_wrong_filters_are_no_fault(client, site, values):
    assert client.get("/search/", {"q": "kelp", **values}).status_code == 200


def test_filters_narrow_and_offer_the_way_back(client, site):
    page = client.get("/search/", {"q": "kelp", "kind": "member"}).text
    assert "<mark>Kelp</mark> Energy" in page
    assert "herring" not in page
    assert "/search/?q=kelp&amp;kind=person" in page
    none = HtmlPage(client.get("/search/", {"q": "kelp", "kind": "member", "year": "1999"}))
    assert none.has("p.empty", "Nothing matches all the filters.")
    # what is chosen stays to be seen, and to be left
    assert none.words(".filters [aria-current]") == ["Members", "1999"]
    assert none.words(".filters .count")[-1] == "0"


def test_staff_search_at_a_moment_and_visitors_only_now(client, site):
    tomorrow, later = (timezone.now() + timedelta(days=days) for days in (1, 2))
    article = ArticleFactory(title="Sturgeon of tomorrow", slug="sturgeon")
    publish(article=article, by=UserFactory(group="editors"), at=tomorrow)
    index_now()
    query = {"q": "sturgeon", "at": later.isoformat()}
    assert HtmlPage(client.get("/search/", query)).has("p.directory-count", "Nothing found")
    assert client.get("/search/suggest/", query).json() == {"suggestions": []}
    client.force_login(UserFactory(group="editors"))
    page = HtmlPage(client.get("/search/", query))
    assert page.words(".results h2") == ["Sturgeon of tomorrow"]
    [address] = [link.attributes["href"] for link in page.all(".results a")]
    assert address.startswith("/news/sturgeon/?at=")
    assert client.get("/search/suggest/", query).json()["suggestions"]


def test_a_search_reads_the_database_a_fixed_number_of_times(client, site):
    client.get("/search/", {"q": "kelp"})
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/", {"q": "kelp herring energy"})
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]


def test_suggestions_complete_the_word_that_is_being_typed(client, site):
    suggestions = client.get("/search/suggest/", {"q": "kari ke"}).json()["suggestions"]
    assert suggestions[0] == {
        "label": "Person",
        "title": "Kari Kelp",
        "address": suggestions[0]["address"],
    }


def test_an_address_that_searches_without_end_is_slowed_and_others_are_not(
    client, site, monkeypatch
):
    monkeypatch.setattr(views, "LIMIT", RateLimit("search", 3, views.LIMIT.within))
    for _number in range(3):
        assert client.get("/search/", {"q": "kelp"}).status_code == 200
    slowed = client.get("/search/", {"q": "kelp"})
    assert slowed.status_code == 429
    assert slowed.headers["Retry-After"]
    assert 'value="kelp"' in slowed.text
    assert client.get("/search/suggest/", {"q": "kelp"}).status_code == 429
    assert client.get("/search/", {"q": "kelp"}, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/search/").status_code == 200


def test_a_search_without_result_is_kept_by_no_cache(client, site):
    assert "no-store" in client.get("/search/", {"q": "xylophone"}).headers["Cache-Control"]
    assert not client.get("/search/", {"q": "kelp"}).has_header("Cache-Control")


def test_what_was_typed_stays_in_the_box_beside_what_was_searched_for(client, site):
    page = HtmlPage(client.get("/search/", {"q": "kelp herrring"}))
    assert page.one("#search-words").attributes["value"] == "kelp herrring"
    assert page.has(
        "p.note", "These are the results for “kelp herring” instead of “kelp herrring”."
    )
    assert page.has(".results a", "Kelp & herring")
