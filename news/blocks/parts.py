"""The parts of a block, by the fields of its model, and what each kind of field answers.

A block stands as a dict of plain values in drafts, editions and packages; records are keys there.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django import forms
from django.db import models

from core.fields import LineField, LinesField, NameField, RowsField, TextField, URLField
from core.links import linked_record_ids, translate_reference_keys
from core.parsing import parse_whole_number
from core.richtext import RichTextField, clean_html
from news.blocks import rows

LINK_KINDS = ("member", "person", "article")
_ONE_LINE = 300  # characters

# (kind, key) -> the key of the record that takes its place, or None where there is none
Replace = Callable[[str, int], int | None]


class Reference(NamedTuple):
    """A record that a block names: the part that names it, the record's kind and key."""

    part: str
    kind: str
    key: int
    is_link: bool = False


class RecordMissing(Exception):
    """A block has lost a record that it can't do without."""


class Part:
    """One value of a block."""

    is_html = False
    related: type[models.Model] | None = None

    def __init__(self, field: models.Field):
        self.field, self.name, self.required = field, field.name, not field.blank

    def empty(self) -> object:
        """Return the value where a package does not name it."""
        return ""

    def read(self, row: models.Model):
        """Return the value as it stands in a row."""
        return getattr(row, self.field.attname)

    def write(self, row: models.Model, value) -> None:
        setattr(row, self.field.attname, value)

    def freeze(self, value):
        """Return the value as an edition holds it."""
        return value

    def show(self, value, page):
        """Return the value for a template; ``page`` is a :class:`news.content.rendering.PageRecords`."""
        return value

    def references(self, value) -> Iterator[Reference]:
        """Yield the records that the value names."""
        yield from ()

    def replace(self, value, replace: Replace):
        """Return the value with other records; raise RecordMissing where it can't be without."""
        return value

    def check(self, value) -> None:
        """Raise ValidationError where a value of the right type is wrong all the same."""


class Words(Part):
    """A line or a paragraph."""

    def form_field(self, label: str) -> forms.Field:
        """Return the field of a correction."""
        longest = self.field.max_length
        lines = 1 if longest and longest <= _ONE_LINE else 3
        field = self.field.formfield(label=label, widget=forms.Textarea(attrs={"rows": lines}))
        # a browser would cut a pasted text short and say nothing
        field.widget.attrs.pop("maxlength", None)
        return field

    def same_shape(self, before, after) -> bool:
        """Return whether a correction changes words alone."""
        return True

    def mentions(self, value, leaver):
        """Return where the words name the organisation of a :class:`members.leaving.findings.Leaver`."""
        return leaver.mentions(value)


class RichText(Words):
    is_html = True

    def form_field(self, label):
        return self.field.formfield(label=label)

    def freeze(self, value):
        return clean_html(value or "")

    def show(self, value, page):
        return page.html(value) if value else value

    def references(self, value):
        for kind in LINK_KINDS:
            for key in sorted(linked_record_ids([value or ""], kind)):
                yield Reference(self.name, kind, key, is_link=True)

    def replace(self, value, replace):
        def translate(kind, key):
            number = parse_whole_number(key) if kind in LINK_KINDS else None
            return key if number is None else replace(kind, number)

        return translate_reference_keys(value, translate) if value else value

    def mentions(self, value, leaver):
        return leaver.mentions_in_html(value)


class Row(Words):
    """One row of cells."""

    form_class: type[forms.Field] = rows.RowField

    def empty(self):
        return []

    def form_field(self, label):
        return self.form_class(label=label, validators=self.field.validators)

    def rows(self, value) -> list[list[str]]:
        return [value]

    def same_shape(self, before, after):
        return [len(row) for row in self.rows(after)] == [len(row) for row in self.rows(before)]

    def mentions(self, value, leaver):
        return leaver.mentions("\n".join(cell for row in self.rows(value) for cell in row))

    def check(self, value):
        self.field.run_validators(value)


class Rows(Row):
    """Rows of cells."""

    form_class = rows.RowsField

    def rows(self, value):
        return value


class Address(Part):
    """An address elsewhere on the web."""


class File(Part):
    """A file to download, by its name in the storage."""

    def read(self, row):
        return getattr(row, self.name).name


class Record(Part):
    """Another record, by its key."""

    def __init__(self, field):
        super().__init__(field)
        self.related = field.related_model
        self.kind = self.related._meta.model_name

    def empty(self):
        return None

    def show(self, value, page):
        return page.record(self.kind, value) if value else value

    def references(self, value):
        if value:
            yield Reference(self.name, self.kind, value)

    def replace(self, value, replace):
        new = replace(self.kind, value) if value else value
        if value and new is None and self.required:
            raise RecordMissing
        return new


class Records(Record):
    """Several records in an order of their own, each once."""

    def __init__(self, field):
        super().__init__(field)
        self.through = field.remote_field.through
        self._record = f"{field.m2m_reverse_field_name()}_id"

    def empty(self):
        return []

    def read(self, row):
        """Return an empty list, which :meth:`fill` fills for many rows at once."""
        return []

    def fill(self, values: dict[int, dict]) -> None:
        """Fill the lists of blocks, by the keys of their rows, in one query."""
        if not values:
            return
        chosen = self.through.objects.filter(block__in=values).order_by("position")
        for block, record in chosen.values_list("block_id", self._record):
            values[block][self.name].append(record)

    def write(self, row, value):
        """Take out the records that are not in ``value``; those that stay keep their positions."""
        gone = self.through.objects.filter(block=row).exclude(**{f"{self._record}__in": value})
        gone.delete()

    def rows_for(self, block: models.Model, value) -> list[models.Model]:
        """Return the rows, to be saved, of a block that is new."""
        return [
            self.through(block=block, position=position, **{self._record: record})
            for position, record in enumerate(value)
        ]

    def show(self, value, page):
        return page.records(self.kind, value)

    def references(self, value):
        for key in value or ():
            yield Reference(self.name, self.kind, key)

    def replace(self, value, replace):
        new = list(dict.fromkeys(replace(self.kind, key) for key in value))
        if None in new:
            new.remove(None)
            if not new and self.required:
                raise RecordMissing
        return new


# the most special first
_PARTS: tuple[tuple[type[models.Field], type[Part]], ...] = (
    (RichTextField, RichText),
    (RowsField, Rows),
    (LinesField, Row),
    (URLField, Address),
    (LineField, Words),
    (NameField, Words),
    (TextField, Words),
    (models.FileField, File),
    (models.ManyToManyField, Records),
    (models.ForeignKey, Record),
)


def part_of(field: models.Field) -> Part | None:
    """Return the part that a model's field is, None where no part is made for such fields."""
    part = next((part for of_field, part in _PARTS if isinstance(field, of_field)), None)
    return part and part(field)
