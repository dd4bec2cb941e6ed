"""Correcting what is live: only the words change, and they change wherever they still stand."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.moment import read_database_clock
from desk.history.recording import latest_revision
from desk.models import Activity, TrashedRecord
from desk.trash.records import move_to_trash, purge_from_trash
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.content.correctable_texts import iterate_texts
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import Article, CorrectedText, Edition
from news.publishing.checks import ERROR, WARNING, NotPublishable
from news.publishing.checks.corrections import CODE
from news.publishing.commands import PublishingError, publish, reschedule, unpublish
from news.publishing.corrected_versions import leave_correction, take_correction
from news.publishing.corrections import NoLongerLive, correct_edition
from news.publishing.editions import edition_snapshot
from tests.desk.posting import address, post
from tests.factories import ArticleFactory, MemberFactory, StatementFactory, add_block
from tests.news.checking import problems_of
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WRONG, RIGHT = "<p>The harvest was 12 tonns.</p>", "<p>The harvest was 12 tonnes.</p>"


@pytest.fixture
def article(editor):
    article = ArticleFactory(title="Kelp", text=False)
    add_block(article, Prose, html="<p>Before it.</p>")
    add_block(article, Prose, html=WRONG)
    article.live = publish(article=article, by=editor)
    return article


def live(article, at=None):
    return Edition.objects.live(at or read_database_clock()).filter(article=article).first()


def htmls(edition):
    return [block["html"] for block in edition.blocks if block["type"] == "prose"]


def soon(days=1):
    return timezone.now() + timedelta(days=days)


def test_only_the_words_change(article, editor):
    result = correct_edition(
        article=article, edition=article.live, texts={"1.html": RIGHT}, by=editor
    )
    now = live(article)
    assert now == result.edition
    assert htmls(now) == ["<p>Before it.</p>", RIGHT]
    was, is_now = edition_snapshot(article.live), edition_snapshot(now)
    is_now.blocks[1] = was.blocks[1]
    assert is_now == was
    assert now.first_published == article.live.first_published
    assert [(each.where, each.done) for each in result.carried] == [("draft", True)]
    assert Prose.objects.filter(parent=article, html=RIGHT).exists()
    assert latest_revision(article).cause == "corrected"
    assert Activity.objects.get(action="corrected").object_id == article.pk


def test_neither_the_draft_nor_what_is_scheduled_goes_out_early(article, editor):
    Article.objects.filter(pk=article.pk).update(title="Scheduled title")
    at = soon(2)
    publish(article=article, by=editor, at=at)
    Article.objects.filter(pk=article.pk).update(title="Draft title")
    edition = live(article)
    correct_edition(article=article, edition=edition, texts={"1.html": RIGHT}, by=editor)
    assert (live(article).title, htmls(live(article))[1]) == ("Kelp", RIGHT)
    later = live(article, at + timedelta(seconds=1))
    assert (later.title, htmls(later)[1], later.live_during.lower) == ("Scheduled title", RIGHT, at)
    assert Article.objects.get().title == "Draft title"
    assert build_snapshot(load_draft(Article.objects.get())).blocks[1]["html"] == RIGHT


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("draft", ["same", "edited", "deleted"])
@pytest.mark.parametrize("scheduled", [None, "same", "edited"])
def test_a_change_is_carried_where_the_text_reads_as_it_did(
    article, editor, draft, scheduled, moved
):
    row = Prose.objects.get(parent=article, html=WRONG)
    if scheduled == "edited":
        Prose.objects.filter(pk=row.pk).update(html="<p>Scheduled words.</p>")
    if scheduled:
        publish(article=article, by=editor, at=soon())
    Prose.objects.filter(pk=row.pk).update(
        html="<p>Other words.</p>" if draft == "edited" else WRONG,
        ordering=1 if moved else row.ordering,
    )
    if draft == "deleted":
        row.delete()
    result = correct_edition(
        article=article, edition=live(article), texts={"1.html": RIGHT}, by=editor
    )
    told = {each.where: each.done for each in result.carried}
    assert told["draft"] == (draft == "same")
    assert told.get("scheduled") == (None if scheduled is None else scheduled == "same")
    assert Prose.objects.filter(html=RIGHT).exists() == (draft == "same")


def test_every_kind_of_text_can_be_corrected(editor):
    article = ArticleFactory(text=False)
    add_block(article, Table, caption="Harvest", header=["Year"], rows=[["2026"]])
    add_block(article, Quote, text="We grow", attribution="A diver")
    first = publish(article=article, by=editor)
    texts = {"title": "New title", "0.rows": [["2027"]], "0.header": ["Years"], "1.text": "We grew"}
    result = correct_edition(article=article, edition=first, texts=texts, by=editor)
    assert {
        text.key: text.value for text in iterate_texts(edition_snapshot(result.edition))
    } | texts == {text.key: text.value for text in iterate_texts(edition_snapshot(result.edition))}
    assert all(each.done for each in result.carried)
    assert not Article.objects.exclude(title="New title").exists()
    assert Quote.objects.get().text == "We grew"


def test_a_quote_on_record_needs_a_reason_and_loses_its_approval(editor):
    article, statement = ArticleFactory(text=False), StatementFactory(text="We groww kelp")
    add_block(article, Quote, statement=statement)
    add_block(article, Spotlight, member=MemberFactory(), html="<p>Kelp</p>", statement=statement)
    first = publish(article=article, by=editor)
    texts = {"0.text": "We grow kelp", "1.quote.text": "We grow kelp"}
    with pytest.raises(NotPublishable):
        correct_edition(article=article, edition=first, texts=texts, by=editor)
    statement.refresh_from_db()
    assert statement.text == "We groww kelp"
    result = correct_edition(
        article=article, edition=first, texts=texts, by=editor, reason="A typing error of ours"
    )
    statement.refresh_from_db()
    assert (statement.text, statement.is_approved) == ("We grow kelp", False)
    assert result.edition.reason
    assert result.edition.blocks[1]["quote"]["text"] == "We grow kelp"


def test_a_note_is_kept_with_its_date_from_edition_to_edition(client, article, editor):
    note = "An earlier version gave another weight."
    correct_edition(
        article=article, edition=article.live, texts={"1.html": RIGHT}, by=editor, note=note
    )
    assert [said["text"] for said in live(article).corrections] == [note]
    assert note in HtmlPage(client.get(live(article).get_absolute_url())).text
    publish(article=article, by=editor)
    publish(article=article, by=editor, at=soon())
    moved = reschedule(article=article, by=editor, at=soon(3))
    assert [said["text"] for said in moved.corrections] == [note]
    assert len(live(article).corrections) == 1


def test_what_is_no_longer_live_is_not_corrected(article, editor):
    newer = publish(article=article, by=editor)
    with pytest.raises(NoLongerLive):
        correct_edition(article=article, edition=article.live, texts={"1.html": RIGHT}, by=editor)
    unpublish(article=article, by=editor)
    with pytest.raises(NoLongerLive):
        correct_edition(article=article, edition=newer, texts={"1.html": RIGHT}, by=editor)


def test_a_correction_changes_something_and_is_allowed(article, editor, writer):
    for texts in ({}, {"1.html": WRONG}, {"7.html": RIGHT}, {"1.image": 3}):
        with pytest.raises(PublishingError):
            correct_edition(article=article, edition=article.live, texts=texts, by=editor)
    with pytest.raises(PermissionDenied):
        correct_edition(article=article, edition=article.live, texts={"1.html": RIGHT}, by=writer)


def test_script_in_a_correction_is_cleaned(article, editor):
    texts = {"1.html": "<p>Kelp<script>alert(1)</script></p>"}
    edition = correct_edition(article=article, edition=article.live, texts=texts, by=editor).edition
    assert htmls(edition)[1] == "<p>Kelp</p>"


def test_an_end_that_was_asked_for_stays(editor):
    article = ArticleFactory(title="Kelp")
    end = soon(5)
    first = publish(article=article, by=editor, until=end)
    corrected = correct_edition(
        article=article, edition=first, texts={"title": "Kelp!"}, by=editor
    ).edition
    assert (corrected.until, corrected.live_during.upper) == (end, end)


BEFORE = "<p>The harvest was 1,900 tonnes last year.</p>"
CORRECTED = "<p>The harvest was 2,100 tonnes last year.</p>"
OTHER_WORD = "<p>The harvest was 1,900 tonnes this year.</p>"
SAME_WORDS = "<p>The harvest was about two thousand tonnes last year.</p>"


@pytest.fixture
def harvest(editor):
    article = ArticleFactory(title="Harvest", text=False)
    article.row = add_block(article, Prose, html=BEFORE)
    article.live = publish(article=article, by=editor)
    return article


def rewrite(article, html):
    Prose.objects.filter(pk=article.row.pk).update(html=html)


def correct_harvest(article, editor, html=CORRECTED):
    return correct_edition(
        article=article, edition=live(article), texts={"0.html": html}, by=editor
    )


def open_corrections(article):
    return [p for p in problems_of(Article.objects.get(pk=article.pk)) if p.code == CODE]


def test_a_correction_and_another_word_of_the_draft_go_out_together(harvest, editor):
    rewrite(harvest, OTHER_WORD)
    assert correct_harvest(harvest, editor).carried[0].done
    edition = publish(article=harvest, by=editor)
    assert htmls(edition) == ["<p>The harvest was 2,100 tonnes this year.</p>"]


def test_a_correction_is_merged_into_what_is_scheduled(harvest, editor):
    rewrite(harvest, OTHER_WORD)
    publish(article=harvest, by=editor, at=soon())
    correct_harvest(harvest, editor)
    later = live(harvest, soon(2))
    assert htmls(later) == ["<p>The harvest was 2,100 tonnes this year.</p>"]


def test_what_can_not_be_merged_stops_publishing_until_it_is_decided(harvest, editor):
    rewrite(harvest, SAME_WORDS)
    assert not correct_harvest(harvest, editor).carried[0].done
    for _time in range(2):
        with pytest.raises(NotPublishable) as refusal:
            publish(article=harvest, by=editor)
        (problem,) = [p for p in refusal.value.problems if p.level == ERROR]
        assert (problem.code, problem.place) == (CODE, "blocks[0].html")
        assert "2,100" in problem.message
    assert htmls(live(harvest)) == [CORRECTED]
    row = CorrectedText.objects.get().pk
    leave_correction(article=harvest, row=row, by=editor)
    assert htmls(publish(article=harvest, by=editor)) == [SAME_WORDS]
    assert Activity.objects.get(action="correction-left").object_id == harvest.pk
    with pytest.raises(PublishingError):
        leave_correction(article=harvest, row=row, by=editor)


def test_the_corrected_text_can_take_the_place_of_the_drafts(harvest, editor):
    rewrite(harvest, SAME_WORDS)
    correct_harvest(harvest, editor)
    take_correction(article=harvest, row=CorrectedText.objects.get().pk, by=editor)
    assert Prose.objects.get().html == CORRECTED
    assert not open_corrections(harvest)
    assert htmls(publish(article=harvest, by=editor)) == [CORRECTED]
    assert not CorrectedText.objects.exists()


@pytest.mark.parametrize(
    ("draft", "opens"),
    [(CORRECTED, 0), (CORRECTED.replace("last", "this"), 0), (BEFORE, 1), (OTHER_WORD, 1)],
)
def test_a_draft_that_goes_back_behind_a_correction_is_noticed(harvest, editor, draft, opens):
    correct_harvest(harvest, editor)
    rewrite(harvest, draft)  # by restoring an older version, or by hand
    assert len(open_corrections(harvest)) == opens


def test_a_block_that_the_draft_left_out_asks_nothing(harvest, editor):
    harvest.row.delete()
    correct_harvest(harvest, editor)
    assert not open_corrections(harvest)


@pytest.mark.slow
def test_corrections_of_one_text_are_one_question(harvest, editor):
    rewrite(harvest, SAME_WORDS)
    for number in ("2,100", "2,200"):
        correct_harvest(harvest, editor, BEFORE.replace("1,900", number))
        correct_edition(article=harvest, edition=live(harvest), texts={"title": number}, by=editor)
    (problem,) = open_corrections(harvest)
    assert "“1,900” → “2,200”" in problem.message


def test_a_question_names_each_change_of_a_correction(harvest, editor):
    rewrite(harvest, BEFORE.replace("1,900", "some").replace("year", "season"))
    spring = BEFORE.replace("1,900", "2,100").replace("year", "spring")
    correct_harvest(harvest, editor, spring)
    (problem,) = open_corrections(harvest)
    assert "(“1,900” → “2,100”, “year.” → “spring.”)" in problem.message


def test_a_scheduled_version_without_the_correction_is_told(harvest, editor):
    rewrite(harvest, SAME_WORDS)
    publish(article=harvest, by=editor, at=soon())
    correct_harvest(harvest, editor)
    rewrite(harvest, CORRECTED)
    (problem,) = open_corrections(harvest)
    assert problem.level == WARNING
    assert "scheduled" in problem.message


def test_a_title_too_long_when_merged_is_asked_about(harvest, editor):
    long = "Harvest " + "k" * 190
    Article.objects.filter(pk=harvest.pk).update(title=long)
    result = correct_edition(
        article=harvest, edition=live(harvest), texts={"title": "Big good Harvest"}, by=editor
    )
    assert not result.carried[0].done
    assert Article.objects.get().title == long


@pytest.mark.slow
def test_deciding_is_for_those_who_publish(client, harvest, editor, writer):
    rewrite(harvest, SAME_WORDS)
    correct_harvest(harvest, editor)
    row = CorrectedText.objects.get()
    for decide in (take_correction, leave_correction):
        with pytest.raises(PermissionDenied):
            decide(article=harvest, row=row.pk, by=writer)
    page = address(harvest).replace("change", "corrections")
    client.force_login(writer)
    assert client.get(page).status_code == 403
    assert client.post(page, {"_leave": row.pk}).status_code == 403
    client.force_login(editor)
    answer = post(client, harvest, {"_publish": "1"})
    assert HtmlPage(answer).has(f'[href^="{page}"]')
    answer_page = HtmlPage(client.get(page))
    assert "about two thousand" in answer_page.text
    assert client.post(page, {"_leave": row.pk}).url == address(harvest)
    assert client.post(page, {"_leave": "99" * 20}).status_code == 302
    assert not CorrectedText.objects.exists()


def test_an_article_with_open_corrections_is_deleted_for_good(harvest, editor):
    rewrite(harvest, SAME_WORDS)
    correct_harvest(harvest, editor)
    move_to_trash(harvest, by=editor)
    purge_from_trash(TrashedRecord.objects.get())
    assert not Article.objects.exists()
    assert not CorrectedText.objects.exists()
