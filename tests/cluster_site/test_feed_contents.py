"""What feeds hold of articles, and when."""

from datetime import timedelta

import pytest
from lxml import etree

from core.history_guard import allow_history_change
from core.moment import read_database_clock
from images.renditions import whole_renditions
from members.models import Member, Person
from news.blocks.quote import Quote
from news.models import ArticleByline, Edition, Section
from news.publishing.commands import publish, unpublish
from tests.cluster_site.test_feeds import FORMATS, HOST, find, text_of, xml_of
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    TagFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(editor):
    """An article of a member's with a picture, two authors and a tag."""
    member = MemberFactory(name_en="Kelp AS", slug="kelp")
    article = ArticleFactory(
        slug="story",
        section=Section.MEMBER_NEWS,
        title="Kelp grows",
        standfirst="It grew",
        hero=ImageFactory(alt_en="A line of kelp"),
        text=f'<p>At <a href="record:member/{member.pk}">Kelp</a></p><h2>More</h2>',
    )
    for position, name in enumerate(("Ida Berg", "Kari Vik")):
        person = PersonFactory(name=name, slug=name.split()[0].lower())
        ArticleByline.objects.create(article=article, person=person, position=position)
    article.tags.add(TagFactory(slug="seaweed", name="Seaweed"))
    publish(article=article, by=editor)
    return article


def test_an_entry_has_the_full_text_its_picture_its_creators_and_its_categories(client, story):
    [item] = client.get("/feeds/news.json").json()["items"]
    assert f'<a href="{HOST}/members/kelp/">Kelp</a>' in item["content_html"]
    assert "<h2>More</h2>" in item["content_html"]
    assert [author["name"] for author in item["authors"]] == ["Ida Berg", "Kari Vik"]
    assert item["tags"] == ["Member news", "Seaweed"]
    assert item["attachments"][0]["mime_type"] == "image/jpeg"
    assert item["image"] == f"{HOST}{whole_renditions(story.hero, 'jpg')[-1].url}"
    [rss] = find(xml_of(client.get("/feeds/news.rss")), "channel/item")
    assert [creator.text for creator in find(rss, "dc:creator")] == ["Ida Berg", "Kari Vik"]
    assert [category.text for category in find(rss, "category")] == ["Member news", "Seaweed"]
    assert text_of(rss, "content:encoded") == item["content_html"]
    assert find(rss, "enclosure")[0].get("url") == item["image"]


def test_the_length_of_an_enclosure_is_that_of_the_file_once_it_is_made(client, story):
    def attachment():
        return client.get("/feeds/news.json").json()["items"][0]["attachments"][0]

    assert "size_in_bytes" not in attachment()
    file = whole_renditions(story.hero, "jpg")[-1].path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"kelp")
    assert attachment()["size_in_bytes"] == 4


@pytest.mark.slow
def test_each_section_tag_and_member_has_its_own_feed(client, story, editor):
    publish(article=ArticleFactory(slug="other"), by=editor)
    for place, number in [
        ("news", 2),
        ("section/member-news", 1),
        ("section/news", 1),
        ("tag/seaweed", 1),
        ("member/kelp", 1),
    ]:
        assert len(client.get(f"/feeds/{place}.json").json()["items"]) == number, place
    for place in ("section/page", "section/none", "tag/none", "member/none", "year/2026"):
        assert client.get(f"/feeds/{place}.rss").status_code == 404, place


def test_a_feed_of_an_old_address_leads_to_the_present_one(client, story):
    kelp = Member.objects.get(slug="kelp")
    kelp.former_names.create(name="Tang AS", slug="tang")
    response = client.get("/nb/feeds/member/tang.atom")
    assert response.status_code == 301
    assert response["Location"] == "/nb/feeds/member/kelp.atom"


def test_an_untranslated_article_stands_in_the_other_language_s_feed_as_what_it_is(client, story):
    [item] = client.get("/nb/feeds/news.json").json()["items"]
    assert item["language"] == "en"
    assert item["tags"][0] == "Member news"
    assert item["url"] == f"{HOST}/news/story/"


