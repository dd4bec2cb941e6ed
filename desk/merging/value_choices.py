"""Ask which value of each differing field a merged record gets."""

from django import forms
from django.utils.text import Truncator

from desk.history.display import display_value, field_label

_MOST_WORDS = 60  # of a text that is compared


def display_short_value(model, column, record) -> str:
    """Return the value of ``column`` as text, cut after many words."""
    words = display_value(model, column.name, column.value_from_object(record))
    return Truncator(words).words(_MOST_WORDS)


def make_choices_form(columns, aliases, target) -> type[forms.Form]:
    """Return a form that asks for the right value of each of ``columns``, initially that of ``target``."""
    fields = {}
    for column in columns:
        values = {}
        for record in (target, *aliases):
            value = column.value_from_object(record)
            if value not in (None, "") and value not in values.values():
                values[record.pk] = value
        model = type(target)
        by_key = {record.pk: record for record in (target, *aliases)}
        fields[column.name] = forms.ChoiceField(
            choices=[(pk, display_short_value(model, column, by_key[pk])) for pk in values],
            widget=forms.RadioSelect,
            initial=target.pk,
            label=field_label(model, column.name),
        )
    return type("ChoicesForm", (forms.Form,), fields)
