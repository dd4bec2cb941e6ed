"""The people in a member's answers: a spokesperson and a quote with its speaker, as the office accepts them."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.moment import read_database_clock
from core.slugs import make_free_slug
from core.unique import save_with_free_value
from desk.history.recording import record_outside_changes, record_revision
from members.models import Member, Person, Statement
from relations.decided_pictures import Uploads, take_picture
from relations.models import AnswerVersion
from relations.proposals import (
    QUOTE,
    QUOTE_NAME,
    QUOTE_TITLE,
    SPOKESPERSON,
    SPOKESPERSON_TITLE,
    people_called,
)


def save_people(
    member: Member,
    accepted: dict[str, str],
    earlier: dict[str, str],
    version: AnswerVersion,
    uploads: Uploads,
    by: User,
) -> None:
    """Write accepted names, portraits, titles and quotes into the records; ``earlier`` was accepted before."""
    values, texts = version.values, {**earlier, **accepted}
    language = version.invitation.language
    if SPOKESPERSON in accepted:
        name = accepted[SPOKESPERSON]
        if not name:
            message = _("Write the name of the spokesperson: it belongs to the portrait.")
            raise ValidationError(message, code="portrait-name")
        person = _find_or_make_person(member, name, texts.get(SPOKESPERSON_TITLE, ""), by)
        words = {"alt_en": name, "alt_nb": name}
        portrait = take_picture(uploads.get("portrait"), words, by)
        if portrait is not None:
            record_outside_changes(person)
            person.portrait = portrait
            person.save()
            record_revision(person, by=by)
    if accepted.get(QUOTE):
        title = texts.get(QUOTE_TITLE, "")
        person = _find_or_make_person(member, values.get(QUOTE_NAME, ""), title, by)
        _save_statement(
            Statement(text=accepted[QUOTE], person=person, person_title=title, member=member), by
        )
    spokesperson = texts.get(SPOKESPERSON) or values.get(SPOKESPERSON, "")
    _save_title(member, spokesperson, accepted.get(SPOKESPERSON_TITLE), language, by)
    _save_title(member, values.get(QUOTE_NAME, ""), accepted.get(QUOTE_TITLE), language, by)
    if QUOTE_TITLE in accepted and QUOTE not in accepted:
        for statement in statements_of(version).filter(text=texts.get(QUOTE, "")):
            record_outside_changes(statement)
            statement.person_title = accepted[QUOTE_TITLE]
            statement.save()
            record_revision(statement, by=by)


def statements_of(version: AnswerVersion) -> QuerySet[Statement]:
    """Return the statements on record of the speaker in the answers."""
    member = version.invitation.member
    people = people_called(member, version.values.get(QUOTE_NAME, ""))
    return Statement.objects.filter(member=member, person__in=people)


def _save_statement(statement: Statement, by: User) -> None:
    def choose_key() -> str:
        return make_free_slug(
            statement.member.slug,
            lambda key: Statement.objects.filter(key=key).exists(),
            fallback="quote",
        )

    save_with_free_value(statement, "key", choose_key)
    record_revision(statement, by=by)


def _save_title(member: Member, name: str, title: str | None, language: str, by: User) -> None:
    """Save an accepted title of the member's person of this name; the first one holds in both languages."""
    person = people_called(member, name).first() if title else None
    if person is None:
        return
    record_outside_changes(person)
    if not person.title_en and not person.title_nb:
        person.title_en = person.title_nb = title
    setattr(person, f"title_{language}", title)
    person.full_clean()
    person.save()
    record_revision(person, by=by)


def _find_or_make_person(member: Member, name: str, title: str, by: User) -> Person:
    """Return the member's person of this name; a new one is public as soon as its organisation, not before."""
    person = people_called(member, name).first()
    if person is not None:
        return person

    def choose_slug() -> str:
        taken = Person.with_aliases
        return make_free_slug(
            name, lambda slug: taken.filter(slug=slug).exists(), fallback="person"
        )

    person = Person(name=name, slug=choose_slug(), affiliation=member)
    person.title_en = person.title_nb = title
    now = read_database_clock()
    if not Member.objects.known(now).filter(pk=member.pk).exists():
        membership = member.memberships.order_by("public_from").first()
        person.public_from = membership.public_from if membership else None
    person.full_clean()
    save_with_free_value(person, "slug", choose_slug)
    record_revision(person, by=by)
    return person
