"""Draft the announcement of a change of the board: who joins, changes position or leaves."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import unescape
from typing import cast

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from core.languages import LazyText
from core.links import RECORD_SCHEME
from core.markup import remove_tags
from core.unique import save_with_free_value
from desk.accounts.leaving import get_open_account
from members.models import BoardSeat, Member, Person, Role
from news.blocks.base import Block
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.board_changes.plans import BoardChange, BoardPlan
from news.content.addresses import make_free_article_slug
from news.models import Article, Section

_DAY = timedelta(days=1)
_TITLE = cast(int, Article._meta.get_field("title").max_length)
_STANDFIRST = cast(int, Article._meta.get_field("standfirst").max_length)
# the position as it stands in a sentence
_POSITIONS: dict[str, LazyText] = {
    Role.CHAIR: gettext_lazy("chair of the board"),
    Role.DEPUTY_CHAIR: gettext_lazy("deputy chair of the board"),
    Role.MEMBER: gettext_lazy("a member of the board"),
    Role.EMPLOYEE: gettext_lazy("the employees’ representative on the board"),
    Role.DEPUTY_MEMBER: gettext_lazy("a deputy member of the board"),
    Role.OBSERVER: gettext_lazy("an observer on the board"),
}


def draft_announcement(
    *, changes: Sequence[BoardChange], plan: BoardPlan, language: str, by: User
) -> Article:
    """Create a board announcement draft in ``language``, with a paragraph for each change.

    Who comes in or changes position has their portrait before it; the first portrait is the main
    picture. A quote of the first of them waits for its words.
    """
    rows = Person.objects.select_related("affiliation", "portrait")
    people = rows.in_bulk([change.person.pk for change in changes])
    with override(language):
        title = _title(changes)
        article = Article(
            section=Section.BOARD,
            language=language,
            title=title,
            standfirst=Truncator(_standfirst(changes, plan)).chars(_STANDFIRST),
            owner=get_open_account(by),
        )
        save_with_free_value(article, "slug", lambda: make_free_article_slug(title, language))
        blocks = _blocks(article, changes, plan, people)
    for place, block in enumerate(blocks):
        block.parent, block.region, block.ordering = article, "main", (place + 1) * 10
        block.save()
    article.save(update_fields=["hero"])
    return article


def _blocks(
    article: Article, changes: Sequence[BoardChange], plan: BoardPlan, people: dict[int, Person]
) -> list:
    blocks: list[Block] = []
    for row, change in enumerate(changes):
        person = people[change.person.pk]
        portrait = person.portrait
        is_shown = change.role or len(changes) == 1
        if is_shown and portrait and portrait.may_be_used(timezone.localdate()):
            if article.hero is None:
                article.hero = portrait
            else:
                blocks.append(Picture(image=portrait))
        blocks.append(Prose(html=_paragraph(person, change, plan.own.get(row))))
    speaker = next((change for change in changes if change.role), changes[0]).person
    return [*blocks, Quote(text=Quote.TO_COME, person=speaker)]


def _title(changes: Sequence[BoardChange]) -> str:
    """Return a title about the new chair, the only change, or changes in general."""
    chair = next((change for change in changes if change.role == Role.CHAIR), None)
    if chair is None and len(changes) > 1:
        return _("Changes on the board")
    change = chair or changes[0]
    words = _("{name} becomes {position}") if change.role else _("{name} leaves the board")
    title = words.format(name=change.person.name, position=_POSITIONS.get(change.role))
    return Truncator(title).chars(_TITLE)


def _standfirst(changes: Sequence[BoardChange], plan: BoardPlan) -> str:
    if len(changes) == 1:
        return unescape(
            remove_tags(_sentences(changes[0].person.name, changes[0], plan.own.get(0)))
        )
    day = min(change.day for change in changes)
    before = {seat.person.pk: seat.person for seat in plan.before(day - _DAY)}
    after = {seat.person.pk: seat.person for seat in plan.after(max(c.day for c in changes))}
    moved = {seat.person_id: seat.person for seat in plan.own.values() if seat.person_id in after}
    words = _("The board changed on {day}.") if _is_past(day) else _("The board changes on {day}.")
    sentences = [words.format(day=_in_words(day))]
    for words, names in (
        (_("New on the board: {names}."), _names(after, before)),
        (_("In a new position: {names}."), _names(moved, ())),
        (_("Leaving: {names}."), _names(before, after)),
    ):
        if names:
            sentences.append(words.format(names=names))
    return " ".join(sentences)


def _names(people: dict[int, Person], others: Iterable[int]) -> str:
    return ", ".join(person.name for pk, person in people.items() if pk not in others)


def _paragraph(person: Person, change: BoardChange, own: BoardSeat | None) -> SafeString:
    return format_html("<p>{}</p>", _sentences(_introduce_person(person), change, own))


def _sentences(who: str, change: BoardChange, own: BoardSeat | None) -> SafeString:
    """Describe the change in whole sentences, the first of which begins with ``who``."""
    if not change.role:
        last_day = change.day - _DAY
        words = (
            _("{who} left the board. The last day was {day}.")
            if _is_past(last_day)
            else _("{who} leaves the board. The last day is {day}.")
        )
        return format_html(words, who=who, day=_in_words(last_day))
    name, sentences, is_past = change.person.name, [], _is_past(change.day)
    words = (
        _("{who} became {position} on {day}.")
        if is_past
        else _("{who} becomes {position} on {day}.")
    )
    position = _POSITIONS[change.role]
    sentences.append(format_html(words, who=who, position=position, day=_in_words(change.day)))
    if own is not None:
        words = (
            _("Until then {name} was {position}.")
            if is_past
            else _("Until then {name} is {position}.")
        )
        sentences.append(format_html(words, name=name, position=_POSITIONS[own.role]))
    if change.replaces:
        words = _("{name} succeeds {predecessor}.")
        predecessor = _link("person", change.replaces.person, change.replaces.person.name)
        sentences.append(format_html(words, name=name, predecessor=predecessor))
    if change.until:
        words = _("The term runs until {day}.")
        sentences.append(format_html(words, day=_in_words(change.until - _DAY)))
    return format_html_join(" ", "{}", ((sentence,) for sentence in sentences))


def _introduce_person(person: Person) -> SafeString:
    """Return the name followed by title and organisation, between commas."""
    name = _link("person", person, person.name)
    if person.affiliation is None:
        about = person.title
    else:
        about = _link("member", person.affiliation, person.affiliation.name)
        if person.title:
            about = format_html(
                _("{title} at {organisation}"), title=person.title, organisation=about
            )
    return format_html("{}, {},", name, about) if about else name


def _link(kind: str, record: Member | Person, words: str) -> SafeString:
    return format_html('<a href="{}:{}/{}">{}</a>', RECORD_SCHEME, kind, record.pk, words)


def _is_past(day: date) -> bool:
    return day < timezone.localdate()


def _in_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