def test_pages_name_the_feeds_of_what_they_show(client, story):
    def feeds(address):
        page = HtmlPage(client.get(address))
        links = page.all('link[rel="alternate"][type^="application/"]')
        return [link.attributes["href"] for link in links]

    general = [f"/feeds/news.{ending}" for ending in FORMATS]
    assert feeds("/") == general
    for address, place in [
        ("/news/tag/seaweed/", "tag/seaweed"),
        ("/news/?section=member-news", "section/member-news"),
        ("/members/kelp/", "member/kelp"),
    ]:
        own = [f"/feeds/{place}.{ending}" for ending in FORMATS]
        assert feeds(address) == [*own, *general], address
    assert feeds("/news/?section=member-news&tag=seaweed") == general


def test_a_reader_who_has_the_feed_gets_304_until_it_changes(client, story, editor):
    for ending in FORMATS:
        address = f"/feeds/news.{ending}"
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    # nothing that a reader is sent later than it was published may be taken for unchanged
    assert "Last-Modified" not in client.get("/feeds/news.rss")
    unpublish(article=story, by=editor)
    again = client.get("/feeds/news.json", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.json()["items"] == []


def test_a_correction_keeps_the_entry_and_moves_its_update(client, story, editor):
    [before] = client.get("/feeds/news.json").json()["items"]
    story.title, story.slug = "Kelp grew", "grew"
    story.save()
    publish(article=story, by=editor)
    [after] = client.get("/feeds/news.json").json()["items"]
    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]
    assert after["date_modified"] > before["date_modified"]
    assert after["url"] == f"{HOST}/news/grew/"


def test_a_feed_without_articles_is_sound_and_stays_the_same(client):
    for ending in FORMATS:
        first = client.get(f"/feeds/section/board.{ending}")
        assert first.status_code == 200
        assert client.get(f"/feeds/section/board.{ending}").content == first.content


def test_control_characters_that_are_stored_leave_valid_xml(client, story):
    member = Member.objects.get(slug="kelp")
    Member.objects.filter(pk=member.pk).update(name_en="Kelp\x01\x0b AS")
    Person.objects.filter(slug="ida").update(name="Ida\x08 Berg")
    with allow_history_change("redact"):
        Edition.objects.update(
            title="A\x0bB",
            standfirst="C\x1fD",
            blocks=[{"type": "prose", "html": "<p>E\x01F\x0c\ufffe</p>"}],
        )
    for place in ("news", "tag/seaweed"):
        for ending in ("rss", "atom"):
            text = client.get(f"/feeds/{place}.{ending}").text
            assert "A B" in " ".join(etree.fromstring(text.encode()).itertext())
            assert "E F" in text


def test_a_member_of_staff_sees_the_feed_of_another_moment(client, editor):
    soon = read_database_clock() + timedelta(days=1)
    publish(article=ArticleFactory(title="Tomorrow"), by=editor, at=soon)
    assert client.get("/feeds/news.json").json()["items"] == []
    parameters = {"at": (soon + timedelta(hours=1)).isoformat()}
    assert client.get("/feeds/news.json", parameters, follow=True).json()["items"] == []
    client.force_login(UserFactory(is_superuser=True))
    response = client.get("/feeds/news.json", parameters)
    assert [item["title"] for item in response.json()["items"]] == ["Tomorrow"]
    assert "no-store" in response["Cache-Control"]


def test_a_quote_in_a_feed_is_its_words_and_its_speaker(client, story, editor):
    person = PersonFactory(name="Ola Dahl", title_en="Diver", affiliation=None)
    add_block(story, Quote, text="Kelp is patient", person=person)
    publish(article=story, by=editor)
    [item] = client.get("/feeds/news.json").json()["items"]
    assert '<blockquote dir="auto"><p>Kelp is patient</p></blockquote>' in item["content_html"]
    assert "Ola Dahl" in item["content_html"]
