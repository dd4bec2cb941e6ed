"""The parts of blocks: what the field of a block's model can do in drafts, editions and pages.

In drafts, editions and packages a block is a dict of plain values, with keys for records.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django import forms
from django.db import models

from core.links import linked_record_ids, translate_reference_keys
from core.parsing import parse_whole_number
from core.richtext import clean_html
from news.blocks import rows

LINK_KINDS = ("member", "person", "article")
_ONE_LINE = 300  # characters

# (kind, key) -> the key of the replacement, or None if there is none
Replace = Callable[[str, int], int | None]


class Reference(NamedTuple):
    """A reference of a block to a record: the name of the part, the record's kind and key."""

    part: str
    kind: str
    key: int
    is_link: bool = False


class Part:
    """A value of a block, described by a field of its model."""

    is_html = False
    related: type[models.Model] | None = None

    def __init__(self, field: models.Field):
        self.field, self.name, self.required = field, field.name, not field.blank

    def empty(self) -> object:
        """Return the value for a package that does not have it."""
        return ""

    def read(self, row: models.Model):
        """Return the value of a row."""
        return getattr(row, self.field.attname)

    def write(self, row: models.Model, value) -> None:
        """Set the value on a row."""
        setattr(row, self.field.attname, value)

    def freeze(self, value):
        """Return the value for an edition."""
        return value

    def show(self, value, page):
        """Return the value for a template; ``page`` is a :class:`news.content.rendering.PageRecords`."""
        return value

    def references(self, value) -> Iterator[Reference]:
        """Yield the references to records in the value."""
        yield from ()

    def replace(self, value, replace: Replace):
        """Return the value with other records; raise RecordMissing if a required one has no replacement."""
        return value

    def check(self, value) -> None:
        """Raise ValidationError for a value of the right type that is invalid."""


class TextPart(Part):
    """A line or a paragraph of plain text."""

    def form_field(self, label: str) -> forms.Field:
        """Return the form field for a correction."""
        longest = self.field.max_length
        lines = 1 if longest and longest <= _ONE_LINE else 3
        field = self.field.formfield(label=label, widget=forms.Textarea(attrs={"rows": lines}))
        # a browser would silently cut off a pasted text
        field.widget.attrs.pop("maxlength", None)
        return field

    def same_shape(self, before, after) -> bool:
        """Return whether a correction changes nothing but words."""
        return True

    def mentions(self, value, leaver):
        """Return the mentions of the organisation of a :class:`members.leaving.findings.Leaver`."""
        return leaver.mentions(value)


class RichTextPart(TextPart):
    """Cleaned HTML with links to records."""

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


class RowPart(TextPart):
    """A row of cells."""

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


class RowsPart(RowPart):
    """Rows of cells."""

    form_class = rows.RowsField

    def rows(self, value):
        return value


class URLPart(Part):
    """The URL of another site."""


class FilePart(Part):
    """A file to download, by its storage name."""

    def read(self, row):
        return getattr(row, self.name).name
