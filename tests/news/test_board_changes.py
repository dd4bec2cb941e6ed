"""The board changed in one step: seats, the draft, and since when the public knows of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from core.moment import read_database_clock
from desk.history.recording import revisions_of
from desk.toolkit.uses import find_uses
from members.models import BoardSeat, Person
from news.blocks.quote import Quote
from news.board_changes.apply import change_board
from news.board_changes.plans import BoardChange, BoardChangeError
from news.content.draft_values import load_draft
from news.models import Article, Section
from news.publishing.commands import (
    NotPublishable,
    cancel_scheduled,
    publish,
    reschedule,
    unpublish,
)
from news.publishing.copying import duplicate
from news.publishing.corrections import correct_edition
from news.publishing.editions import find_live_edition
from tests.factories import BoardSeatFactory, ImageFactory, MemberFactory, PersonFactory
from tests.news.checking import problems_of

pytestmark = pytest.mark.django_db
DAY = timezone.localdate() - timedelta(days=3)
WEEK = timedelta(days=7)


@pytest.fixture
def leaver():
    return BoardSeatFactory(person=PersonFactory(name="Lars Leaver"))


def comes(person, role="member", **more):
    return BoardChange(person=person, role=role, day=DAY, **more)


def leaves(person):
    return BoardChange(person=person, role="", day=DAY)


def change(editor, *changes, **more):
    return change_board(changes=changes, language="en", by=editor, **more)


def with_words(article):
    Quote.objects.filter(parent=article).update(text="We will grow kelp")
    return article


def fresh(*records):
    for record in records:
        record.refresh_from_db()


def test_one_step_ends_and_begins_seats_and_drafts_one_announcement(editor, leaver):
    member = BoardSeatFactory(role="member")
    newcomer = PersonFactory(public_from=None)
    article = change(
        editor,
        comes(newcomer, replaces=member),
        comes(member.person, "observer"),
        leaves(leaver.person),
    )
    fresh(member, leaver)
    begun = BoardSeat.objects.filter(term__startswith=DAY)
    assert set(article.announces.all()) == set(begun)
    assert set(article.announces_ends.all()) == {member, leaver}
    assert [seat.public_from for seat in begun] == [None, None]
    assert {seat.term.upper for seat in (member, leaver)} == {DAY}
    assert {seat.end_public_from for seat in (member, leaver)} == {None}
    assert (article.section, article.owner, article.language) == (Section.BOARD, editor, "en")


def test_nothing_is_known_before_and_all_of_it_with_the_announcement(editor, leaver):
    newcomer = PersonFactory(public_from=None)
    article = with_words(change(editor, comes(newcomer), leaves(leaver.person)))
    now = timezone.now()
    assert [seat.person for seat in BoardSeat.objects.on(DAY, at=now)] == [leaver.person]
    since = publish(article=article, by=editor).live_during.lower + timedelta(seconds=1)
    assert [seat.person for seat in BoardSeat.objects.on(DAY, at=since)] == [newcomer]
    assert Person.objects.public(since).filter(pk=newcomer.pk).exists()


def times(leaver, article):
    newcomer = article.announces.get()
    fresh(leaver)
    return {newcomer.public_from, newcomer.person.public_from, leaver.end_public_from}


def test_every_command_moves_the_end_as_it_moves_the_beginning(editor, leaver):
    newcomer = PersonFactory(public_from=None)
    article = with_words(change(editor, comes(newcomer), leaves(leaver.person)))
    at = read_database_clock() + WEEK
    publish(article=article, by=editor, at=at)
    assert times(leaver, article) == {at}
    reschedule(article=article, by=editor, at=at + WEEK)
    assert times(leaver, article) == {at + WEEK}
    cancel_scheduled(article=article, by=editor)
    assert times(leaver, article) == {None}
    edition = publish(article=article, by=editor)
    unpublish(article=article, by=editor)
    assert times(leaver, article) == {edition.live_during.lower}


def test_who_comes_with_two_announcements_is_known_with_the_first(editor):
    newcomer = PersonFactory(public_from=None)
    until = DAY + WEEK
    first = with_words(change(editor, comes(newcomer, until=until)))
    at = read_database_clock() + WEEK
    publish(article=first, by=editor, at=at)
    later = with_words(change(editor, BoardChange(person=newcomer, role="chair", day=until)))
    publish(article=later, by=editor, at=at + WEEK)
    fresh(newcomer)
    assert newcomer.public_from == at
    cancel_scheduled(article=later, by=editor)
    fresh(newcomer)
    assert newcomer.public_from == at


@pytest.mark.slow
def test_an_older_announcement_tells_nothing_of_a_later_end(editor):
    person = PersonFactory()
    older = with_words(change(editor, comes(person)))
    publish(article=older, by=editor)
    seat = older.announces.get()
    later = BoardChange(person=person, role="", day=DAY + timedelta(days=2))
    change(editor, later)
    edition = find_live_edition(older, read_database_clock())
    correct_edition(article=older, edition=edition, texts={}, note="A misprint.", by=editor)
    publish(article=older, by=editor)
    fresh(seat)
    assert (seat.term.upper, seat.end_public_from) == (DAY + timedelta(days=2), None)


def test_showing_it_before_is_a_choice(editor, leaver):
    newcomer = PersonFactory(public_from=None)
    change(editor, comes(newcomer), leaves(leaver.person), show_before=True)
    now = read_database_clock()
    assert [seat.person for seat in BoardSeat.objects.on(DAY, at=now)] == [newcomer]
    assert Person.objects.public(now).filter(pk=newcomer.pk).exists()


def test_a_refusal_changes_nothing(editor, leaver):
    with pytest.raises(BoardChangeError):
        change(editor, leaves(leaver.person), comes(leaver.person, "chair"))
    fresh(leaver)
    assert leaver.term.upper is None
    assert not Article.objects.exists()


def test_who_may_not_change_seats_is_refused(writer, leaver):
    with pytest.raises(PermissionDenied):
        change(writer, leaves(leaver.person))


def test_every_change_is_kept_in_the_history(editor, leaver):
    article = change(editor, leaves(leaver.person))
    assert revisions_of(article).get().by == editor
    assert revisions_of(leaver).first().by == editor
    assert revisions_of(leaver).count() == 2


def test_the_draft_tells_names_titles_organisations_and_predecessors(editor, leaver):
    kelp = MemberFactory(name_en="Kelp & Co")
    portrait = ImageFactory()
    newcomer = PersonFactory(name="Nina <New>", affiliation=kelp, portrait=portrait)
    article = change(
        editor,
        comes(newcomer, replaces=leaver, until=date(2099, 5, 1)),
        leaves(BoardSeatFactory().person),
    )
    draft = load_draft(article)
    html = draft.blocks[0]["html"]
    assert (draft.hero, draft.title) == (portrait.pk, "Changes on the board")
    assert f'<a href="record:person/{newcomer.pk}">Nina &lt;New&gt;</a>, Chief of Kelp at ' in html
    assert f'<a href="record:member/{kelp.pk}">Kelp &amp; Co</a>, became a member' in html
    assert f'succeeds <a href="record:person/{leaver.person.pk}">Lars Leaver</a>' in html
    assert "The term runs until 30 April 2099." in html
    assert "New on the board: Nina <New>." in draft.standfirst
    assert [block["type"] for block in draft.blocks] == ["prose", "prose", "quote"]
    assert draft.blocks[-1]["person"] == newcomer.pk


def test_a_second_portrait_stands_before_its_paragraph(editor):
    one, two = (PersonFactory(portrait=ImageFactory()) for _ in range(2))
    draft = load_draft(change(editor, comes(one), comes(two)))
    assert draft.hero == one.portrait_id
    assert [block["type"] for block in draft.blocks] == ["prose", "picture", "prose", "quote"]


def test_a_leaver_is_shown_only_where_nobody_comes(editor, leaver):
    leaver.person.portrait = ImageFactory()
    leaver.person.save()
    assert change(editor, leaves(leaver.person), comes(PersonFactory())).hero is None
    other = BoardSeatFactory(person=PersonFactory(portrait=ImageFactory()))
    assert change(editor, leaves(other.person)).hero == other.person.portrait


def test_the_title_tells_of_the_new_chair_or_the_one_change(editor, leaver):
    chair = PersonFactory(name="Nina New")
    both = change(editor, leaves(leaver.person), comes(chair, "chair"))
    assert both.title == "Nina New becomes chair of the board"
    again = change(editor, BoardChange(person=chair, role="", day=DAY + timedelta(days=1)))
    assert (again.title, again.slug) == ("Nina New leaves the board", "nina-new-leaves-the-board")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (DAY, ["board changed on", "became chair", "Until then Nina New was", "left the board"]),
        (
            timezone.localdate() + WEEK,
            ["board changes on", "becomes chair", "Until then Nina New is", "leaves the board"],
        ),
        # who leaves was there until yesterday
        (timezone.localdate(), ["board changes on", "becomes chair", "left the board"]),
    ],
)
def test_the_draft_speaks_of_a_day_gone_by_as_gone(editor, leaver, day, told):
    chair = BoardSeatFactory(person=PersonFactory(name="Nina New")).person
    article = change(
        editor,
        BoardChange(person=chair, role="chair", day=day),
        BoardChange(person=leaver.person, role="", day=day),
    )
    draft = load_draft(article)
    text = " ".join([draft.standfirst, *(block.get("html", "") for block in draft.blocks)])
    assert [words for words in told if words not in text] == []


def test_the_draft_is_in_the_language_of_the_site(editor):
    article = change_board(
        changes=[comes(PersonFactory(name="Nina New"), "chair")], language="nb", by=editor
    )
    assert (article.language, article.title) == ("nb", "Nina New blir styreleder")


def test_the_place_for_a_quote_is_never_published(editor, leaver):
    article = change(editor, leaves(leaver.person))
    with pytest.raises(NotPublishable) as refused:
        publish(article=article, by=editor)
    assert [problem.code for problem in refused.value.problems if problem.level == "error"] == [
        "quote-to-come"
    ]


def test_an_organisation_that_is_no_member_is_advice_on_the_announcement(editor):
    person = PersonFactory(affiliation=MemberFactory(membership=False))
    article = change(editor, comes(person))
    found = {problem.code: problem.level for problem in problems_of(article)}
    assert found["seat-not-member"] == "warning"


def test_the_introduction_of_several_changes_tells_who_comes_moves_and_leaves(editor, leaver):
    mover = BoardSeatFactory(person=PersonFactory(name="Mona Moves"))
    newcomer = PersonFactory(name="Nina New")
    article = change(
        editor, comes(newcomer), comes(mover.person, "deputy-chair"), leaves(leaver.person)
    )
    assert article.standfirst.partition(". ")[2] == (
        "New on the board: Nina New. In a new position: Mona Moves. Leaving: Lars Leaver."
    )


def test_a_seat_whose_end_is_announced_is_used_by_the_announcement(editor, leaver):
    article = with_words(change(editor, leaves(leaver.person)))
    assert [use.rows.get() for use in find_uses(leaver)] == [article]
    publish(article=article, by=editor)
    assert [use.rows.get() for use in find_uses(leaver)] == [article, article]


def test_the_front_page_shows_nobody_who_leaves_as_news(client, editor, leaver):
    SiteSettings.objects.create(name_en="Kelp Cluster")
    leaver.person.portrait = ImageFactory()
    leaver.person.save()
    article = with_words(change(editor, leaves(leaver.person)))
    publish(article=article, by=editor)
    assert client.get("/").context["announced"] == []


def test_publishing_holds_the_seats_and_the_people_it_tells_of(editor, leaver):
    newcomer = PersonFactory(public_from=None)
    article = with_words(change(editor, comes(newcomer), leaves(leaver.person)))
    with CaptureQueriesContext(connection) as found:
        publish(article=article, by=editor)
    locks = [query["sql"] for query in found if "FOR NO KEY UPDATE" in query["sql"]]
    (seats,) = (sql for sql in locks if 'FROM "members_boardseat"' in sql)
    assert str(leaver.pk) in seats
    assert any('FROM "members_person"' in sql for sql in locks)


def test_a_duplicate_announces_no_end(editor, leaver):
    article = change(editor, leaves(leaver.person))
    assert not duplicate(article=article, by=editor).announces_ends.exists()


def test_a_step_of_many_changes_is_bounded(editor, django_assert_max_num_queries):
    people = [PersonFactory() for _ in range(20)]
    with django_assert_max_num_queries(40 + 20 * 8):
        change(editor, *(comes(person) for person in people))


def test_terms_end_on_the_first_day_that_no_longer_counts(editor):
    person = PersonFactory()
    change(editor, comes(person, until=date(2099, 1, 1)))
    assert person.seats.get().term == DateRange(DAY, date(2099, 1, 1))
