"""Quotations as a page may show them: no speaker and no organisation before it may be known."""

from collections.abc import Container
from datetime import datetime

from members.models import Member, Person


def visible_quote(
    quote: dict,
    statement: int | None,
    person: Person | None,
    at: datetime,
    *,
    announced: Container[int] = (),
) -> dict | None:
    """``quote`` as an edition holds it, with its speaker in place of the key.

    None while the speaker may not be known; without its organisation while that may not be.
    ``person`` comes from ``with_embargoes(at)``, and is None where nobody is on record.
    ``announced`` are people who become public with the edition.
    """
    if person is None:
        return {**quote, "person": None}
    if not (person.is_public(at) or person.pk in announced):
        return None
    hidden = statement in person.embargoed_statements or (
        person.affiliation_embargoed and names_member(quote["organisation"], person.affiliation)
    )
    return {**quote, "person": person, **({"organisation": ""} if hidden else {})}


def names_member(organisation: str, member: Member) -> bool:
    """Whether a quote's ``organisation`` is ``member``, by a name in either language or a part of it."""
    words = organisation.strip().casefold()
    names = {name.strip().casefold() for name in (member.name_en, member.name_nb) if name}
    return bool(words) and any(words in name or name in words for name in names)
