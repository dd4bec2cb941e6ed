"""One field of a form: what it began with, what was typed, and how its value is sent."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.datastructures import MultiValueDict

from core.richtext import clean_html
from desk.history.display import ValuesInWords
from desk.history.text_diff import is_html
from desk.history.text_merge import merge_words
from desk.toolkit.choices import StoredApart
from desk.toolkit.formsets import unwrapped


class FieldOfForm:
    """A field of a form with the column or the choice of its model that it writes."""

    def __init__(self, model: type[models.Model], name: str, field: forms.Field):
        self.model, self.name, self.field = model, name, field
        self.column = model._meta.get_field(name)
        self.widget = unwrapped(field.widget)

    @property
    def names(self) -> list[str]:
        """The names under which a browser sends it."""
        if isinstance(self.widget, forms.MultiWidget):
            return [f"{self.name}{part}" for part in self.widget.widgets_names]
        return [self.name]

    def initial(self, values: dict):
        """What the field shows of a record that has these plain values."""
        value = values.get(self.name)
        if isinstance(self.field, StoredApart):
            return self.field.from_keys(value or [])
        if value is None or self.column.many_to_many:
            return value
        if isinstance(self.column, models.ForeignKey | models.JSONField | models.FileField):
            return value
        value = self.column.to_python(value)
        # as Django does where the widget shows no fractions of a second
        return value.replace(microsecond=0) if isinstance(value, datetime) else value

    def typed(self, row: MultiValueDict):
        return self.widget.value_from_datadict(row, {}, self.name)

    def differs(self, values: dict, row: MultiValueDict) -> bool:
        """Whether what was typed is something else than these values."""
        initial, typed = self.initial(values), self.typed(row)
        if isinstance(self.field, forms.FileField):
            return bool(typed)
        if isinstance(initial, str) and isinstance(typed, str):
            initial, typed = _comparable(initial), _comparable(typed)
        return self.field.has_changed(initial, typed)

    def sent(self, values: dict) -> dict[str, list[str]]:
        """The values as a browser would send them back."""
        value = self.field.prepare_value(self.initial(values))
        if isinstance(self.field, forms.FileField):
            return {}
        if isinstance(self.widget, forms.MultiWidget):
            parts = zip(self.widget.widgets, self.widget.decompress(value), strict=True)
            shown = [[part.format_value(one) or ""] for part, one in parts]
            return dict(zip(self.names, shown, strict=True))
        if isinstance(self.widget, forms.CheckboxInput):
            return {self.name: ["on"] if value else []}
        if getattr(self.widget, "allow_multiple_selected", False):
            return {self.name: [str(one) for one in value or ()]}
        if isinstance(self.widget, forms.Select):
            return {self.name: ["" if value is None else str(value)]}
        return {self.name: [self.widget.format_value(value) or ""]}

    def put(self, values: dict, row: MultiValueDict) -> None:
        for name, sent in self.sent(values).items():
            if sent:
                row.setlist(name, sent)
            else:
                row.pop(name, None)

    def merged(self, base: dict, row: MultiValueDict, theirs: dict) -> str | None:
        """Return the text with what both changed in it; None where it is no running text, or they meet."""
        typed = self.typed(row)
        texts = (base.get(self.name), typed, theirs.get(self.name))
        if not isinstance(self.column, models.TextField) or not all(
            isinstance(text, str) for text in texts
        ):
            return None
        return merge_words(*map(_comparable, texts))

    def words(self, values: dict, words: ValuesInWords) -> str:
        return words.of(self.model, self.name, values.get(self.name))

    def typed_words(self, row: MultiValueDict, words: ValuesInWords) -> str:
        """What was typed, as it reads; what the field would not take reads as it was typed."""
        typed = self.typed(row)
        if isinstance(self.field, forms.FileField):
            return ""
        if not (self.column.many_to_many or isinstance(self.column, models.ForeignKey)):
            try:
                typed = self._python(typed)
            except ValidationError:
                typed = " – ".join(filter(None, typed)) if isinstance(typed, list) else typed
        return words.of(self.model, self.name, typed)

    def _python(self, typed):
        if isinstance(self.field, forms.MultiValueField):
            return self.field.clean(typed)
        return self.field.to_python(typed)


def _comparable(text):
    """A text without what is no change: the ends of lines, and what cleaning takes away."""
    text = text.replace("\r\n", "\n")
    return clean_html(text) if is_html(text) else text
