"""Search engines are told of every public page and of nothing else, in files of bounded size."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import localdate
from psycopg.types.range import DateRange

from cluster_site.sitemaps.base import PublicSitemap
from core.moment import read_database_clock
from members.models import Person
from members.models.people import erased_slug
from news.models import Section
from news.publishing.commands import publish, unpublish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db
HOST = "http://testserver"


def locations(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/xml"
    return re.findall(r"<loc>(.*?)</loc>", answer.text)


def files(client):
    return [file.removeprefix(HOST) for file in locations(client, "/sitemap.xml")]


def every_page(client):
    """All addresses, but for the news that are listed once more while they are fresh."""
    whole = [file for file in files(client) if "latest" not in file]
    pages = [page for file in whole for page in locations(client, file)]
    assert all(page.startswith(f"{HOST}/") for page in pages)
    return [page.removeprefix(HOST) for page in pages]


def entry_of(client, name, address):
    """The last change and the addresses by language of one page in the sitemap ``name``."""
    text = client.get(f"/sitemap-{name}.xml").text
    entry = next(e for e in text.split("<url>") if f"<loc>{HOST}{address}</loc>" in e)
    languages = dict(re.findall(r'hreflang="([-\w]+)" href="([^"]+)"', entry))
    day = re.search(r"<lastmod>(.*?)</lastmod>", entry)
    return day and day[1], {code: page.removeprefix(HOST) for code, page in languages.items()}


@pytest.fixture
def kelp(editor):
    """One public record of each kind, and beside each one that is not."""
    member = MemberFactory(slug="kelp", membership=False)
    MembershipFactory(member=member, public_from=datetime(2021, 5, 1, 12, tzinfo=UTC))
    hushed = MemberFactory(slug="hushed", membership=False)
    MembershipFactory(member=hushed, public_from=None)
    MemberFactory(slug="gone", membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    PersonFactory(slug="ida", public_from=datetime(2022, 6, 1, 12, tzinfo=UTC))
    PersonFactory(slug="hilde", public_from=None)
    article, page = ArticleFactory(slug="story"), ArticleFactory(slug="about", section=Section.PAGE)
    translation = ArticleFactory(
        slug="fortelling", language="nb", translation_group=article.translation_group
    )
    article.tags.add(TagFactory(slug="grown"))
    ArticleFactory(slug="draft").tags.add(TagFactory(slug="drafted"))
    withdrawn = ArticleFactory(slug="withdrawn")
    withdrawn.tags.add(TagFactory(slug="wilted"))
    for each in (article, page, translation, withdrawn):
        publish(article=each, by=editor)
    unpublish(article=withdrawn, by=editor)
    publish(
        article=ArticleFactory(slug="soon"), by=editor, at=read_database_clock() + timedelta(days=1)
    )
    return member


@pytest.mark.slow
def test_every_public_page_is_listed_once_and_answers(client, kelp):
    pages = every_page(client)
    assert len(pages) == len(set(pages))
    assert {
        "/",
        "/nb/",
        "/press/",
        "/nb/press/",
        "/join/enquire/",
        "/news/story/",
        "/about/",
        "/nb/news/fortelling/",
        "/news/tag/grown/",
        "/nb/news/tag/grown/",
        "/members/kelp/",
        "/nb/members/kelp/",
        "/people/ida/",
        "/nb/people/ida/",
    } <= set(pages)
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_nothing_else_is_listed(client, kelp):
    text = " ".join(every_page(client))
    for slug in ("hushed", "gone", "hilde", "draft", "drafted", "wilted", "withdrawn", "soon"):
        assert slug not in text


def test_a_page_is_listed_beside_its_translation(client, kelp):
    both = {"en": "/members/kelp/", "nb": "/nb/members/kelp/", "x-default": "/members/kelp/"}
    for address in both.values():
        assert entry_of(client, "members", address)[1] == both
    stories = {"en": "/news/story/", "nb": "/nb/news/fortelling/", "x-default": "/news/story/"}
    for address in stories.values():
        assert entry_of(client, "news", address)[1] == stories
    assert entry_of(client, "news", "/about/")[1] == {}


def test_the_last_change_is_the_last_that_may_be_known(client, kelp, editor):
    assert entry_of(client, "members", "/members/kelp/")[0] == "2021-05-01"
    assert entry_of(client, "people", "/people/ida/")[0] == "2022-06-01"
    kelp.confirmed_on = date(2023, 7, 1)
    kelp.summary_en = "What is not announced"
    kelp.save()
    kelp.memberships.update(end_public_from=None)
    assert entry_of(client, "members", "/members/kelp/")[0] == "2023-07-01"
    seat = BoardSeatFactory(person=PersonFactory(slug="kari"), public_from=None)
    assert entry_of(client, "people", "/people/kari/")[0] == "2000-01-01"
    seat.public_from = datetime(2024, 8, 1, 12, tzinfo=UTC)
    seat.save()
    assert entry_of(client, "people", "/people/kari/")[0] == "2024-08-01"
    publish(
        article=ArticleFactory(text=f'<p><a href="record:member/{kelp.pk}">Kelp</a></p>'), by=editor
    )
    assert entry_of(client, "members", "/members/kelp/")[0] == str(localdate(read_database_clock()))


@pytest.mark.slow
def test_what_is_too_much_for_one_file_goes_on_in_the_next(client, kelp, monkeypatch):
    for _number in range(4):
        MemberFactory()
        PersonFactory()
    whole = set(every_page(client))
    monkeypatch.setattr(PublicSitemap, "limit", 2)
    parts = files(client)
    assert {"/sitemap-members.xml", "/sitemap-members.xml?p=3", "/sitemap-people.xml?p=3"} <= {
        *parts
    }
    assert set(every_page(client)) == whole
    for number in ("4", "0", "x", "9" * 20, "%00"):
        assert client.get(f"/sitemap-members.xml?p={number}").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_somebody_who_was_erased_is_told_to_no_search_engine(client):
    erased = PersonFactory()
    Person.objects.filter(pk=erased.pk).update(slug=erased_slug(erased.pk), name="Erased person")
    BoardSeatFactory(person=erased)
    page = Person.objects.get(pk=erased.pk).get_absolute_url()
    assert page not in every_page(client)
    assert 'name="robots" content="noindex"' in client.get(page).text
    assert "noindex" not in client.get(PersonFactory().get_absolute_url()).text
