"""The parts of blocks that refer to records by their keys."""

from django.db import models

from news.blocks.parts import Part, Reference

# the records that pages, references of editions and packages know
RECORD_KINDS = ("image", "member", "person", "statement")


class RecordMissing(Exception):
    """A block has lost a record that it requires."""


class RecordPart(Part):
    """A record, by its key."""

    def __init__(self, field):
        super().__init__(field)
        self.related = field.related_model
        self.kind = self.related._meta.model_name

    def empty(self):
        return None

    def show(self, value, page):
        return page.record(self.kind, value) if value else value

    def references(self, value):
        if value:
            yield Reference(self.name, self.kind, value)

    def replace(self, value, replace):
        new = replace(self.kind, value) if value else value
        if value and new is None and self.required:
            raise RecordMissing
        return new


class RecordListPart(RecordPart):
    """Records in an order, each once."""

    def __init__(self, field):
        super().__init__(field)
        self.through = field.remote_field.through
        self._record = f"{field.m2m_reverse_field_name()}_id"

    def empty(self):
        return []

    def read(self, row):
        """Return an empty list, which :meth:`fill` fills for many rows at once."""
        return []

    def fill(self, values: dict[int, dict]) -> None:
        """Fill the lists of blocks, by the keys of their rows, in one query."""
        if not values:
            return
        chosen = self.through.objects.filter(block__in=values).order_by("position")
        for block, record in chosen.values_list("block_id", self._record):
            values[block][self.name].append(record)

    def write(self, row, value):
        """Delete the records that are not in ``value``; the others keep their positions."""
        gone = self.through.objects.filter(block=row).exclude(**{f"{self._record}__in": value})
        gone.delete()

    def rows_for(self, block: models.Model, value) -> list[models.Model]:
        """Return unsaved rows for a new block."""
        return [
            self.through(block=block, position=position, **{self._record: record})
            for position, record in enumerate(value)
        ]

    def show(self, value, page):
        return page.records(self.kind, value)

    def references(self, value):
        for key in value or ():
            yield Reference(self.name, self.kind, key)

    def replace(self, value, replace):
        new = list(dict.fromkeys(replace(self.kind, key) for key in value))
        if None in new:
            new.remove(None)
            if not new and self.required:
                raise RecordMissing
        return new
