"""Choose the part for each type of model field."""

from django.db import models

from core.fields import LineField, LinesField, NameField, RowsField, TextField, URLField
from core.richtext import RichTextField
from news.blocks.parts import FilePart, Part, RichTextPart, RowPart, RowsPart, TextPart, URLPart
from news.blocks.record_parts import RecordListPart, RecordPart

# the most specific first
_PARTS: tuple[tuple[type[models.Field], type[Part]], ...] = (
    (RichTextField, RichTextPart),
    (RowsField, RowsPart),
    (LinesField, RowPart),
    (URLField, URLPart),
    (LineField, TextPart),
    (NameField, TextPart),
    (TextField, TextPart),
    (models.FileField, FilePart),
    (models.ManyToManyField, RecordListPart),
    (models.ForeignKey, RecordPart),
)


def make_part(field: models.Field) -> Part | None:
    """Return the part for a field of a model, or None for a field of another type."""
    part = next((part for of_field, part in _PARTS if isinstance(field, of_field)), None)
    return part and part(field)
