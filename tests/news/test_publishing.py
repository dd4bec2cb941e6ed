"""The rules of publishing (DESIGN 2), one at a time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.moment import read_database_clock
from news.blocks.member_list import MemberList
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import Edition, EditionMember
from news.publishing.commands import (
    NotPublishable,
    PublishingError,
    cancel_scheduled,
    publish,
    reschedule,
    unpublish,
)
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    StatementFactory,
    UserFactory,
    add_block,
)
from tests.news.checking import problems_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now(db):
    return read_database_clock()


def titles_at(at):
    return [edition.title for edition in Edition.objects.live(at)]


def retitled(article, title):
    article.title = title
    article.save()


def test_an_edit_shows_only_when_it_is_published(editor):
    article = ArticleFactory(title="First")
    publish(article=article, by=editor)
    retitled(article, "Second")
    assert titles_at(read_database_clock()) == ["First"]
    publish(article=article, by=editor)
    assert titles_at(read_database_clock()) == ["Second"]


def test_the_edition_takes_the_rows_as_they_stand_not_the_object_in_hand(editor):
    article = ArticleFactory(title="As saved")
    article.title = "Never saved"
    assert publish(article=article, by=editor).title == "As saved"


def test_publishing_is_exact_at_both_ends(editor, now):
    begin, end = now + DAY, now + 3 * DAY
    publish(article=ArticleFactory(title="Soon"), by=editor, at=begin, until=end)
    instant = timedelta(microseconds=1)
    assert titles_at(begin - instant) == []
    assert titles_at(begin) == ["Soon"]
    assert titles_at(end - instant) == ["Soon"]
    assert titles_at(end) == []


def test_first_published_is_copied_forward(editor, now):
    article = ArticleFactory()
    first = publish(article=article, by=editor)
    retitled(article, "Corrected")
    second = publish(article=article, by=editor)
    later = publish(article=article, by=editor, at=now + DAY)
    assert first.first_published == second.first_published == later.first_published


def test_the_latest_command_decides_everything_from_its_moment_on(editor, now):
    article = ArticleFactory(title="Live")
    publish(article=article, by=editor)
    retitled(article, "In a week")
    publish(article=article, by=editor, at=now + 7 * DAY)
    retitled(article, "Tomorrow")
    publish(article=article, by=editor, at=now + DAY)
    assert titles_at(now + timedelta(hours=1)) == ["Live"]
    assert titles_at(now + 8 * DAY) == ["Tomorrow"]


def test_unpublishing_at_a_time_takes_back_what_was_to_follow(editor, now):
    article = ArticleFactory(title="Live")
    publish(article=article, by=editor)
    publish(article=article, by=editor, at=now + 7 * DAY)
    unpublish(article=article, by=editor, at=now + DAY)
    assert titles_at(now + timedelta(hours=1)) == ["Live"]
    assert titles_at(now + 8 * DAY) == []


def test_expiry_never_revives_a_predecessor(editor, now):
    article = ArticleFactory(title="Old")
    publish(article=article, by=editor)
    retitled(article, "New")
    publish(article=article, by=editor, until=now + DAY)
    assert titles_at(now + 2 * DAY) == []


def test_cancelling_gives_the_live_edition_its_end_back(editor, now):
    article = ArticleFactory(title="Live")
    publish(article=article, by=editor, until=now + 5 * DAY)
    retitled(article, "Next")
    publish(article=article, by=editor, at=now + DAY)
    cancel_scheduled(article=article, by=editor)
    assert titles_at(now + 4 * DAY) == ["Live"]
    assert titles_at(now + 5 * DAY) == []


def test_cancelling_takes_back_a_scheduled_unpublishing(editor, now):
    article = ArticleFactory(title="Live")
    publish(article=article, by=editor)
    unpublish(article=article, by=editor, at=now + DAY)
    cancel_scheduled(article=article, by=editor)
    assert titles_at(now + 100 * DAY) == ["Live"]


def test_cancelling_is_refused_by_name_where_the_address_was_taken(editor, now):
    article = ArticleFactory(slug="kelp")
    publish(article=article, by=editor)
    article.slug = "kelp-new"
    article.save()
    publish(article=article, by=editor, at=now + DAY)
    taker = ArticleFactory(slug="kelp", title="The taker")
    publish(article=taker, by=editor, at=now + 2 * DAY)
    with pytest.raises(PublishingError, match="The taker"):
        cancel_scheduled(article=article, by=editor)
    assert titles_at(now + 3 * DAY) == [article.title, "The taker"] or titles_at(now + 3 * DAY) == [
        "The taker",
        article.title,
    ]


def test_publishing_is_refused_by_name_where_the_address_is_taken(editor, now):
    publish(article=ArticleFactory(slug="kelp", title="The taker"), by=editor)
    first = Edition.objects.get()
    late = ArticleFactory(slug="kelp-late")
    publish(article=first.article, by=editor)
    first.article.slug = "elsewhere"
    first.article.save()
    late.slug = "kelp"
    late.save()
    with pytest.raises(PublishingError, match="The taker"):
        publish(article=late, by=editor)


def test_rescheduling_moves_the_edition_as_it_is(editor, now):
    article = ArticleFactory(title="Live")
    publish(article=article, by=editor)
    retitled(article, "Scheduled")
    publish(article=article, by=editor, at=now + DAY)
    retitled(article, "Working copy")
    reschedule(article=article, by=editor, at=now + 3 * DAY)
    assert titles_at(now + 2 * DAY) == ["Live"]
    assert titles_at(now + 3 * DAY) == ["Scheduled"]


def test_rescheduling_keeps_an_end_and_a_gap_that_others_asked_for(editor, now):
    article = ArticleFactory(title="Live")
    publish(article=article, by=editor)
    unpublish(article=article, by=editor, at=now + DAY)
    retitled(article, "Back again")
    publish(article=article, by=editor, at=now + 3 * DAY)
    unpublish(article=article, by=editor, at=now + 9 * DAY)
    reschedule(article=article, by=editor, at=now + 5 * DAY)
    assert titles_at(now + 2 * DAY) == []
    assert titles_at(now + 4 * DAY) == []
    assert titles_at(now + 5 * DAY) == ["Back again"]
    assert titles_at(now + 9 * DAY) == []


@pytest.mark.parametrize("command", [cancel_scheduled, unpublish])
def test_commands_with_nothing_to_do_say_so(editor, command):
    with pytest.raises(PublishingError):
        command(article=ArticleFactory(), by=editor)


def test_a_time_that_has_passed_is_refused(editor, now):
    article = ArticleFactory()
    with pytest.raises(PublishingError, match="passed"):
        publish(article=article, by=editor, at=now - DAY)
    with pytest.raises(PublishingError, match="after the beginning"):
        publish(article=article, by=editor, at=now + 2 * DAY, until=now + DAY)


def test_a_writer_may_not_publish(writer):
    article = ArticleFactory()
    for command in (publish, unpublish, cancel_scheduled):
        with pytest.raises(PermissionDenied):
            command(article=article, by=writer)
    assert not Edition.objects.exists()


def test_an_edition_can_be_neither_changed_nor_deleted(editor, now):
    edition = publish(article=ArticleFactory(), by=editor)
    for change in (
        lambda: Edition.objects.filter(pk=edition.pk).update(title="Forged"),
        lambda: Edition.objects.filter(pk=edition.pk).update(first_published=now - DAY),
        lambda: Edition.objects.filter(pk=edition.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="edition"), transaction.atomic():
            change()


def test_no_edition_begins_in_the_past(editor, now):
    edition = publish(article=ArticleFactory(), by=editor)
    edition.pk = None
    edition.slug, edition.article = "another", ArticleFactory()
    edition.translation_group = edition.article.translation_group
    edition.live_during = type(edition.live_during)(now - DAY, None)
    with pytest.raises(IntegrityError, match="past"), transaction.atomic():
        edition.save(force_insert=True)


def test_what_an_edition_names_stands_as_rows_that_protect_it(editor):
    article, member, statement = ArticleFactory(text=False), MemberFactory(), StatementFactory()
    linked, listed = MemberFactory(), MemberFactory()
    add_block(article, Prose, html=f'<p><a href="record:member/{linked.pk}">it</a></p>')
    add_block(article, MemberList).members.add(listed, through_defaults={"position": 0})
    add_block(article, Spotlight, member=member, statement=statement)
    edition = publish(article=article, by=editor)
    named = set(EditionMember.objects.filter(edition=edition).values_list("member", flat=True))
    assert named == {member.pk, linked.pk, listed.pk}
    assert edition.editionpersons.get().person == statement.person


def test_a_quotation_keeps_the_speaker_of_that_day(editor):
    article, statement = ArticleFactory(text=False), StatementFactory()
    add_block(article, Quote, statement=statement)
    edition = publish(article=article, by=editor)
    statement.person.title_en = "Retired"
    statement.person.save()
    edition.refresh_from_db()
    assert edition.blocks[0]["title"] == "Chief of Kelp"
    assert edition.blocks[0]["organisation"] == "Kelp AS"


def test_html_is_cleaned_again_when_the_edition_is_built(editor):
    article = ArticleFactory(text='<p onclick="x()">Hello<script>alert(1)</script></p>')
    assert publish(article=article, by=editor).blocks[0]["html"] == "<p>Hello</p>"


def codes(problems, level):
    return {problem.code for problem in problems if problem.level == level}


def test_all_problems_are_told_at_once_each_with_its_place(editor):
    article = ArticleFactory(title="", standfirst="", hero=ImageFactory(alt_en=""))
    add_block(article, Quote, statement=StatementFactory(approved=False))
    with pytest.raises(NotPublishable) as refused:
        publish(article=article, by=editor)
    assert {(problem.code, problem.place) for problem in refused.value.problems} == {
        ("title-missing", "title"),
        ("standfirst-missing", "standfirst"),
        ("alt-missing", "hero"),
        ("statement-not-approved", "blocks[1].statement"),
    }


@pytest.mark.parametrize(
    ("of_statement", "speaker_of", "organisation", "wrong"),
    [
        ("own", "other", "", False),
        ("other", "own", "", True),
        (None, "own", "", False),
        (None, "other", "", True),
        (None, "other", "Kelp", False),  # the speaker has moved on since
        (None, None, "", False),
    ],
)
def test_a_portrait_has_no_quote_of_another_organisation(
    of_statement, speaker_of, organisation, wrong
):
    members = {"own": MemberFactory(name_en="Kelp AS"), "other": MemberFactory(), None: None}
    statement = StatementFactory(
        member=members[of_statement],
        person__affiliation=members[speaker_of],
        organisation=organisation,
    )
    article = ArticleFactory()
    add_block(article, Spotlight, member=members["own"], statement=statement)
    problems = problems_of(article)
    assert ("statement-of-another" in codes(problems, "error")) == wrong
    assert not wrong or "blocks[1].statement" in {problem.place for problem in problems}


def test_an_editor_may_override_a_missing_approval_with_a_reason_that_is_kept(editor):
    article = ArticleFactory()
    add_block(article, Quote, statement=StatementFactory(approved=False))
    edition = publish(article=article, by=editor, reason="Approved by phone")
    assert edition.reason == "Approved by phone"


def test_a_reason_overrides_nothing_else(editor):
    with pytest.raises(NotPublishable):
        publish(article=ArticleFactory(standfirst=""), by=editor, reason="Never mind")


def test_changing_a_word_voids_the_approval(editor):
    article, statement = ArticleFactory(), StatementFactory()
    add_block(article, Quote, statement=statement)
    statement.text += "!"
    statement.save()
    with pytest.raises(NotPublishable) as refused:
        publish(article=article, by=editor)
    assert codes(refused.value.problems, "error") == {"statement-changed"}


def test_what_reads_as_it_does_live_warns_and_never_blocks(editor):
    article = ArticleFactory()
    add_block(article, Quote, statement=StatementFactory(approved=False))
    publish(article=article, by=editor, reason="Approved by phone")
    retitled(article, "A new title")
    assert codes(problems_of(article), "warning") >= {"statement-not-approved"}
    publish(article=article, by=editor)
    assert titles_at(read_database_clock()) == ["A new title"]


def test_a_member_who_has_left_is_a_warning(editor, now):
    article, member = ArticleFactory(text=False), MemberFactory(membership=False)
    add_block(article, Spotlight, member=member, html="<p>Gone</p>")
    assert codes(problems_of(article), "warning") == {"member-left"}
    publish(article=article, by=editor)


def test_a_superuser_may_publish():
    admin = UserFactory(is_superuser=True)
    assert publish(article=ArticleFactory(), by=admin).published_by == admin
