"""What erasing a person leaves behind: parts of the name that stand alone, and what nobody looks into.

A surname or first name by itself may be somebody else's, so a colleague says for each record whether
it is the person who is erased.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import capfirst

from core.parsing import parse_whole_number
from desk.models import Autosave
from desk.privacy.data_subject import Subject
from desk.privacy.kept_input import typed_pairs
from desk.privacy.owners import has_form, key_of, label_of, owner_of
from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.report import Held
from desk.toolkit.uses import Use


@dataclass
class Leftover:
    """One record in whose texts a part of the name stands alone.

    ``likely`` is true where the record is about the person besides, so that the part is theirs.
    """

    owner: models.Model
    likely: bool = False
    kinds: list[str] = field(default_factory=list)
    excerpts: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return key_of(self.owner)

    @property
    def label(self) -> str:
        return label_of(self.owner)

    @property
    def address(self) -> str:
        return Use(self.owner).address if has_form(self.owner) else ""

    def add(self, kind: str, excerpts: Iterable[str]) -> None:
        """Note another row of the record in which a part of the name stands."""
        self.kinds = list(dict.fromkeys([*self.kinds, kind]))
        self.excerpts = list(dict.fromkeys([*self.excerpts, *excerpts]))


def staying(subject: Subject, about: set[str]) -> list[Held]:
    found = [
        held for data in personal_data_of_apps() for held in data.find_remaining(subject, about)
    ]
    return sorted(found, key=lambda held: held.kind)


def about_the_person(held: Iterable[Held]) -> set[str]:
    """Return the keys of the records that are about the person."""
    return {each.about for each in held} - {""}


def keys_among(about: Iterable[str], model: type[models.Model]) -> set[int]:
    """Return the keys of records of ``model`` among those of every table."""
    label = model._meta.label_lower
    parts = (key.partition(":") for key in about)
    return {
        number
        for name, _colon, key in parts
        if name == label and (number := parse_whole_number(key))
    }


def leftovers(subject: Subject, held: Iterable[Held] = ()) -> list[Leftover]:
    """Return where parts of the name stand alone, the likely ones first.

    ``held`` is what is held about the person, as far as it is known: a part of the name is likely the
    person's where that stands.
    """
    about = about_the_person(held)
    found: dict[str, Leftover] = {}
    for row, kind, excerpts in _rows(subject):
        owner = owner_of(row)
        if owner in subject.records or _goes_with(subject, owner):
            continue
        leftover = found.setdefault(key_of(owner), Leftover(owner))
        leftover.add(kind, excerpts)
    for leftover in found.values():
        leftover.likely = leftover.key in about
    return sorted(found.values(), key=lambda each: (not each.likely, each.key))


def _rows(subject) -> Iterator[tuple[models.Model, str, list[str]]]:
    """Every row with a part of the name outside the whole name, what it is, and the places."""
    for match in subject.matches:
        excerpts = match.excerpts(subject.widest_words, beside=subject.words)
        if excerpts:
            yield match.record, capfirst(match.record._meta.verbose_name), excerpts
    for kept in Autosave.objects.select_related("content_type", "user").order_by("pk"):
        excerpts = [
            excerpt
            for _name, text in typed_pairs(kept)
            for excerpt in subject.widest_words.found_in(text, beside=subject.words)
        ]
        if excerpts:
            yield kept, capfirst(kept._meta.verbose_name), excerpts


def _goes_with(subject, owner) -> bool:
    """Whether the record is deleted with the person, as a quote is."""
    relations = (field for field in owner._meta.concrete_fields if field.name == "person")
    keys = {key_of(record) for record in subject.records}
    return any(
        getattr(owner, relation.attname) is not None
        and f"{relation.related_model._meta.label_lower}:{getattr(owner, relation.attname)}" in keys
        for relation in relations
        if relation.is_relation
    )
