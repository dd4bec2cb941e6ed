"""Formsets with a constant number of queries, for 6 rows as for 200, that never end in a dead end."""

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.formsets import (
    DELETION_FIELD_NAME,
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.forms.models import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.parsing import parse_whole_number
from desk.toolkit.choices import (
    OrderedChoiceField,
    SeparatelyStoredField,
    SharedChoiceField,
    SharedRecords,
)
from desk.toolkit.submission import Submission

_MOST_ROWS = 2000


class KnownRowField(forms.Field):
    """The hidden key of a row, looked up among the rows that the formset has fetched."""

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
    """An inline formset that fetches the chosen records of all its rows together."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._shared = {}
        if self.is_bound and not self.save_as_new:
            living = {str(row.pk) for row in self.get_queryset()} if self.instance.pk else set()
            self.data, self.files = normalise_rows(
                self.data, self.files, self.prefix, self._key_name, living
            )

    def hold(self, submission: Submission):
        """Return the rows to the user before they are saved: none is valid, none shows errors."""
        for form in self.forms:
            form.submission = submission
            form.full_clean()
        self._errors, self._non_form_errors = [{} for _form in self.forms], self.error_class()

    @property
    def removed(self) -> list[str]:
        """The prefixes of the rows that will be deleted."""
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
            if isinstance(field, SeparatelyStoredField) and form.instance.pk:
                form.initial.setdefault(name, self._stored(name, field).get(form.instance.pk, []))
            if isinstance(field, SharedChoiceField) and not self.is_bound:
                self._prime(form.instance, name, field)

    def _records(self, name, field):
        if name not in self._shared:
            self._shared[name] = SharedRecords(field.queryset, lambda: self._chosen(name, field))
        return self._shared[name]

    def _chosen(self, name, field):
        if self.is_bound:
            lists = getattr(self.data, "getlist", lambda key: [self.data.get(key)])
            rows = range(self.total_form_count())
            return [key for row in rows for key in lists(f"{self.add_prefix(row)}-{name}") if key]
        if isinstance(field, SeparatelyStoredField):
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
        """Set the related record of a row, so that ``__str__`` does not fetch it again."""
        column = instance._meta.get_field(name)
        record = field.records.by_key.get(str(getattr(instance, column.attname)))
        if record is not None:
            column.set_cached_value(instance, record)

    # Django makes a new one each time it is asked for, and it is asked for often
    empty_form = cached_property(BaseInlineFormSet.empty_form.fget)

    @cached_property
    def media(self):
        # one form's media is that of all
        return self.empty_form.media


def unwrap_widget(widget):
    """Return the widget inside Django's wrapper for related records."""
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def normalise_rows(data, files, prefix, key_name, living):
    """Return posted rows in the order that Django needs: existing rows first.

    A row that somebody else deleted in the meantime becomes a new one, so that its text is not
    lost; a row that somebody else added stays. Otherwise a vanished row would end in "correct the
    error below" without a visible error. Rows without any posted field are left out, whatever
    number of rows the form claims, since each costs a form. Without a count there are no rows.
    """
    if f"{prefix}-TOTAL_FORMS" not in data:
        # a form that was open before this kind of row was deployed, or input kept from one
        counts = {f"{prefix}-{name}": "0" for name in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT)}
        data = data.copy()
        data.update(counts)
        return data, files
    rows = submitted_row_numbers(data, files, prefix)
    if rows is None:
        return data, files
    rows = rows[:_MOST_ROWS]
    keys = [data.get(f"{prefix}-{row}-{key_name}") or "" for row in rows]
    vanished = [bool(key) and key not in living for key in keys]
    order = sorted(range(len(rows)), key=lambda index: not keys[index] or vanished[index])
    places = {rows[index]: place for place, index in enumerate(order)}
    data, files = _renumbered(data, prefix, places), _renumbered(files, prefix, places)
    data = _renumbered(data, f"initial-{prefix}", places)
    for row, has_vanished in zip(rows, vanished, strict=True):
        if has_vanished:
            data[f"{prefix}-{places[row]}-{key_name}"] = ""
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(map(bool, keys)) - sum(vanished))
    return data, files


def drop_vanished_rows(data, prefix, key_name, living):
    """Return the posted rows of a list without those that were deleted in the meantime."""
    data, _files = normalise_rows(data, MultiValueDict(), prefix, key_name, living)
    data[f"{prefix}-TOTAL_FORMS"] = data[f"{prefix}-INITIAL_FORMS"]
    return data


def submitted_row_numbers(data, files, prefix) -> list[int] | None:
    """Return the numbers of the rows with any posted field; None if the count is unreadable."""
    try:
        total = ManagementForm.base_fields[TOTAL_FORM_COUNT].clean(
            data.get(f"{prefix}-TOTAL_FORMS")
        )
    except forms.ValidationError:
        return None
    numbers = {_row_of(name, prefix)[0] for source in (data, files) for name in source} - {None}
    return sorted(number for number in numbers if number < total)


def _row_of(name, prefix) -> tuple[int | None, str]:
    """Return the row number of a field, None for no row, and its name within the row."""
    start = f"{prefix}-"
    if not name.startswith(start):
        return None, name
    row, dash, field_name = name.removeprefix(start).partition("-")
    return parse_whole_number(row) if dash else None, field_name


def _renumbered(source, prefix, places):
    """Return ``source`` with the rows of ``prefix`` renumbered."""
    renumbered = MultiValueDict()
    for name in source:
        row, field_name = _row_of(name, prefix)
        target = f"{prefix}-{places[row]}-{field_name}" if row in places else name
        renumbered.setlist(target, source.getlist(name))
    return renumbered
