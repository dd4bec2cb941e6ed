"""The index is right with the commit, whoever changed what, and at every moment."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cluster_site.models import SearchDocument, SearchLexeme, SearchSegment
from desk.merging.merge import merge_records
from members.models import FocusArea, Member, Person
from news.blocks.spotlight import Spotlight
from news.models import Edition, Tag
from news.publishing.commands import cancel_scheduled, publish, unpublish
from tests.cluster_site.search.indexing import index_now
from tests.cluster_site.test_guessing import make_secret
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, TagFactory, add_block

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


def test_an_article_is_found_from_the_moment_it_begins_to_the_moment_it_ends(find, editor):
    now = timezone.now()
    article = ArticleFactory(title="Kelp in the fjord")
    edition = publish(article=article, by=editor, at=now + TOMORROW, until=now + 2 * TOMORROW)
    hit = ("article", edition.pk)
    assert find("kelp") == []
    assert find("kelp", at=now + 1.5 * TOMORROW) == [hit]
    assert find("kelp", at=now + 3 * TOMORROW) == []
    cancel_scheduled(article=article, by=editor)
    assert find("kelp", at=now + 1.5 * TOMORROW) == []


def public_by_the_doors(at):
    doors = {
        "article": Edition.objects.live(at),
        "member": Member.objects.known(at),
        "person": Person.objects.public(at).not_erased(),
        "tag": Tag.objects.known(at),
    }
    return {
        (kind, key) for kind, door in doors.items() for key in door.values_list("pk", flat=True)
    }


@pytest.mark.slow
def test_the_index_knows_at_every_moment_what_the_doors_let_through_and_nothing_else(editor):
    now = timezone.now()
    days = [now + TOMORROW * number for number in (-3, 0, 1, 2, 3, 4, 9)]
    make_secret(editor)
    withdrawn, expiring, cancelled, changed = (
        ArticleFactory(language=language) for language in ("en", "nb", "en", "nb")
    )
    for article in (withdrawn, expiring, cancelled, changed):
        article.tags.add(TagFactory())
    publish(article=withdrawn, by=editor)
    unpublish(article=withdrawn, by=editor)
    publish(article=expiring, by=editor, at=days[2], until=days[4])
    publish(article=cancelled, by=editor, at=days[3])
    cancel_scheduled(article=cancelled, by=editor)
    publish(article=changed, by=editor)
    publish(article=changed, by=editor, at=days[3])
    unpublish(article=changed, by=editor, at=days[5])
    MemberFactory()
    PersonFactory()
    PersonFactory(public_from=days[4])
    merge_records([MemberFactory(membership=False)], into=MemberFactory(), by=editor)
    merge_records([TagFactory()], into=expiring.tags.get(), by=editor)
    erased = PersonFactory()
    Person.objects.filter(pk=erased.pk).update(slug=f"erased-{erased.pk}")
    index_now()
    for at in (moment + timedelta(seconds=1) for moment in days):
        documents = SearchDocument.objects.extra(where=["known @> %s::timestamptz"], params=[at])
        assert set(documents.values_list("kind", "record")) == public_by_the_doors(at), at


def test_a_new_version_takes_the_place_of_the_old_one(find, editor):
    article = ArticleFactory(title="Kelp in the fjord", standfirst="In short.", text="<p>News.</p>")
    old, before = publish(article=article, by=editor), timezone.now()
    article.title = "Herring in the fjord"
    article.save()
    new = publish(article=article, by=editor)
    assert find("kelp") == []
    assert find("herring") == [("article", new.pk)]
    assert find("kelp", at=before) == [("article", old.pk)]
    unpublish(article=article, by=editor)
    assert find("herring") == []


def test_a_member_is_found_by_all_that_its_record_says(find):
    member = MemberFactory(
        name_en="Thor Medical",
        summary_en="Radium for hospitals.",
        city="Herøya",
        ticker_exchange="Oslo",
        ticker_symbol="TRMED",
    )
    member.former_names.create(name="Nordic Nanovector", slug="nordic-nanovector")
    member.focus.add(FocusArea.objects.create(name_en="Radioligands", slug="radioligands"))
    for words in ("thor", "radium", "Heroya", "trmed", "nanovector", "radioligand"):
        assert find(words) == [("member", member.pk)], words


def test_plain_sql_is_indexed_as_well(find):
    member = MemberFactory(name_en="Kelp Energy", summary_en="")
    find("kelp")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_member SET name_en = 'Herring Energy', name_nb = '' WHERE id = %s",
            [member.pk],
        )
    assert find("kelp") == []
    assert find("herring") == [("member", member.pk)]


def test_what_is_deleted_leaves_nothing_in_the_index(find):
    tables = (SearchDocument, SearchSegment)
    before = [table.objects.count() for table in tables]
    member = MemberFactory(name_en="Kelp Energy")
    assert find("kelp") == [("member", member.pk)]
    member.delete()
    assert find("kelp") == []
    assert [table.objects.count() for table in tables] == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_count()")
    assert not SearchLexeme.objects.filter(lexeme="kelp").exists()


def test_texts_are_found_by_the_stems_of_their_own_language(find, editor):
    english = ArticleFactory(title="Studies of patients", language="en")
    norwegian = ArticleFactory(title="Pasientene og sykehusene", language="nb")
    editions = [publish(article=article, by=editor).pk for article in (english, norwegian)]
    assert find("study patient") == [("article", editions[0])]
    assert find("pasient sykehus") == [("article", editions[1])]
    assert find("pasient sykehus", language="nb") == [("article", editions[1])]


def test_of_two_translations_the_one_in_the_language_of_the_page_is_found(find, editor):
    english = ArticleFactory(title="Kelp today", language="en")
    norwegian = ArticleFactory(
        title="Kelp i dag", language="nb", translation_group=english.translation_group
    )
    first, second = (publish(article=article, by=editor) for article in (english, norwegian))
    assert find("kelp") == [("article", first.pk)]
    assert find("kelp", language="nb") == [("article", second.pk)]
    unpublish(article=english, by=editor)
    assert find("kelp") == [("article", second.pk)]


@pytest.mark.parametrize("words", ["Łódź", "Lodz", "LODZ", "L\u0301o\u0301dz"])
def test_accents_and_capitals_do_not_matter(find, words):
    if words.startswith("L\u0301"):
        words = "Ło\u0301dz\u0301"
    member = MemberFactory(name_en="Łódź Institute")
    assert find(words) == [("member", member.pk)]


def test_an_article_is_found_by_the_names_of_those_it_names_today(find, editor):
    member = MemberFactory(name_en="Thor Medical")
    article = ArticleFactory(title="Newest members")
    add_block(article, Spotlight, member=member)
    edition = publish(article=article, by=editor)
    assert find("thor medical") == [("member", member.pk), ("article", edition.pk)]
    member.name_en = "Odin Medical"
    member.save()
    assert find("odin medical") == [("member", member.pk), ("article", edition.pk)]


def test_a_record_that_was_merged_is_found_as_the_one_that_stays(find, editor):
    member, double = (
        MemberFactory(name_en="Thor Medical"),
        MemberFactory(name_en="Tor Medisin", membership=False),
    )
    article = ArticleFactory(title="Newest members")
    add_block(article, Spotlight, member=double)
    edition = publish(article=article, by=editor)
    merge_records([double], into=member, by=editor)
    assert set(find("thor medical")) == {("member", member.pk), ("article", edition.pk)}


@pytest.mark.parametrize(
    "text",
    [
        "kelpforest " * 20_000,
        "kelpforest " + "각" * 100_000,  # one word, and each letter of it becomes three
        "kelpforest " + " ".join(map(chr, range(0xAC00, 0xD7A4))),
        "kelpforest \u0345 ʼ \u0301 '\\ '' : &amp; \u1fef",
    ],
    ids=["long", "one word", "Korean", "signs and accents alone"],
)
def test_whatever_a_text_has_is_indexed(find, text):
    member = MemberFactory(name_en="Long", description_en=f"<p>{text}</p>")
    assert find("kelpforest") == [("member", member.pk)]


def test_the_tags_of_an_article_are_found_with_the_article(find, editor):
    tag, article = TagFactory(name="Immunotherapy"), ArticleFactory(title="Autumn")
    article.tags.add(tag)
    edition = publish(article=article, by=editor, at=timezone.now() + TOMORROW)
    assert find("immunotherapy") == []
    later = timezone.now() + 2 * TOMORROW
    assert find("immunotherapy", at=later) == [("tag", tag.pk), ("article", edition.pk)]


def test_a_person_is_found_from_when_they_may_be_known(find):
    person = PersonFactory(name="Kari Nordmann", public_from=timezone.now() + TOMORROW)
    assert find("kari nordmann") == []
    assert find("kari", at=timezone.now() + 2 * TOMORROW) == [("person", person.pk)]
