"""Quotes as a page may show them: without speakers and organisations under embargo."""

from collections.abc import Container
from datetime import datetime

from members.models import Member, Person


def hide_embargoed_speaker(
    quote: dict,
    statement: int | None,
    person: Person | None,
    at: datetime,
    *,
    announced: Container[int] = (),
) -> dict | None:
    """Return ``quote`` of an edition with its speaker's record, or None if the speaker is under embargo.

    The organisation is empty while it is under embargo. ``person`` comes from
    ``with_embargoes(at)`` and is None for a speaker without a record. ``announced`` are people who
    become public with the edition.
    """
    if person is None:
        return {**quote, "person": None}
    if not (person.is_public(at) or person.pk in announced):
        return None
    hidden = statement in person.embargoed_statements or (
        person.affiliation_embargoed
        and person.affiliation is not None
        and is_name_of_member(quote["organisation"], person.affiliation)
    )
    return {**quote, "person": person, **({"organisation": ""} if hidden else {})}


def is_name_of_member(organisation: str, member: Member) -> bool:
    """Return whether ``organisation`` is a name of ``member`` in either language, or part of one."""
    words = organisation.strip().casefold()
    names = {name.strip().casefold() for name in (member.name_en, member.name_nb) if name}
    return bool(words) and any(words in name or name in words for name in names)
