"""Titles and descriptions tell pages apart, in tabs, in searches and where they are shared."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from psycopg.types.range import DateRange

from core.moment import read_database_clock
from members.models import FocusArea
from news.public.lists import PAGE_SIZE
from tests.factories import MemberFactory
from tests.full_site import full_site
from tests.pages import HtmlPage

LISTS = [
    "/",
    "/news/",
    "/members/",
    "/members/new/",
    "/members/statistics/",
    "/board/",
    "/press/",
    "/search/",
]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def addresses(module_db):
    site = full_site(members=4, articles=PAGE_SIZE + 2)
    site.member.focus.add(FocusArea.objects.create(name_en="Seaweed", slug="seaweed"))
    bare = MemberFactory(summary_en="", city="Bodø", membership=DateRange(date(2023, 5, 1), None))
    year = (read_database_clock() - timedelta(days=1)).year
    category, member, tag = site.member.category.slug, site.member.slug, site.tag.slug
    return [
        *LISTS,
        "/news/?section=news",
        "/news/?section=board",
        f"/news/?year={year}",
        f"/news/?member={member}",
        f"/news/?section=board&year={year}",
        f"/news/tag/{tag}/",
        f"/news/{site.article.slug}/",
        f"/news/{site.article.slug}/mistake/",
        "/join/enquire/",
        f"/members/?category={category}",
        "/members/?focus=seaweed",
        "/members/?since=2023",
        "/members/?q=kelp",
        "/members/?on=2023-03-01",
        "/members/?on=2023-03-02",
        "/members/statistics/?on=2023-03-01",
        "/board/?on=2023-03-01",
        "/board/?on=2023-03-02",
        f"/members/{member}/",
        f"/members/{bare.slug}/",
        f"/people/{site.person.slug}/",
    ]


def content(page, key, value):
    return page.one(f'meta[{key}="{value}"]').attributes["content"]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["", "/nb"])
def test_no_two_pages_share_a_title_or_a_description(client, addresses, language):
    titles, descriptions = defaultdict(list), defaultdict(list)
    for address in addresses:
        if language and "/kelp-report" in address:
            continue  # the article is English alone
        page = HtmlPage(client.get(language + address))
        title, description = page.title, content(page, "name", "description")
        assert 0 < len(description) <= 160, address
        assert content(page, "property", "og:description") == description, address
        assert title.startswith(content(page, "property", "og:title")), address
        titles[title].append(address)
        descriptions[description].append(address)
    assert [same for same in titles.values() if len(same) > 1] == []
    assert [same for same in descriptions.values() if len(same) > 1] == []


@pytest.mark.slow
def test_a_further_page_of_news_says_where_it_begins(client, addresses):
    older = HtmlPage(client.get("/news/")).one("a[rel=next]").attributes["href"]
    assert HtmlPage(client.get(older)).title.startswith("News, published until ")
