"""Fields that choose records: fetched once for all rows of a formset, ordered where order matters."""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from core.parsing import parse_whole_number


class SharedRecords:
    """The records chosen in all rows of a formset, fetched in one query when first needed."""

    def __init__(self, queryset: QuerySet, keys: Callable[[], Iterable]):
        self.queryset, self.keys = queryset, keys

    @cached_property
    def by_key(self) -> dict:
        return fetch_by_key(self.queryset, self.keys())


def fetch_by_key(queryset: QuerySet, keys: Iterable) -> dict:
    """Return the records with these primary keys, by the key as a string; invalid keys are left out."""
    keys = {parse_whole_number(str(key)) for key in keys} - {None}
    return {str(pk): record for pk, record in queryset.in_bulk(keys).items()} if keys else {}


class RecordLookupField:
    """A field that looks its records up in ``records`` if a formset shares them."""

    records: SharedRecords | None = None

    def find(self, keys: Iterable) -> dict:
        return self.records.by_key if self.records else fetch_by_key(self.queryset, keys)


class SharedChoiceField(RecordLookupField, forms.ModelChoiceField):
    """Chooses one record, without a query for each row."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        record = self.find([value]).get(str(value))
        if record is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return record


class SeparatelyStoredField(forms.Field):
    """A field whose value is not a column of its record: it reads and writes other rows."""

    def load(self, instance):
        raise NotImplementedError

    def store(self, instance, value) -> None:
        raise NotImplementedError

    def from_keys(self, keys: list[int]) -> list:
        """Return the initial value for the records with these keys."""
        return keys


class OrderedChoiceField(RecordLookupField, SeparatelyStoredField, forms.ModelMultipleChoiceField):
    """Chooses several records in order, stored as rows with a position."""

    def __init__(self, *args, db_field, **kwargs):
        super().__init__(*args, **kwargs)
        self.through = db_field.remote_field.through
        self.owner, self.target = db_field.m2m_field_name(), db_field.m2m_reverse_field_name()

    def clean(self, value):
        keys = list(dict.fromkeys(str(key) for key in value or ()))
        if self.required and not keys:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        records = self.find(keys)
        missing = [key for key in keys if key not in records]
        if missing:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": ", ".join(missing)},
            )
        return [records[key] for key in keys]

    def has_changed(self, initial, data):
        return [str(key) for key in initial or ()] != [str(key) for key in data or ()]

    def load(self, instance):
        return self.load_all([instance]).get(instance.pk, [])

    def load_all(self, instances) -> dict[int, list[int]]:
        """Return the chosen keys of many records, in order, by the record's own key."""
        rows = self.through._default_manager.filter(**{f"{self.owner}__in": instances})
        keys_by_owner = {}
        for owner, target in rows.order_by("position", "pk").values_list(
            f"{self.owner}_id", f"{self.target}_id"
        ):
            keys_by_owner.setdefault(owner, []).append(target)
        return keys_by_owner

    def store(self, instance, value):
        rows = self.through._default_manager
        rows.filter(**{self.owner: instance}).delete()
        rows.bulk_create(
            self.through(**{self.owner: instance, self.target: record, "position": position})
            for position, record in enumerate(value)
        )


class RecordAutocompleteMixin:
    """An autocomplete that shows the chosen records from the field, in their order."""

    def optgroups(self, name, value, attr=None):
        field = self.choices.field
        keys = [str(key) for key in value if key not in (None, "")]
        records = field.find(keys)
        label_of = self._chosen_from.choice_label
        options = []
        if not (self.is_required or self.allow_multiple_selected):
            options.append(self.create_option(name, "", "", False, 0))
        for key in keys:
            if key in records:
                option = self.create_option(name, key, label_of(records[key]), True, len(options))
                # what a script shows of the record, such as its picture
                option["attrs"] |= getattr(records[key], "choice_attrs", dict)()
                options.append(option)
        return [(None, options, 0)]

    @property
    def _chosen_from(self):
        """Return the model admin of the records to choose from."""
        return self.admin_site._registry[self.field.remote_field.model]

    def build_attrs(self, base_attrs, extra_attrs=None):
        # the width is the stylesheet's: select2 would lay out the page again for each field
        attrs = super().build_attrs(base_attrs, extra_attrs) | {"data-width": "100%"}
        model_admin = self._chosen_from
        chooser = getattr(model_admin, "chooser", None)
        if chooser is None:
            return attrs
        # chosen from pictures instead of names, see static/desk/pictures.js
        address = reverse(
            f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{chooser}"
        )
        began = model_admin.chooser_attrs(self.field)
        return {**attrs, "class": "picture-choice", "data-address": address, **began}


class UnorderedAutocomplete(AutocompleteSelectMultiple):
    """Django's autocomplete, but a forged key does not raise an error."""

    def optgroups(self, name, value, attr=None):
        keys = [key for key in value if parse_whole_number(str(key)) is not None]
        return super().optgroups(name, keys, attr)


class ChoicesView(AutocompleteJsonView):
    """The results of an autocomplete, labelled and ordered by the model admin of these records."""

    def get_queryset(self):
        queryset = super().get_queryset().select_related(*self.model_admin.choice_related)
        return self.model_admin.order_choices(queryset, self.request)

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {
            "text": self.model_admin.choice_label(obj),
            "preferred": getattr(obj, "preferred", False),
        }


class SharedAutocomplete(RecordAutocompleteMixin, AutocompleteSelect):
    """An autocomplete for one record."""


class OrderedAutocomplete(RecordAutocompleteMixin, AutocompleteSelectMultiple):
    """An autocomplete for several records in order."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "class": f"{attrs['class']} ordered-choice"}
