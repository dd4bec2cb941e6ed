"""No page and no publishing tells of a member or a person before they may be known."""

import time
from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.search.engine import search
from cluster_site.search.maintenance import count_lexemes
from core.moment import read_database_clock
from members.models import Membership, Person
from news.blocks.member_list import MemberList
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import ArticleByline
from news.public.filters import FEED_FORMATS
from news.publishing.commands import (
    NotPublishable,
    PublishingError,
    publish,
    republish,
    reschedule,
)
from tests.cluster_site.search.indexing import index_now
from tests.factories import (
    LONG_AGO,
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    StatementFactory,
    add_block,
)
from tests.news.checking import problems_of
from tests.pages import HtmlPage, mask_query

pytestmark = pytest.mark.django_db
WORDS = "Kelp is patient"


@pytest.fixture
def soon():
    return read_database_clock() + timedelta(days=7)


@pytest.fixture
def hushkelp(soon):
    """A member that may be known in a week."""
    member = MemberFactory(membership=False, name_en="Hushkelp AS", name_nb="", slug="hush")
    MembershipFactory(member=member, period=DateRange(date(2020, 1, 1), None), public_from=soon)
    return member


@pytest.fixture
def ida(hushkelp):
    """A person whom everybody knows, and whose new organisation nobody does."""
    return PersonFactory(name="Ida Berg", slug="ida", affiliation=hushkelp)


@pytest.fixture
def hilde(soon):
    """A person who may be known in a week."""
    return PersonFactory(name="Hilde Hush", title_en="Chief Hush", public_from=soon)


def typed_quote(article, hushkelp, ida, hilde):
    add_block(article, Quote, text=WORDS, person=ida)


def statement_of_affiliation(article, hushkelp, ida, hilde):
    statement = StatementFactory(person=ida, organisation="Hushkelp", text=WORDS)
    add_block(article, Quote, statement=statement)


def statement_for_member(article, hushkelp, ida, hilde):
    statement = StatementFactory(
        person=PersonFactory(), member=hushkelp, organisation="The Hush", text=WORDS
    )
    add_block(article, Quote, statement=statement)


def quote_in_spotlight(article, hushkelp, ida, hilde):
    statement = StatementFactory(person=ida, organisation="", text=WORDS)
    add_block(article, Spotlight, member=hushkelp, statement=statement)


def embargoed_person(article, hushkelp, ida, hilde):
    add_block(article, Quote, text=WORDS, person=hilde)


def statement_of_embargoed_person(article, hushkelp, ida, hilde):
    add_block(article, Quote, statement=StatementFactory(person=hilde, text=WORDS))


def spotlight(article, hushkelp, ida, hilde):
    add_block(article, Spotlight, member=hushkelp, html="<p>Welcome</p>")


def member_list(article, hushkelp, ida, hilde):
    add_block(article, MemberList).members.add(hushkelp, through_defaults={"position": 0})


def linked_member(article, hushkelp, ida, hilde):
    article.news_prose_set.update(html=f'<p><a href="record:member/{hushkelp.pk}">They</a></p>')


def linked_person(article, hushkelp, ida, hilde):
    article.news_prose_set.update(html=f'<p><a href="record:person/{hilde.pk}">She</a></p>')


def byline(article, hushkelp, ida, hilde):
    ArticleByline.objects.create(article=article, person=hilde, position=0)


QUOTES = [
    typed_quote,
    statement_of_affiliation,
    statement_for_member,
    quote_in_spotlight,
    embargoed_person,
    statement_of_embargoed_person,
]
# what the part of the text that is left out says besides
HIDDEN_WITH_IT = {
    embargoed_person: ["patient"],
    statement_of_embargoed_person: ["patient"],
    quote_in_spotlight: ["patient"],
    spotlight: ["welcome"],
}
OTHERS = [spotlight, member_list, linked_member, linked_person, byline]


@pytest.fixture
def article():
    return ArticleFactory(slug="kelp", title="Kelp grows")


@pytest.mark.parametrize("shows", [*QUOTES, *OTHERS])
def test_publishing_before_the_announcement_is_refused_and_after_it_is_not(
    article, editor, soon, hushkelp, ida, hilde, shows
):
    shows(article, hushkelp, ida, hilde)
    with pytest.raises(NotPublishable) as refused:
        publish(article=article, by=editor)
    errors = [problem for problem in refused.value.problems if problem.level == "error"]
    assert {problem.code for problem in errors} == {"not-known-yet"}
    assert all("may not be named before" in problem.message for problem in errors)
    assert publish(article=article, by=editor, at=soon)


@pytest.mark.parametrize("shows", [typed_quote, embargoed_person, spotlight])
def test_moving_it_before_the_announcement_is_refused(
    article, editor, soon, hushkelp, ida, hilde, shows
):
    shows(article, hushkelp, ida, hilde)
    edition = publish(article=article, by=editor, at=soon)
    with pytest.raises(PublishingError, match="may not be named before"):
        reschedule(article=article, by=editor, at=soon - timedelta(days=1))
    with pytest.raises(NotPublishable):
        republish(article=article, edition=edition, by=editor)
    reschedule(article=article, by=editor, at=soon + timedelta(days=1))


def let_everything_out(hushkelp, hilde):
    """Publish as if nothing were secret; what follows takes it back, as an import or an older version may."""
    Membership.objects.filter(member=hushkelp).update(public_from=LONG_AGO)
    Person.objects.filter(pk=hilde.pk).update(public_from=LONG_AGO)


