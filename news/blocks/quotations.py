"""Quotes as an edition stores them: the words, and the speaker as of the day of publishing."""

from collections.abc import Iterator
from dataclasses import dataclass

from members.models import Person, Statement
from news.blocks.base import BlockText
from news.blocks.part_types import make_part

# value of a frozen quote -> the column that it comes from
_COLUMNS = {
    "question": (Statement, "question"),
    "text": (Statement, "text"),
    "name": (Person, "name"),
    "title": (Statement, "person_title"),
    "organisation": (Statement, "organisation"),
}


@dataclass(frozen=True)
class Sources:
    """The statements and people that quotes are frozen from, by key."""

    statements: dict[int, Statement]
    people: dict[int, Person]


def iterate_quote_texts(quote: dict, prefix: str = "") -> Iterator[BlockText]:
    """Yield the texts of a frozen quote that are not empty."""
    for name, (model, column) in _COLUMNS.items():
        if quote.get(name):
            part = make_part(model._meta.get_field(column))
            yield BlockText(f"{prefix}{name}", part, quote[name], in_quote=True)


def freeze_statement(statement: Statement, language: str) -> dict:
    """Return the quote of a statement for an edition: its words and its speaker."""
    person = statement.person
    return {
        "text": statement.text,
        "question": statement.question,
        "person": person.pk,
        "name": person.name,
        "title": statement.person_title or _title(person, language),
        "organisation": statement.organisation
        or _organisation(statement.member or person.affiliation, language),
    }


def freeze_speaker(person: Person | None, attribution: str, language: str) -> dict:
    """Return the speaker of a quote typed into the article; an ``attribution`` overrides the person."""
    speaks_as = person if not attribution else None
    return {
        "question": "",
        "name": person.name if person else "",
        "title": _title(speaks_as, language) if speaks_as else "",
        "organisation": _organisation(speaks_as.affiliation, language) if speaks_as else "",
    }


def _title(person, language):
    return getattr(person, f"title_{language}") or person.title_en or person.title_nb or ""


def _organisation(member, language):
    if member is None:
        return ""
    return getattr(member, f"name_{language}") or member.name_en or member.name_nb or ""
