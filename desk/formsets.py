"""Formsets that cost the same number of queries for 6 rows and for 200, and lead into no dead end."""

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.parsing import parse_int
from desk.choices import OrderedChoiceField, Records, SharedChoiceField, StoredApart

_MOST_ROWS = 2000


class KnownRowField(forms.Field):
    """The hidden key of a row, looked up among the rows that the formset has fetched already."""

    widget = forms.HiddenInput
    default_error_messages = {"unknown": _("This row was deleted meanwhile.")}

    def __init__(self, formset, initial):
        super().__init__(required=False, initial=initial)
        self.formset = formset

    def clean(self, value):
        if value in self.empty_values:
            return None
        row = next((row for row in self.formset.get_queryset() if str(row.pk) == str(value)), None)
        if row is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return row

    def has_changed(self, initial, data):
        return False


class DeskFormSet(BaseInlineFormSet):
    """An inline formset that fetches what its rows have chosen once for all rows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._shared = {}
        if self.is_bound and not self.save_as_new:
            living = {str(row.pk) for row in self.get_queryset()} if self.instance.pk else set()
            self.data, self.files = normalised(
                self.data, self.files, self.prefix, self._key_name, living
            )

    def hold(self):
        """Let the rows be looked at before they are saved: none is valid, none complains."""
        for form in self.forms:
            form.held = True
            form.full_clean()
        self._errors, self._non_form_errors = [{} for _form in self.forms], self.error_class()

    @property
    def removed(self) -> list[str]:
        """The prefixes of the rows that will go with the save."""
        return [
            form.prefix
            for form in self.forms
            if DELETION_FIELD_NAME in form.fields and form[DELETION_FIELD_NAME].value()
        ]

    @property
    def _key_name(self):
        return self.model._meta.pk.name

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.brings_media = index is None
        key = form.fields.get(self._key_name)
        if key is not None:
            form.fields[self._key_name] = KnownRowField(self, key.initial)
        for name, field in form.fields.items():
            if isinstance(field, SharedChoiceField | OrderedChoiceField):
                field.records = self._records(name, field)
            if isinstance(field, StoredApart) and form.instance.pk:
                form.initial.setdefault(name, self._stored(name, field).get(form.instance.pk, []))
            if isinstance(field, SharedChoiceField) and not self.is_bound:
                self._prime(form.instance, name, field)

    def _records(self, name, field):
        if name not in self._shared:
            self._shared[name] = Records(field.queryset, lambda: self._chosen(name, field))
        return self._shared[name]

    def _chosen(self, name, field):
        if self.is_bound:
            lists = getattr(self.data, "getlist", lambda key: [self.data.get(key)])
            rows = range(self.total_form_count())
            return [key for row in rows for key in lists(f"{self.add_prefix(row)}-{name}") if key]
        if isinstance(field, StoredApart):
            return [key for keys in self._stored(name, field).values() for key in keys]
        column = self.model._meta.get_field(name).attname
        return [getattr(row, column) for row in self.get_queryset() if getattr(row, column)]

    def _stored(self, name, field):
        key = f"{name} as stored"
        if key not in self._shared:
            self._shared[key] = field.load_all(self.get_queryset())
        return self._shared[key]

    @staticmethod
    def _prime(instance, name, field):
        """Give the row its record, so that no ``__str__`` fetches it again."""
        column = instance._meta.get_field(name)
        found = field.records.found.get(str(getattr(instance, column.attname)))
        if found is not None:
            column.set_cached_value(instance, found)

    # Django makes a new one each time it is asked for, and it is asked for often
    empty_form = cached_property(BaseInlineFormSet.empty_form.fget)

    @cached_property
    def media(self):
        # one form's media is that of all
        return self.empty_form.media


def unwrapped(widget):
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def normalised(data, files, prefix, key_name, living):
    """Posted rows in the order that Django insists on: those that live in the database first.

    A row that somebody else deleted meanwhile becomes a new one, so that its text is not lost; a
    row that somebody else added stays as it is. Without this a vanished row ends in "correct the
    error below" with no error to be seen.
    """
    total = parse_int(data.get(f"{prefix}-TOTAL_FORMS"))
    if total is None:
        return data, files
    total = min(total, _MOST_ROWS)
    keys = [data.get(f"{prefix}-{row}-{key_name}") or "" for row in range(total)]
    vanished = [bool(key) and key not in living for key in keys]
    order = sorted(range(total), key=lambda row: not keys[row] or vanished[row])
    places = {row: place for place, row in enumerate(order)}
    data, files = _moved(data, prefix, places), _moved(files, prefix, places)
    data = _moved(data, f"initial-{prefix}", places)
    for row, gone in enumerate(vanished):
        if gone:
            data[f"{prefix}-{places[row]}-{key_name}"] = ""
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(map(bool, keys)) - sum(vanished))
    return data, files


def without_vanished(data, prefix, key_name, living):
    """Posted rows of a list without those that somebody deleted meanwhile."""
    data, _files = normalised(data, MultiValueDict(), prefix, key_name, living)
    data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"]
    return data


def _moved(source, prefix, places):
    """``source`` with the rows of ``prefix`` renumbered."""
    moved = MultiValueDict()
    start = f"{prefix}-"
    for name in source:
        row, dash, rest = name.removeprefix(start).partition("-")
        place = places.get(parse_int(row)) if name.startswith(start) and dash else None
        target = name if place is None else f"{start}{place}-{rest}"
        moved.setlist(target, source.getlist(name))
    return moved
