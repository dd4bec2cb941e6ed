"""One field of a form: its initial value, the submitted one, and how values are sent."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.datastructures import MultiValueDict

from core.richtext import clean_html
from desk.history.display import ValueDisplay
from desk.history.text_diff import looks_like_html
from desk.history.text_merge import merge_words
from desk.toolkit.choices import SeparatelyStoredField
from desk.toolkit.formsets import unwrap_widget


class RecordFormField:
    """A form field with the column or many-to-many field of its model that it writes."""

    def __init__(self, model: type[models.Model], name: str, field: forms.Field):
        self.model, self.name, self.field = model, name, field
        self.column = model._meta.get_field(name)
        self.widget = unwrap_widget(field.widget)

    @property
    def names(self) -> list[str]:
        """The names under which a browser sends it."""
        if isinstance(self.widget, forms.MultiWidget):
            return [f"{self.name}{part}" for part in self.widget.widgets_names]
        return [self.name]

    def initial(self, values: dict):
        """Return the initial value for a record with these plain values."""
        value = values.get(self.name)
        if isinstance(self.field, SeparatelyStoredField):
            return self.field.from_keys(value or [])
        if value is None or self.column.many_to_many:
            return value
        if isinstance(self.column, models.ForeignKey | models.JSONField | models.FileField):
            return value
        value = self.column.to_python(value)
        # as Django does where the widget shows no fractions of a second
        return value.replace(microsecond=0) if isinstance(value, datetime) else value

    def submitted(self, row: MultiValueDict):
        """Return the submitted value."""
        return self.widget.value_from_datadict(row, {}, self.name)

    def differs(self, values: dict, row: MultiValueDict) -> bool:
        """Whether the submitted value differs from these values."""
        initial, value = self.initial(values), self.submitted(row)
        if isinstance(self.field, forms.FileField):
            return bool(value)
        if isinstance(initial, str) and isinstance(value, str):
            initial, value = _comparable(initial), _comparable(value)
        return self.field.has_changed(initial, value)

    def as_submitted(self, values: dict) -> dict[str, list[str]]:
        """Return the values as a browser would send them."""
        value = self.field.prepare_value(self.initial(values))
        if isinstance(self.field, forms.FileField):
            return {}
        if isinstance(self.widget, forms.MultiWidget):
            parts = zip(self.widget.widgets, self.widget.decompress(value), strict=True)
            texts = [[part.format_value(item) or ""] for part, item in parts]
            return dict(zip(self.names, texts, strict=True))
        if isinstance(self.widget, forms.CheckboxInput):
            return {self.name: ["on"] if value else []}
        if getattr(self.widget, "allow_multiple_selected", False):
            return {self.name: [str(item) for item in value or ()]}
        if isinstance(self.widget, forms.Select):
            return {self.name: ["" if value is None else str(value)]}
        return {self.name: [self.widget.format_value(value) or ""]}

    def put(self, values: dict, row: MultiValueDict) -> None:
        """Put the values into a submitted row."""
        for name, texts in self.as_submitted(values).items():
            if texts:
                row.setlist(name, texts)
            else:
                row.pop(name, None)

    def merge(self, base: dict, row: MultiValueDict, theirs: dict) -> str | None:
        """Return the text with both changes; None if it is not running text, or the changes overlap."""
        value = self.submitted(row)
        texts = (base.get(self.name), value, theirs.get(self.name))
        if not isinstance(self.column, models.TextField) or not all(
            isinstance(text, str) for text in texts
        ):
            return None
        return merge_words(*map(_comparable, texts))

    def display(self, values: dict, words: ValueDisplay) -> str:
        """Return the values as text."""
        return words.display(self.model, self.name, values.get(self.name))

    def display_submitted(self, row: MultiValueDict, words: ValueDisplay) -> str:
        """Return the submitted value as text; an invalid one as it was typed."""
        value = self.submitted(row)
        if isinstance(self.field, forms.FileField):
            return ""
        if not (self.column.many_to_many or isinstance(self.column, models.ForeignKey)):
            try:
                value = self._python(value)
            except ValidationError:
                value = " – ".join(filter(None, value)) if isinstance(value, list) else value
        return words.display(self.model, self.name, value)

    def _python(self, value):
        if isinstance(self.field, forms.MultiValueField):
            return self.field.clean(value)
        return self.field.to_python(value)


def _comparable(text):
    """Return a text without insignificant differences: line endings, and what cleaning removes."""
    text = text.replace("\r\n", "\n")
    return clean_html(text) if looks_like_html(text) else text
