"""Import records from the lines of a spreadsheet: compare, check, save, record in the history."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from core.locking import lock_records
from desk.history.recording import Cause, record_revisions
from desk.history.serializing import serialize_records
from desk.import_export.columns import SheetColumn, StagedColumn, staged_values
from desk.import_export.matching import MatchingResource
from desk.import_export.vocabularies import RecordWidget
from desk.models import SentSheet


@dataclass(frozen=True)
class CellChange:
    """What a line puts into one column; ``before`` is empty for a new record."""

    label: str
    before: str
    after: str


class SheetResource(MatchingResource):
    """Imports lines as records. An empty cell changes nothing.

    ``related`` names what to prefetch with each record.
    """

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

    def before_import(self, dataset, **kwargs):
        model = self._meta.model
        keys = self.find_keys(dataset)
        if not self.dry_run:
            self._lock(keys)
        records = model.objects.filter(pk__in=keys).prefetch_related(*self.related)
        self.values_before = serialize_records(records)
        self.prepare_matching(records, dataset)
        self._written: list[models.Model] = []

    def _lock(self, keys):
        """Lock the records and the upload, which can be imported only once."""
        sheets = [self.sheet.pk] if self.sheet else []
        locked = lock_records({self._meta.model: keys, SentSheet: sheets})
        for key in sheets:
            locked.get(SentSheet, key)

    def before_import_row(self, row, row_number=None, **kwargs):
        self.line = self.lines[row_number - 1]
        self._changes, self.remarks = [], []
        for name in [name for name, cell in row.items() if not cell]:
            del row[name]

    def after_init_instance(self, instance, new, row, **kwargs):
        if new and "slug" not in row:
            instance.slug = self.make_slug(row)
        self.taken.add(instance.slug)
        self._before = self._cells(instance, row)

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
        self.remarks += self.remarks_on(instance, row)
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
        row_result.diff, row_result.remarks = self._changes, self.remarks

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
            record.pk: self.values_before[record.pk]
            for record in self._written
            if record.pk in self.values_before
        }
        record_revisions(self._meta.model, before, by=None, cause=Cause.OUTSIDE)
        records_by_model = {self._meta.model: self._written}
        for column in self.fields.values():
            if isinstance(column.widget, RecordWidget) and column.widget.made:
                records_by_model[column.widget.model] = column.widget.made
        for model, records in records_by_model.items():
            record_revisions(model, serialize_records(records), by=self.by, cause=Cause.IMPORTED)
