"""What erasing a person leaves: parts of the name that stand alone, and data that is never searched.

A surname or first name alone may be somebody else's, so a user decides for each record whether it
means the erased person.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from django.core.paginator import Paginator
from django.db import models
from django.utils.text import capfirst

from core.parsing import parse_whole_number
from desk.models import Autosave
from desk.privacy.data_subject import DataSubject
from desk.privacy.kept_input import parse_autosave
from desk.privacy.owners import find_owner, has_change_form, row_key, row_label
from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.report import PersonalDataItem
from desk.toolkit.uses import RecordUse

_PAGE = 100


@dataclass
class Leftover:
    """One record with a part of the name standing alone in its texts.

    ``likely`` is true if the record is otherwise about the person, so that the part is theirs.
    """

    owner: models.Model
    likely: bool = False
    kinds: list[str] = field(default_factory=list)
    # of its rows; they are many, and few are ever shown
    find_excerpts: list[Callable[[], list[str]]] = field(default_factory=list)

    @cached_property
    def key(self) -> str:
        return row_key(self.owner)

    @cached_property
    def label(self) -> str:
        return row_label(self.owner)

    @cached_property
    def address(self) -> str:
        return RecordUse(self.owner).address if has_change_form(self.owner) else ""

    @cached_property
    def excerpts(self) -> list[str]:
        return list(dict.fromkeys(text for find in self.find_excerpts for text in find()))

    def add(self, kind: str, find_excerpts: Callable[[], list[str]]) -> None:
        """Add another row of the record that contains a part of the name."""
        self.kinds = list(dict.fromkeys([*self.kinds, kind]))
        self.find_excerpts.append(find_excerpts)


class LeftoverPage:
    """The leftovers on one page of their list; ``ticked`` has the keys that are ticked on any page."""

    def __init__(self, leftovers: list[Leftover], ticked: Collection[str], number: str | None):
        self._leftovers = leftovers
        page = Paginator(leftovers, _PAGE).get_page(number)
        self._shown: list[Leftover] = list(page.object_list)
        self.previous = page.previous_page_number() if page.has_previous() else None
        self.next = page.next_page_number() if page.has_next() else None
        on_page = {leftover.key for leftover in self._shown}
        self.ticked_elsewhere = [
            leftover.key
            for leftover in leftovers
            if leftover.key in ticked and leftover.key not in on_page
        ]

    def __len__(self) -> int:
        return len(self._leftovers)

    def __iter__(self) -> Iterator[Leftover]:
        return iter(self._shown)


def find_remainders(subject: DataSubject, about: set[str]) -> list[PersonalDataItem]:
    """Return what erasing the person leaves, by kind."""
    items = [
        item for data in personal_data_of_apps() for item in data.find_remaining(subject, about)
    ]
    return sorted(items, key=lambda item: item.kind)


def keys_about_person(items: Iterable[PersonalDataItem]) -> set[str]:
    """Return the keys of the records that are about the person."""
    return {item.about for item in items} - {""}


def keys_of_model(about: Iterable[str], model: type[models.Model]) -> set[int]:
    """Return the keys of records of ``model`` among keys of all tables."""
    label = model._meta.label_lower
    parts = (key.partition(":") for key in about)
    return {
        number
        for name, _colon, key in parts
        if name == label and (number := parse_whole_number(key))
    }


def find_leftovers(subject: DataSubject, items: Iterable[PersonalDataItem] = ()) -> list[Leftover]:
    """Return where parts of the name stand alone, the likely ones first.

    ``items`` is the personal data found so far: a part of the name in a record about the person is
    likely theirs.
    """
    about = keys_about_person(items)
    leftovers_by_key: dict[str, Leftover] = {}
    for row, kind, find_excerpts in _rows(subject):
        owner = find_owner(row)
        if owner in subject.records or _goes_with(subject, owner):
            continue
        leftover = leftovers_by_key.setdefault(row_key(owner), Leftover(owner))
        leftover.add(kind, find_excerpts)
    for leftover in leftovers_by_key.values():
        leftover.likely = leftover.key in about
    return sorted(
        leftovers_by_key.values(),
        key=lambda leftover_item: (not leftover_item.likely, leftover_item.key),
    )


def _rows(subject) -> Iterator[tuple[models.Model, str, Callable[[], list[str]]]]:
    """Yield every row with a part of the name outside the whole name, its kind, and its excerpts."""
    wide, whole = subject.widest_words, subject.words
    for match in subject.matching_rows:
        if match.contains(wide, beside=whole):
            kind = capfirst(match.record._meta.verbose_name)
            yield match.record, kind, partial(match.excerpts, wide, beside=whole)
    for autosave in Autosave.objects.select_related("content_type", "user").order_by("pk"):
        texts = [text for _name, text in parse_autosave(autosave)]
        excerpts = [excerpt for text in texts for excerpt in wide.found_in(text, beside=whole)]
        if excerpts:
            yield autosave, capfirst(autosave._meta.verbose_name), partial(list, excerpts)


def _goes_with(subject, owner) -> bool:
    """Whether the record is deleted with the person, like a quote."""
    relations = (field for field in owner._meta.concrete_fields if field.name == "person")
    keys = {row_key(record) for record in subject.records}
    return any(
        getattr(owner, relation.attname) is not None
        and f"{relation.related_model._meta.label_lower}:{getattr(owner, relation.attname)}" in keys
        for relation in relations
        if relation.is_relation
    )
