"""Feeds of news in three formats: read by three libraries, and by the rules of the W3C's validator."""

import copy
import re
from datetime import datetime
from email.utils import parsedate_to_datetime

import fastfeedparser
import feedparser
import feedparser_rs
import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from tests.full_site import full_site

pytestmark = pytest.mark.django_db
FORMATS = ("rss", "atom", "json")
HOST = "http://testserver"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
# what readers show; the W3C's validator warns of others
RISKY = {"script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base"}


@pytest.fixture(scope="module")
def full(module_db):
    return full_site(members=6, articles=4)


@pytest.fixture
def site(full, db):
    return copy.deepcopy(full)


@pytest.fixture
def feeds_of_site(site):
    places = (
        "news",
        "section/board",
        f"tag/{site.tag.slug}",
        f"member/{site.member.slug}",
    )
    return [f"{prefix}/feeds/{place}" for prefix in ("", "/nb") for place in places]


def xml_of(response):
    return etree.fromstring(response.content)


def find(element, path):
    return element.findall(path, NAMESPACES)


def text_of(element, path):
    [part] = find(element, path)
    return part.text


def assert_sound_content(html):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    fragment = parser.parseFragment(html)
    for element in fragment.iter():
        assert element.tag not in RISKY
        assert not {name for name in element.attrib if name.startswith("on") or name == "style"}
        for name in ("href", "src"):
            if name in element.attrib:
                assert re.match("https?://|mailto:|tel:", element.attrib[name]), element.attrib


@pytest.mark.slow
def test_every_feed_is_read_by_three_libraries_without_a_warning(client, feeds_of_site):
    for address in feeds_of_site:
        for ending in FORMATS:
            response = client.get(f"{address}.{ending}")
            assert response.status_code == 200, address
            read = [
                fastfeedparser.parse(response.content),
                feedparser_rs.parse(response.content),
            ]
            if ending != "json":  # which the eldest of the three does not know
                read.append(feedparser.parse(response.content, dict(response.headers)))
            numbers = {len(parsed.entries) for parsed in read}
            assert len(numbers) == 1, (address, ending, numbers)
            for parsed in read:
                assert not getattr(parsed, "bozo", False), (address, parsed.bozo_exception)
                for entry in parsed.entries:
                    assert entry.title
                    assert entry.link.startswith(HOST)


@pytest.mark.slow
def test_rss_follows_the_rules_of_the_validator(client, feeds_of_site):
    for address in feeds_of_site:
        response = client.get(f"{address}.rss")
        assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
        rss = xml_of(response)
        assert (rss.tag, rss.get("version")) == ("rss", "2.0")
        [channel] = rss
        for name in ("title", "description"):
            assert text_of(channel, name).strip()
        assert text_of(channel, "link").startswith(f"{HOST}/")
        assert text_of(channel, "language") == ("nb" if address.startswith("/nb/") else "en")
        assert parsedate_to_datetime(text_of(channel, "lastBuildDate"))
        [itself] = [link for link in find(channel, "atom:link") if link.get("rel") == "self"]
        assert itself.get("href") == f"{HOST}{address}.rss"
        items = find(channel, "item")
        assert items
        guids = [text_of(item, "guid") for item in items]
        assert len(set(guids)) == len(guids)
        for item in items:
            assert text_of(item, "title").strip()
            assert text_of(item, "link").startswith(f"{HOST}/")
            assert parsedate_to_datetime(text_of(item, "pubDate"))
            assert find(item, "guid")[0].get("isPermaLink") == "false"
            assert_sound_content(text_of(item, "content:encoded"))
            for enclosure in find(item, "enclosure"):
                assert enclosure.get("url").startswith(f"{HOST}/media/")
                assert int(enclosure.get("length")) >= 0
                assert re.fullmatch(r"image/[a-z+]+", enclosure.get("type"))
            assert all(category.text.strip() for category in find(item, "category"))


@pytest.mark.slow
def test_atom_follows_the_rules_of_the_validator(client, feeds_of_site):
    for address in feeds_of_site:
        response = client.get(f"{address}.atom")
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = xml_of(response)
        assert feed.tag == f"{{{NAMESPACES['atom']}}}feed"
        entries = find(feed, "atom:entry")
        assert entries
        ids = [text_of(part, "atom:id") for part in (feed, *entries)]
        assert len(set(ids)) == len(ids)
        assert all(re.match("[a-z]+:", one) for one in ids)
        for part in (feed, *entries):
            assert text_of(part, "atom:title").strip()
            assert datetime.fromisoformat(text_of(part, "atom:updated")).tzinfo
            assert text_of(part, "atom:author/atom:name") if part is feed else True
            kinds = [(link.get("rel"), link.get("type")) for link in find(part, "atom:link")]
            assert len(set(kinds)) == len(kinds)
        [itself] = [link for link in find(feed, "atom:link") if link.get("rel") == "self"]
        assert itself.get("href") == f"{HOST}{address}.atom"
        for entry in entries:
            assert find(entry, "atom:author")
            [content] = find(entry, "atom:content")
            assert content.get("type") == "html"
            assert_sound_content(content.text)


@pytest.mark.slow
def test_json_feed_follows_its_specification(client, feeds_of_site):
    for address in feeds_of_site:
        response = client.get(f"{address}.json")
        assert response["Content-Type"] == "application/feed+json; charset=utf-8"
        feed = response.json()
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == f"{HOST}{address}.json"
        assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) > 0
        for item in feed["items"]:
            assert datetime.fromisoformat(item["date_published"]).tzinfo
            assert item["authors"]
            assert all(author["name"] for author in item["authors"])
            assert all(isinstance(tag, str) for tag in item["tags"])
            assert all({"url", "mime_type"} <= set(file) for file in item.get("attachments", []))
            assert_sound_content(item["content_html"])


@pytest.mark.slow
def test_a_feed_costs_as_many_queries_for_twenty_articles_as_for_one(client, site):
    client.get("/feeds/news.rss")
    numbers = []
    for address in (f"/feeds/member/{site.member.slug}.rss", "/feeds/news.rss"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        numbers.append(len(captured))
    # clock and version, settings and menu; news, members, people, pictures, others, tags
    assert numbers[1] <= 9
    assert numbers[0] <= numbers[1] + 1  # the member
