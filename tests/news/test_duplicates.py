"""What articles say of merged records: drafts move, editions stay and show the record that is kept."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.moment import read_database_clock
from desk.history.recording import revisions_of
from desk.merging.merge import merge_records
from news.blocks.member_list import ListedMember, MemberList
from news.blocks.prose import Prose
from news.blocks.spotlight import Spotlight
from news.content.rendering import build_story
from news.content.tagging import get_or_create_tags_in
from news.models import ArticleByline, Edition, Tag
from news.publishing.commands import publish
from news.publishing.status import fetch_status
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    PersonFactory,
    TagFactory,
    add_block,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    return MemberFactory(name_en="Kelp Energy", slug="kelp-energy")


@pytest.fixture
def alias(target):
    # no member at any time: two memberships at once could not be merged
    return MemberFactory(name_en="Kelp AS", slug="kelp-as", membership=False)


@pytest.fixture
def author():
    return PersonFactory(slug="kari")


def article_about(*members, **values):
    article = ArticleFactory(**values)
    listed = add_block(article, MemberList)
    for position, member in enumerate(members):
        ListedMember.objects.create(block=listed, member=member, position=position)
    return article


def known(member):
    """``member`` with a membership, as it had one when the edition was made."""
    member.memberships.create(
        period="[2010-01-01,2012-01-01)",
        public_from="2010-01-01T00:00Z",
        end_public_from="2012-01-01T00:00Z",
    )
    return member


def test_drafts_name_the_record_kept_once_in_each_list(target, alias, editor):
    other = MemberFactory()
    both, one = article_about(alias, other, target), article_about(other, alias)
    link = '<p><a href="record:member/{}">Kelp AS</a></p>'
    prose = add_block(one, Prose, html=link.format(alias.pk))
    portrait = add_block(one, Spotlight, member=alias)
    merge_records([alias], into=target, by=editor)
    named = [
        list(ListedMember.objects.filter(block__parent=article).values_list("member", flat=True))
        for article in (both, one)
    ]
    assert named == [[other.pk, target.pk], [other.pk, target.pk]]
    prose.refresh_from_db()
    portrait.refresh_from_db()
    assert (prose.html, portrait.member_id) == (link.format(target.pk), target.pk)
    assert revisions_of(one).first().by == editor


def test_an_edition_shows_the_record_kept_and_names_it_once(client, target, alias, editor):
    text = f'<p><a href="record:member/{alias.pk}">Kelp AS</a> grows.</p>'
    article = article_about(known(alias), target, slug="kelp-grows", text=text)
    edition = publish(article=article, by=editor)
    before = edition.blocks
    merge_records([alias], into=target, by=editor)
    edition = Edition.objects.get(pk=edition.pk)
    assert edition.blocks == before
    story = build_story(edition, read_database_clock())
    assert [member.pk for member in story.members] == [target.pk]
    assert [member.pk for member in story.blocks[1]["members"]] == [target.pk]
    page = client.get("/news/kelp-grows/").content.decode()
    assert '<a href="/members/kelp-energy/">Kelp AS</a> (now Kelp Energy)' in page


def test_news_of_the_alias_is_news_of_the_record_kept(client, target, alias, editor):
    for title, members in (("Old news", (known(alias),)), ("Both", (alias, target))):
        publish(article=article_about(*members, title=title), by=editor)
    merge_records([alias], into=target, by=editor)
    for address in ("/members/kelp-energy/", "/news/?member=kelp-energy"):
        page = HtmlPage(client.get(address))
        assert page.text.count("Old news") and page.source.count(">Both<") == 1
    answer = client.get("/nb/news/?year=2026&member=kelp-as")
    assert answer.status_code == 301
    assert answer["Location"] == "/nb/news/?year=2026&member=kelp-energy"


def test_a_merge_leaves_no_draft_that_seems_changed(target, alias, author, editor):
    twin, tags = PersonFactory(), [TagFactory(), TagFactory()]
    text = f'<p><a href="record:member/{known(alias).pk}">Kelp AS</a> grows.</p>'
    article = article_about(alias, text=text)
    article.tags.add(tags[1])
    ArticleByline.objects.create(article=article, person=twin)
    publish(article=article, by=editor)
    for aliases, into in (([alias], target), ([twin], author), ([tags[1]], tags[0])):
        merge_records(aliases, into=into, by=editor)
    assert not fetch_status(article, at=read_database_clock()).changed
    Prose.objects.filter(parent=article).update(html="<p>It shrinks.</p>")
    assert fetch_status(article, at=read_database_clock()).changed


def test_the_api_names_the_record_kept(client, target, alias, editor):
    tags = TagFactory(slug="kelp"), TagFactory(slug="seaweed")
    article = article_about(known(alias))
    article.tags.add(*tags)
    publish(article=article, by=editor)
    merge_records([alias], into=target, by=editor)
    merge_records([tags[1]], into=tags[0], by=editor)
    (said,) = client.get("/api/news.json").json()["items"]
    assert (said["tags"], said["members"]) == (["kelp"], ["kelp-energy"])


def test_a_person_s_byline_stays_theirs(client, author, editor):
    twin = PersonFactory(slug="kari-n")
    article = ArticleFactory(title="By Kari", slug="by-kari")
    for position, person in enumerate((twin, author)):
        ArticleByline.objects.create(article=article, person=person, position=position)
    edition = publish(article=article, by=editor)
    merge_records([twin], into=author, by=editor)
    assert [person.pk for person in build_story(edition, read_database_clock()).byline] == [
        author.pk
    ]
    assert ArticleByline.objects.get().person == author
    assert HtmlPage(client.get("/people/kari/")).text.count("By Kari") == 1


def test_tags_are_one_and_the_old_word_and_address_lead_to_it(client, editor):
    target, alias = TagFactory(name="Kelp", slug="kelp"), TagFactory(name="Seaweed", slug="seaweed")
    both, one = ArticleFactory(title="Tagged twice"), ArticleFactory(title="Tagged once")
    both.tags.add(target, alias)
    one.tags.add(alias)
    edition = publish(article=both, by=editor)
    publish(article=one, by=editor)
    merge_records([alias], into=target, by=editor)
    assert [list(article.tags.all()) for article in (both, one)] == [[target], [target]]
    assert build_story(edition, read_database_clock()).tags == [target]
    assert get_or_create_tags_in(["SEAWEED"], "en") == [target] and Tag.objects.count() == 1
    page = client.get("/news/tag/kelp/").content.decode()
    assert page.count("Tagged once</a>") == page.count("Tagged twice</a>") == 1
    assert client.get("/nb/news/tag/seaweed/")["Location"] == "/nb/news/tag/kelp/"
    assert client.get("/news/?tag=seaweed")["Location"] == "/news/?tag=kelp"


def locked_in(context) -> list[str]:
    """The tables whose rows are locked, in the order of the first lock on each."""
    locked = [query["sql"] for query in context if " FOR " in query["sql"]]
    return list(dict.fromkeys(re.search(r'FROM "(\w+)"', sql)[1] for sql in locked))


def test_merging_locks_in_the_order_in_which_publishing_does(editor):
    """In another order the two would wait for each other for ever, and one of them break off."""
    alias, target = PersonFactory(public_from=None), PersonFactory(public_from=None)
    article = ArticleFactory(section="board")
    ArticleByline.objects.create(article=article, person=alias, position=0)
    article.announces.add(BoardSeatFactory(person=alias, public_from=None))
    order = ["news_article", "members_boardseat", "members_person"]
    with CaptureQueriesContext(connection) as publishing:
        publish(article=article, by=editor)
    assert [table for table in locked_in(publishing) if table in order] == order
    with CaptureQueriesContext(connection) as merging:
        merge_records([alias], into=target, by=editor)
    assert [table for table in locked_in(merging) if table in order] == order
