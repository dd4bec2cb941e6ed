"""Every save kept, compared in words, and restored; published versions among them."""

from html import unescape

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.history.compare import compare_values
from desk.history.recording import record_revision, revisions_of
from desk.history.restoring import restore_values
from desk.history.serializing import serialize_record
from members.models import Member, Membership, Statement
from news.admin.versions import find_version
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.registry import BLOCKS
from news.models import Article, Edition
from news.publishing.commands import publish, republish, unpublish
from tests.desk.posting import address, errors_of, post
from tests.factories import (
    ArticleFactory,
    MemberFactory,
    StatementFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


def page(record, name, **query):
    opts = record._meta
    return reverse(
        f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[record.pk], query=query or None
    )


def article_of(*texts):
    article = ArticleFactory(text=False)
    blocks = [add_block(article, Prose, html=f"<p>{text}</p>") for text in texts]
    return article, blocks


def reorder(*blocks):
    for place, block in enumerate(blocks):
        Prose.objects.filter(pk=block.pk).update(ordering=place)


def states(before, after):
    return [row.state for row in compare_values(Article, before, after).rows]


def test_blocks_are_moved_added_removed_and_edited():
    article, (one, two, three, four) = article_of("One", "Two and some more words", "Three", "Four")
    before = serialize_record(article)
    reorder(two, three, four, one)
    assert states(before, serialize_record(article)) == ["same", "same", "same", "moved"]
    two.html = "<p>Two and a few more words</p>"
    two.ordering = 0
    two.save()
    three.delete()
    add_block(
        article,
        Prose,
        html="<p>Five</p>",
    )
    after = serialize_record(article)
    assert sorted(states(before, after)) == ["added", "edited", "moved", "removed", "same"]
    [edited] = [row for row in compare_values(Article, before, after).rows if row.state == "edited"]
    assert edited.fields[0].changes[1:3] == [("gone", "some "), ("new", "a few ")]


def test_rows_without_keys_are_known_by_what_they_say(editor):
    article, blocks = article_of(
        "The harvest is good this year", "Nothing else happened at all", "Third"
    )
    edition = publish(article=article, by=editor)
    reorder(blocks[1], blocks[0], blocks[2])
    Prose.objects.filter(pk=blocks[0].pk).update(html="<p>The harvest is bad this year</p>")
    older = find_version(article, f"e{edition.pk}").values
    assert sorted(states(older, serialize_record(article))) == ["edited", "moved", "same"]


@pytest.mark.slow
def test_the_history_tells_what_changed_and_who_did(client, editor):
    client.force_login(editor)
    article = ArticleFactory(title="Kelp")
    assert errors_of(post(client, article, {"title": "Kelp grows", "_continue": "1"})) == []
    assert errors_of(post(client, article, {"standfirst": "It does.", "_continue": "1"})) == []
    publish(article=article, by=editor)
    history = HtmlPage(client.get(page(article, "history")))
    assert history.source.count(editor.name) >= 3
    for words in ("Title", "Introduction", "Published version", "As it stood before"):
        assert words in history.text


@pytest.mark.slow
def test_a_history_costs_the_same_for_ten_and_for_thousands(
    client, editor, django_assert_max_num_queries
):
    client.force_login(editor)
    article = ArticleFactory()
    for number in range(60):
        article.title = f"Kelp {number}"
        article.save()
        record_revision(article, by=editor)
    client.get(page(article, "history"))
    with django_assert_max_num_queries(16 + len(BLOCKS)):
        first = client.get(page(article, "history"))
    assert len(HtmlPage(first).all(".version-save")) == 25
    older = client.get(page(article, "history") + first.context["older"])
    assert len(HtmlPage(older).all(".version-save")) == 25


def test_an_older_version_is_restored_after_seeing_what_it_replaces(client, editor):
    client.force_login(editor)
    article, blocks = article_of("One", "Two")
    record_revision(article, by=editor)
    before = serialize_record(article)
    blocks[0].delete()
    add_block(article, Quote, text="Kelp!")
    article.title = "Another"
    article.save()
    record_revision(article, by=editor)
    older = revisions_of(article).last()
    compared = client.get(page(article, "compare", **{"from": f"s{older.pk}", "to": "now"}))
    assert "Restore this into the draft" in HtmlPage(compared).text
    seen = compared.context["seen"]
    answer = client.post(page(article, "restore"), {"version": f"s{older.pk}", "seen": seen})
    assert answer.status_code == 302
    assert serialize_record(Article.objects.get(pk=article.pk)) == before
    assert revisions_of(article).first().cause == "restored"
    assert not Edition.objects.exists()


@pytest.mark.parametrize("pair", [("now", "older"), ("older", "newer"), ("newer", "older")])
def test_a_version_is_restored_from_wherever_it_is_compared(client, editor, pair):
    client.force_login(editor)
    article, _blocks = article_of("One")
    keys = {"now": "now"}
    for name in ("older", "newer", "last"):
        article.title = name
        article.save()
        keys[name] = f"s{record_revision(article, by=editor).pk}"
    shown = client.get(page(article, "compare", **{"from": keys[pair[0]], "to": keys[pair[1]]}))
    if "now" not in pair:
        address = {side.key: to for side, to in shown.context["restore_pages"]}[keys["older"]]
        assert address in unescape(shown.text)
        shown = client.get(address)
    version, seen = shown.context["restorable"].key, shown.context["seen"]
    assert (
        client.post(page(article, "restore"), {"version": version, "seen": seen}).status_code == 302
    )
    assert Article.objects.get().title == "older"


def test_the_history_offers_every_version_to_who_may_restore_it(client, editor):
    article, _blocks = article_of("One")
    publish(article=article, by=editor)
    record_revision(article, by=editor)
    client.force_login(editor)
    rows = client.get(page(article, "history")).context["rows"]
    assert [row["may_restore"] for row in rows] == [True] * len(rows)
    assert {row["version"].key[0] for row in rows} == {"s", "e"}


def test_a_restore_after_somebody_saved_is_asked_again(client, editor):
    client.force_login(editor)
    article = ArticleFactory()
    record_revision(article, by=editor)
    older = revisions_of(article).get()
    article.title = "Somebody's newer title"
    article.save()
    record_revision(article, by=editor)
    posted = {"version": f"s{older.pk}", "seen": older.digest}
    assert "compare" in client.post(page(article, "restore"), posted).url
    assert Article.objects.get().title == "Somebody's newer title"


def test_what_the_database_refuses_is_told_and_nothing_is_written(client, editor):
    client.force_login(editor)
    article = ArticleFactory(slug="kelp")
    record_revision(article, by=editor)
    article.slug = "tare"
    article.save()
    record_revision(article, by=editor)
    ArticleFactory(slug="kelp")
    older, latest = revisions_of(article).last(), revisions_of(article).first()
    posted = {"version": f"s{older.pk}", "seen": latest.digest}
    answer = client.post(page(article, "restore"), posted, follow=True)
    assert "Another article has this web address." in HtmlPage(answer).text
    assert Article.objects.get(pk=article.pk).slug == "tare"


def test_a_published_version_is_restored_into_the_draft(client, editor):
    client.force_login(editor)
    article, blocks = article_of("The harvest is good", "Second")
    statement = StatementFactory()
    add_block(article, Quote, statement=statement)
    edition = publish(article=article, by=editor)
    blocks[0].delete()
    Prose.objects.filter(pk=blocks[1].pk).update(html="<p>Changed</p>")
    compared = client.get(page(article, "compare", **{"from": f"e{edition.pk}", "to": "now"}))
    posted = {"version": f"e{edition.pk}", "seen": compared.context["seen"]}
    client.post(page(article, "restore"), posted)
    texts = Prose.objects.filter(parent=article).order_by("ordering").values_list("html", flat=True)
    assert list(texts) == ["<p>The harvest is good</p>", "<p>Second</p>"]
    assert Quote.objects.get().statement == statement


def test_an_older_version_is_published_again_and_the_draft_stays(client, editor, writer):
    article = ArticleFactory(title="First")
    first = publish(article=article, by=editor)
    article.title = "Second"
    article.save()
    publish(article=article, by=editor)
    again = reverse("admin:news_article_republish", args=[article.pk, first.pk])
    client.force_login(writer)
    assert client.post(again).status_code == 403
    client.force_login(editor)
    assert client.get(again).status_code == 404
    assert client.post(again).status_code == 302
    live = Edition.objects.issued().filter(article=article).order_by("id").last()
    assert (live.title, live.first_published, live.digest) == (
        "First",
        first.first_published,
        first.digest,
    )
    assert Article.objects.get().title == "Second"


def test_a_version_whose_address_was_taken_is_not_published_again(editor):
    article = ArticleFactory(slug="kelp")
    first = publish(article=article, by=editor)
    unpublish(article=article, by=editor)
    Article.objects.update(slug="tare")
    publish(article=ArticleFactory(slug="kelp"), by=editor)
    with pytest.raises(Exception, match="belongs to"):
        republish(article=article, edition=first, by=editor)


def test_members_and_their_memberships_have_a_history_too(client, editor):
    client.force_login(editor)
    member = MemberFactory(name_en="Kelp AS")
    form = HtmlPage(client.get(address(member)))
    assert form.has('[value="Save and publish"]')
    assert errors_of(post(client, member, {"name_en": "Kelp ASA"})) == []
    older = revisions_of(member).last()
    compared = client.get(page(member, "compare", **{"from": f"s{older.pk}", "to": "now"}))
    assert "Restore and show" in HtmlPage(compared).text
    client.post(
        page(member, "restore"), {"version": f"s{older.pk}", "seen": compared.context["seen"]}
    )
    assert Member.objects.get().name_en == "Kelp AS"
    assert Membership.objects.filter(member=member).count() == 1


def test_a_restored_quote_is_approved_only_for_its_words(client, editor):
    client.force_login(editor)
    statement = StatementFactory(text="We grow.")
    record_revision(statement, by=editor)
    statement.text = "We shrink."
    statement.save()
    record_revision(statement, by=editor)
    older, latest = revisions_of(statement).last(), revisions_of(statement).first()
    client.post(page(statement, "restore"), {"version": f"s{older.pk}", "seen": latest.digest})
    restored = Statement.objects.get()
    assert (restored.text, restored.is_approved) == ("We grow.", True)


@pytest.mark.parametrize(
    "query", ["", "?from=x", "?from=s999999", "?from=s1%00", "?from=e1&to=e2", f"?from=s{'9' * 40}"]
)
def test_a_version_that_is_not_there_is_a_404(client, editor, query):
    client.force_login(editor)
    article = ArticleFactory()
    assert client.get(page(article, "compare") + query).status_code == 404


def test_who_may_not_change_a_record_restores_nothing(client, writer):
    member = MemberFactory()
    record_revision(member, by=writer)
    client.force_login(writer)
    assert client.get(page(member, "history")).status_code == 200
    posted = {"version": f"s{revisions_of(member).get().pk}", "seen": ""}
    assert client.post(page(member, "restore"), posted).status_code == 403
    client.force_login(UserFactory())
    assert client.get(page(member, "history")).status_code == 403


@settings(max_examples=settings.default.max_examples // 10)
@given(steps=st.lists(st.tuples(st.sampled_from("atmd"), st.integers(0, 4)), max_size=6))
def test_restoring_any_version_gives_its_values_back(steps):
    article, _blocks = article_of("One", "Two", "Three")
    versions = [serialize_record(article)]
    for act, number in steps:
        rows = list(Prose.objects.filter(parent=article).order_by("ordering"))
        if act == "a":
            add_block(article, Prose, html=f"<p>New {number}</p>")
        elif act == "t":
            Article.objects.filter(pk=article.pk).update(title=f"Title {number}")
        elif rows and act == "m":
            Prose.objects.filter(pk=rows[number % len(rows)].pk).update(ordering=number * 7)
        elif rows:
            rows[number % len(rows)].delete()
        versions.append(serialize_record(Article.objects.get(pk=article.pk)))
    for older in versions:
        restore_values(Article.objects.get(pk=article.pk), older)
        assert serialize_record(Article.objects.get(pk=article.pk)) == older
