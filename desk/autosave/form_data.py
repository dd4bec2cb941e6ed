"""A form as it was sent, taken apart into its fields and its rows, and put together again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from core.parsing import parse_whole_number
from desk.autosave.form_fields import FieldOfForm
from desk.history.serializing import choices_of, fields_of, has_shape, shape_of

ORDER = "ordering"
DELETED = "DELETE"
_KEY = "id"
_MOST_ROWS = 2000


@dataclass(eq=False)
class Row:
    """One row as it was sent; ``key`` is empty for a new one."""

    key: str
    sent: MultiValueDict = field(default_factory=MultiValueDict)
    number: int = 0

    @property
    def is_deleted(self) -> bool:
        return bool(self.sent.get(DELETED))

    @property
    def order(self) -> int:
        return parse_whole_number(self.sent.get(ORDER)) or 0


class Rows:
    """The rows of one kind in a form."""

    def __init__(self, model: type[models.Model], prefix: str, fields: dict[str, FieldOfForm]):
        self.model, self.prefix, self.fields = model, prefix, fields
        self.is_ordered = ORDER in fields
        self.rows: list[Row] = []

    def read(self, sent: QueryDict) -> None:
        count = min(parse_whole_number(sent.get(f"{self.prefix}-TOTAL_FORMS")) or 0, _MOST_ROWS)
        self.rows = [Row("") for _number in range(count)]
        for name, number, rest in self._numbered(sent):
            if number < count:
                self.rows[number].sent.setlist(rest, sent.getlist(name))
        self.rows = [row for row in self.rows if row.sent]
        for row in self.rows:
            row.key = row.sent.get(_KEY) or ""

    def write(self, sent: QueryDict) -> None:
        """Put the rows back into ``sent``, those that have a record first, as Django insists."""
        for name in [name for name, _number, _rest in self._numbered(sent)]:
            del sent[name]
        self.rows.sort(key=lambda row: not row.key)
        for number, row in enumerate(self.rows):
            row.number = number
            row.sent[_KEY] = row.key
            for name, values in row.sent.lists():
                sent.setlist(f"{self.prefix}-{number}-{name}", values)
        sent[f"{self.prefix}-TOTAL_FORMS"] = str(len(self.rows))
        sent[f"{self.prefix}-INITIAL_FORMS"] = str(sum(bool(row.key) for row in self.rows))

    def _numbered(self, sent) -> Iterator[tuple[str, int, str]]:
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,6}})-(.+)", re.ASCII)
        for name in list(sent):
            if found := pattern.fullmatch(name):
                yield name, int(found[1]), found[2]


class SentForm:
    """What somebody's form of a record holds, field by field and row by row."""

    def __init__(self, model, fields: dict[str, FieldOfForm], parts: list[Rows], sent: QueryDict):
        self.model, self.fields, self.parts, self.sent = model, fields, parts, sent
        for part in parts:
            part.read(sent)

    def written(self) -> QueryDict:
        """The form as it would be sent now."""
        for part in self.parts:
            part.write(self.sent)
        return self.sent


def sent_form(model_admin, request, record, sent: QueryDict) -> SentForm:
    """``sent`` read as the form that ``model_admin`` shows of ``record`` (None: of a new one)."""
    form_class = model_admin.get_form(
        request,
        record,
        change=record is not None,
        fields=flatten_fieldsets(model_admin.get_fieldsets(request, record)),
    )
    form = form_class(instance=record)
    parts = [
        Rows(
            formset.model,
            formset.prefix,
            _fields(formset.model, formset.empty_form, without=formset.fk.name),
        )
        for formset in _formsets(model_admin, request, record or form.instance)
    ]
    return SentForm(model_admin.model, _fields(model_admin.model, form), parts, sent)


def _formsets(model_admin, request, record) -> Iterable[forms.BaseFormSet]:
    """An empty formset for each kind of row that belongs to the record; none asks the database."""
    kept = shape_of(model_admin.model).parts if has_shape(model_admin.model) else ()
    prefixes: dict[str, int] = {}
    obj = record if record.pk else None
    for formset_class, _inline in model_admin.get_formsets_with_inlines(request, obj):
        prefix = formset_class.get_default_prefix()
        prefixes[prefix] = prefixes.get(prefix, 0) + 1
        if prefixes[prefix] > 1:
            prefix = f"{prefix}-{prefixes[prefix]}"
        if formset_class.model in kept:
            nothing = formset_class.model._default_manager.none()
            yield formset_class(instance=record, prefix=prefix, queryset=nothing)


def _fields(model, form, without=None) -> dict[str, FieldOfForm]:
    names = {one.name for one in (*fields_of(model), *choices_of(model))} - {without}
    return {
        name: FieldOfForm(model, name, one) for name, one in form.fields.items() if name in names
    }
