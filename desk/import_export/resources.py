"""Import records from the lines of a spreadsheet: find, compare, check, save, record in the history."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from import_export.resources import ModelResource
from modeltranslation.fields import TranslationField

from core.aliases import Mergeable
from core.locking import lock_records
from core.name_keys import make_name_key
from core.slugs import RESERVED, make_free_slug
from desk.history.recording import Cause, record_revisions
from desk.history.serializing import serialize_records
from desk.import_export.columns import SheetColumn, StagedColumn, staged_values
from desk.import_export.vocabularies import RecordWidget
from desk.models import SentSheet


@dataclass(frozen=True)
class CellChange:
    """What a line puts into one column; ``before`` is empty for a new record."""

    label: str
    before: str
    after: str


class SheetResource(ModelResource):
    """Imports lines as records, matched by slug, else by name.

    Names with the same key (:mod:`core.name_keys`) are the same, unless several records have them
    and one of these exactly the line's; the record keeps its own spelling. An empty cell changes
    nothing. ``names`` are the columns that hold a name, ``name_keys`` those that hold the keys of
    all of them, ``related`` what to prefetch with each record.
    """

    names: tuple[str, ...] = ("name",)
    name_keys: tuple[str, ...] = ("name_key",)
    related: tuple[str, ...] = ()

    class Meta:
        fields = ()
        import_id_fields = ()
        skip_diff = True
        store_row_values = True

    def __init__(
        self,
        *,
        by=None,
        lines=(),
        on_progress: Callable[[], None] = lambda: None,
        sheet: SentSheet | None = None,
        dry_run: bool = True,
    ):
        super().__init__()
        self.by, self.lines, self.on_progress = by, lines, on_progress
        self.sheet, self.dry_run = sheet, dry_run
        self.fields = {
            name: field for name, field in self.fields.items() if isinstance(field, SheetColumn)
        }
        for column in self.fields.values():
            column.belong_to(self._meta.model)

    @classmethod
    def columns(cls) -> dict[str, SheetColumn]:
        return cls().fields

    def models(self) -> list[type[models.Model]]:
        """Return every model whose rows a line may write."""
        return [self._meta.model]

    # finding the record of a line

    def before_import(self, dataset, **kwargs):
        model = self._meta.model
        keys = self._find(dataset)
        if not self.dry_run:
            self._lock(keys)
        records = model.objects.filter(pk__in=keys).prefetch_related(*self.related)
        self._stood = serialize_records(records)
        self._by_slug = {record.slug: record for record in records}
        self._by_name: dict[str, list[models.Model]] = {}
        for record in self._by_slug.values():
            for key in {self.key_of_name(name) for name in self._names_of(record)}:
                self._by_name.setdefault(key, []).append(record)
        self._taken = {*self.taken_slugs(), *RESERVED}
        self._merged = self._merged_slugs(dataset)
        self._lines_of: dict[object, int] = {}
        self._written: list[models.Model] = []

    def _lock(self, keys):
        """Lock the records and the upload, which can be imported only once."""
        sheets = [self.sheet.pk] if self.sheet else []
        locked = lock_records({self._meta.model: keys, SentSheet: sheets})
        for key in sheets:
            locked.get(SentSheet, key)

    def _find(self, dataset):
        present = [column for column in self.names if column in dataset.headers]
        keys = {self.key_of_name(name) for column in present for name in dataset[column]} - {""}
        slugs = set(dataset["slug"]) - {""} if "slug" in dataset.headers else ()
        condition = Q(slug__in=slugs)
        for column in self.name_keys:
            condition |= Q(**{f"{column}__in": keys})
        return list(self._meta.model.objects.filter(condition).values_list("pk", flat=True))

    def key_of_name(self, name: str) -> str:
        """Return the key by which the database finds ``name``."""
        return make_name_key(name)

    def _names_of(self, record) -> set[str]:
        return {getattr(record, column) for column in self.names} - {"", None}

    def taken_slugs(self):
        """Return the slugs that a new record can't have."""
        return self._meta.model._base_manager.values_list("slug", flat=True)

    def _merged_slugs(self, dataset) -> dict[str, str]:
        """Return the slugs in the file that belong to merged records, with those they were merged into."""
        if "slug" not in dataset.headers or not issubclass(self._meta.model, Mergeable):
            return {}
        merged = self._meta.model.with_aliases.filter(slug__in=set(dataset["slug"]) - {""})
        merged = merged.filter(merged_into__isnull=False)
        return dict(merged.values_list("slug", "merged_into__slug"))

    def before_import_row(self, row, row_number=None, **kwargs):
        self.line = self.lines[row_number - 1]
        self._changes, self._remarks = [], []
        for name in [name for name, cell in row.items() if not cell]:
            del row[name]

    def get_instance(self, instance_loader, row):
        slug = row.get("slug")
        if slug in self._merged:
            words = _("It was merged with another one. Write the web address %(address)s.")
            raise ValidationError(words % {"address": self._merged[slug]})
        record = self._by_slug.get(slug) if slug else self._named(row)
        key = record.pk if record else slug or self._key_of(row)
        if key in self._lines_of:
            raise ValidationError(
                _("Line %(line)s is the same record already.") % {"line": self._lines_of[key]}
            )
        self._lines_of[key] = self.line
        if record and not slug:
            self._keep_spelling(record, row)
        return record

    def _key_of(self, row) -> tuple[str, ...]:
        return tuple(self.key_of_name(row.get(name, "")) for name in self.names)

    def _named(self, row):
        names = {row[name] for name in self.names if name in row}
        keys = {self.key_of_name(name) for name in names} - {""}
        matches = {record.pk: record for key in keys for record in self._by_name.get(key, ())}
        exact = {pk: record for pk, record in matches.items() if names & self._names_of(record)}
        matches = exact or matches
        if len(matches) > 1:
            addresses = ", ".join(sorted(record.slug for record in matches.values()))
            raise ValidationError(
                _("Several are called that: write the web address, one of %(addresses)s.")
                % {"addresses": addresses}
            )
        if not matches:
            for name in names:
                self.check_new_name(name)
            return None
        [record] = matches.values()
        return record

    def _keep_spelling(self, record, row):
        """Put the record's own name into the line if only the spelling differs."""
        for column in self.names:
            name, before = row.get(column), getattr(record, column)
            if not (name and before) or name == before:
                continue
            if self.key_of_name(name) == self.key_of_name(before):
                words = _("“%(line)s” is taken as “%(record)s”, which keeps its name.")
                self._remarks.append(words % {"line": name, "record": before})
                row[column] = before

    def check_new_name(self, name: str) -> None:
        """Raise ValidationError for a name that no new record may have."""

    def after_init_instance(self, instance, new, row, **kwargs):
        if new and "slug" not in row:
            instance.slug = self._free_slug(row)
        self._taken.add(instance.slug)
        self._before = self._cells(instance, row)

    def _free_slug(self, row):
        name = next((row[name] for name in self.names if name in row), "")
        fallback = self._meta.model._meta.model_name
        return make_free_slug(name, self._taken.__contains__, fallback=fallback)

    # comparing, checking and saving

    def _cells(self, instance, row) -> dict[str, str]:
        """Return the values of the columns that the line fills."""
        return {
            name: str(column.export(instance))
            for name, column in self.fields.items()
            if column.column_name in row
        }

    def skip_row(self, instance, original, row, import_validation_errors=None):
        before, after = self._before, self._cells(instance, row)
        self._changes = [
            CellChange(str(self.fields[name].label), before[name], after[name])
            for name in after
            if before[name] != after[name]
        ]
        self._remarks += self.remarks_on(instance, row)
        return not (import_validation_errors or self._changes or instance.pk is None)

    def remarks_on(self, instance, row) -> Iterator[str]:
        """Yield remarks on the line for the user; none of them is an error."""
        yield from ()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Validate each column by itself; the database checks the constraints on rows."""
        errors = dict(import_validation_errors or {})
        if not any(getattr(instance, name) for name in self.names):
            errors.setdefault(self.names[0], [ValidationError(_("Write a name."))])
        opts = self._meta.model._meta
        looked_up = {field.name for field in opts.concrete_fields if field.is_relation}
        try:
            instance.clean_fields(exclude={*errors, *looked_up, *self._originals()})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _originals(self):
        """Return the untranslated names of translated columns, which are never filled themselves."""
        fields = self._meta.model._meta.concrete_fields
        return {f.translated_field.name for f in fields if isinstance(f, TranslationField)}

    def save_m2m(self, instance, row, **kwargs):
        self.write_staged(instance, row)
        self._written.append(instance)

    def write_staged(self, instance, row):
        """Write the values that are stored in other rows."""
        for column in self.fields.values():
            if isinstance(column, StagedColumn) and column.column_name in row:
                column.write(instance, staged_values(instance)[column.attribute])

    def after_import_row(self, row, row_result, **kwargs):
        row_result.diff, row_result.remarks = self._changes, self._remarks

    def import_row(self, row, instance_loader, **kwargs):
        with transaction.atomic():
            result = super().import_row(row, instance_loader, **kwargs)
            if self.dry_run:
                # what is only looked at is locked no longer than for its own line
                transaction.set_rollback(True)
        self.on_progress()
        return result

    def after_import(self, dataset, result, **kwargs):
        """Record all changes in the history; the library's own version would reset key sequences."""
        if self.dry_run:
            return
        before = {
            record.pk: self._stood[record.pk]
            for record in self._written
            if record.pk in self._stood
        }
        record_revisions(self._meta.model, before, by=None, cause=Cause.OUTSIDE)
        records_by_model = {self._meta.model: self._written}
        for column in self.fields.values():
            if isinstance(column.widget, RecordWidget) and column.widget.made:
                records_by_model[column.widget.model] = column.widget.made
        for model, records in records_by_model.items():
            record_revisions(model, serialize_records(records), by=self.by, cause=Cause.IMPORTED)
