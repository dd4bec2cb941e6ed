"""A submitted form, split into its fields and rows, and put together again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from core.parsing import parse_whole_number
from desk.autosave.form_fields import RecordFormField
from desk.history.record_shapes import editable_fields, get_shape, has_shape, many_to_many_fields

ORDER = "ordering"
DELETED = "DELETE"
_KEY = "id"
_MOST_ROWS = 2000


@dataclass(eq=False)
class SubmittedRow:
    """One submitted row; ``key`` is empty for a new one."""

    key: str
    data: MultiValueDict = field(default_factory=MultiValueDict)
    number: int = 0

    @property
    def is_deleted(self) -> bool:
        return bool(self.data.get(DELETED))

    @property
    def order(self) -> int:
        return parse_whole_number(self.data.get(ORDER)) or 0


class SubmittedRows:
    """The submitted rows of one inline model."""

    def __init__(self, model: type[models.Model], prefix: str, fields: dict[str, RecordFormField]):
        self.model, self.prefix, self.fields = model, prefix, fields
        self.is_ordered = ORDER in fields
        self.rows: list[SubmittedRow] = []

    def read(self, data: QueryDict) -> None:
        """Take the rows from ``data``."""
        count = min(parse_whole_number(data.get(f"{self.prefix}-TOTAL_FORMS")) or 0, _MOST_ROWS)
        self.rows = [SubmittedRow("") for _number in range(count)]
        for name, number, rest in self._numbered(data):
            if number < count:
                self.rows[number].data.setlist(rest, data.getlist(name))
        self.rows = [row for row in self.rows if row.data]
        for row in self.rows:
            row.key = row.data.get(_KEY) or ""

    def write(self, data: QueryDict) -> None:
        """Put the rows back into ``data``, existing ones first, as Django needs them."""
        for name in [name for name, _number, _rest in self._numbered(data)]:
            del data[name]
        self.rows.sort(key=lambda row: not row.key)
        for number, row in enumerate(self.rows):
            row.number = number
            row.data[_KEY] = row.key
            for name, values in row.data.lists():
                data.setlist(f"{self.prefix}-{number}-{name}", values)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(self.rows))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(sum(bool(row.key) for row in self.rows))

    def _numbered(self, data) -> Iterator[tuple[str, int, str]]:
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,6}})-(.+)", re.ASCII)
        for name in list(data):
            if match := pattern.fullmatch(name):
                yield name, int(match[1]), match[2]


class SubmittedForm:
    """The submitted form of a record, field by field and row by row."""

    def __init__(
        self, model, fields: dict[str, RecordFormField], parts: list[SubmittedRows], data: QueryDict
    ):
        self.model, self.fields, self.parts, self.data = model, fields, parts, data
        for part in parts:
            part.read(data)

    def to_query_dict(self) -> QueryDict:
        """Return the form as a browser would send it now."""
        for part in self.parts:
            part.write(self.data)
        return self.data


def read_submitted_form(model_admin, request, record, data: QueryDict) -> SubmittedForm:
    """Parse ``data`` as the form that ``model_admin`` shows of ``record`` (None: of a new one)."""
    form_class = model_admin.get_form(
        request,
        record,
        change=record is not None,
        fields=flatten_fieldsets(model_admin.get_fieldsets(request, record)),
    )
    form = form_class(instance=record)
    parts = [
        SubmittedRows(
            formset.model,
            formset.prefix,
            _fields(formset.model, formset.empty_form, without=formset.fk.name),
        )
        for formset in _formsets(model_admin, request, record or form.instance)
    ]
    return SubmittedForm(model_admin.model, _fields(model_admin.model, form), parts, data)


def _formsets(model_admin, request, record) -> Iterable[forms.BaseFormSet]:
    """Yield an empty formset for each inline model of the record, without any query."""
    part_models = get_shape(model_admin.model).parts if has_shape(model_admin.model) else ()
    prefixes: dict[str, int] = {}
    obj = record if record.pk else None
    for formset_class, _inline in model_admin.get_formsets_with_inlines(request, obj):
        prefix = formset_class.get_default_prefix()
        prefixes[prefix] = prefixes.get(prefix, 0) + 1
        if prefixes[prefix] > 1:
            prefix = f"{prefix}-{prefixes[prefix]}"
        if formset_class.model in part_models:
            nothing = formset_class.model._default_manager.none()
            yield formset_class(instance=record, prefix=prefix, queryset=nothing)


def _fields(model, form, without=None) -> dict[str, RecordFormField]:
    names = {column.name for column in (*editable_fields(model), *many_to_many_fields(model))} - {
        without
    }
    return {
        name: RecordFormField(model, name, column)
        for name, column in form.fields.items()
        if name in names
    }