def make_secret(hushkelp, hilde, soon):
    Membership.objects.filter(member=hushkelp).update(public_from=soon)
    Person.objects.filter(pk=hilde.pk).update(public_from=soon)


@pytest.mark.parametrize(
    "shows",
    [
        QUOTES[0],
        byline,
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in (*QUOTES[1:], spotlight, member_list)
        ),
    ],
)
def test_no_page_tells_of_it_until_it_may_be_known(
    client, article, editor, soon, hushkelp, ida, hilde, shows
):
    let_everything_out(hushkelp, hilde)
    shows(article, hushkelp, ida, hilde)
    publish(article=article, by=editor)
    addresses = [
        "/news/kelp/",
        "/news/kelp.md",
        "/llms.txt",
        "/people/ida/",
        "/",
        "/news/",
        "/members/",
        *(f"/feeds/news.{ending}" for ending in FEED_FORMATS),
        "/api/news.json",
        "/api/members.json",
        "/sitemap-members.xml",
        "/sitemap-people.xml",
        *(person.get_absolute_url() for person in Person.objects.exclude(pk=hilde.pk)),
    ]
    assert "Hush" in HtmlPage(client.get("/news/kelp/")).text
    make_secret(hushkelp, hilde, soon)
    for address in addresses:
        page = client.get(address).text
        assert "hush" not in page.lower(), address
    index_now()
    secret = ["hush", "hushkelp", "hushkel", "hushkelpp", "hilde", *HIDDEN_WITH_IT.get(shows, [])]
    for address, word in product(["/search/", "/nb/search/", "/search/suggest/"], secret):
        page, in_vain = (client.get(address, {"q": text}).text for text in (word, "xylophone"))
        assert mask_query(page, word) == mask_query(in_vain, "xylophone"), (address, word)
    assert "hush" not in client.get("/search/", {"q": "kelp"}).text.lower()


@pytest.mark.parametrize("shows", QUOTES)
def test_a_quote_is_found_once_it_may_be_known(article, editor, soon, hushkelp, ida, hilde, shows):
    let_everything_out(hushkelp, hilde)
    shows(article, hushkelp, ida, hilde)
    edition = publish(article=article, by=editor)

    def find(text):
        hits = search(text, at=read_database_clock(), language="en").hits
        return [hit.record for hit in hits if hit.kind == "article"]

    make_secret(hushkelp, hilde, soon)
    index_now()
    assert find("hush hushkelp") == []
    let_everything_out(hushkelp, hilde)
    index_now()
    assert find("hush hushkelp") == find("patient") == [edition.pk]


def test_what_becomes_known_by_itself_is_found_when_the_index_is_next_counted(
    article, editor, hushkelp, ida, hilde
):
    let_everything_out(hushkelp, hilde)
    typed_quote(article, hushkelp, ida, hilde)
    edition = publish(article=article, by=editor)
    now = read_database_clock()
    make_secret(hushkelp, hilde, now + timedelta(seconds=2))
    index_now()
    assert not search("hushkelp", at=now, language="en").hits
    time.sleep(2)
    count_lexemes(dry_run=False, say=print)
    hits = search("hushkelp", at=read_database_clock(), language="en").hits
    assert edition.pk in {hit.record for hit in hits if hit.kind == "article"}


def test_the_words_of_a_known_person_stay_without_the_organisation(
    client, article, editor, soon, hushkelp, ida, hilde
):
    let_everything_out(hushkelp, hilde)
    typed_quote(article, hushkelp, ida, hilde)
    publish(article=article, by=editor)
    make_secret(hushkelp, hilde, soon)
    for address in ("/news/kelp/", "/people/ida/"):
        page = HtmlPage(client.get(address))
        assert WORDS in page.text
        assert "Ida Berg" in page.text
        assert "Chief of Kelp" in page.text


def test_the_organisation_of_before_stays_where_the_person_goes_to_a_secret_one(
    client, article, editor, hushkelp
):
    person = PersonFactory(slug="kari", affiliation=MemberFactory(name_en="Open Tang AS"))
    add_block(article, Quote, text=WORDS, person=person)
    publish(article=article, by=editor)
    person.affiliation = hushkelp
    person.save()
    for address in ("/news/kelp/", "/people/kari/"):
        page = HtmlPage(client.get(address))
        assert "Open Tang AS" in page.text
        assert "Hushkelp" not in page.source


def test_who_becomes_public_with_the_article_may_speak_in_it(client, article, editor, hilde):
    seat = BoardSeatFactory(person=hilde, public_from=None)
    Person.objects.filter(pk=hilde.pk).update(public_from=None)
    article.announces.add(seat)
    add_block(article, Quote, text=WORDS, person=hilde)
    publish(article=article, by=editor)
    page = HtmlPage(client.get("/news/kelp/"))
    assert WORDS in page.text
    assert "Hilde Hush" in page.text


def test_an_organisation_that_never_was_a_member_is_no_secret(article, editor):
    partner = MemberFactory(membership=False, name_en="Partner AS")
    add_block(article, Quote, text=WORDS, person=PersonFactory(affiliation=partner))
    assert not [p for p in problems_of(article) if p.level == "error"]
    publish(article=article, by=editor)


def test_an_announcement_without_a_time_is_said_to_be_one(article, editor, ida):
    Membership.objects.update(public_from=None)
    add_block(article, Quote, text=WORDS, person=ida)
    (problem,) = [p for p in problems_of(article, at=timezone.now()) if p.level == "error"]
    assert problem.message == "Hushkelp AS may not be named before the announcement."
