"""Find the record that each line of a spreadsheet means."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

from core.aliases import Mergeable
from core.name_keys import make_name_key
from core.slugs import RESERVED, make_free_slug


class MatchingResource(ModelResource):
    """Matches lines with records by slug, else by name.

    Names with the same key (:mod:`core.name_keys`) are the same, unless several records have them
    and one of these exactly the line's; the record keeps its own spelling. ``names`` are the
    columns that hold a name, ``name_keys`` those that hold the keys of all of them.
    """

    names: tuple[str, ...] = ("name",)
    name_keys: tuple[str, ...] = ("name_key",)
    # of the line that is being imported: its number, and remarks on it for the user
    line: int
    remarks: list[str]

    def find_keys(self, dataset) -> list[int]:
        """Return the keys of all records that a line may mean."""
        present = [column for column in self.names if column in dataset.headers]
        keys = {self.key_of_name(name) for column in present for name in dataset[column]} - {""}
        slugs = set(dataset["slug"]) - {""} if "slug" in dataset.headers else ()
        condition = Q(slug__in=slugs)
        for column in self.name_keys:
            condition |= Q(**{f"{column}__in": keys})
        return list(self._meta.model.objects.filter(condition).values_list("pk", flat=True))

    def prepare_matching(self, records, dataset) -> None:
        """Index ``records`` by slug and name for :meth:`get_instance`."""
        self._by_slug = {record.slug: record for record in records}
        self._by_name: dict[str, list[models.Model]] = {}
        for record in self._by_slug.values():
            for key in {self.key_of_name(name) for name in self._names_of(record)}:
                self._by_name.setdefault(key, []).append(record)
        self.taken = {*self.taken_slugs(), *RESERVED}
        self._merged = self._merged_slugs(dataset)
        self._lines_of: dict[object, int] = {}

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

    def get_instance(self, instance_loader, row):
        slug = row.get("slug")
        if slug in self._merged:
            words = _("It was merged with another one. Write the web address %(address)s.")
            raise ValidationError(words % {"address": self._merged[slug]})
        record = self._by_slug.get(slug) if slug else self._find_by_name(row)
        key = record.pk if record else slug or self._name_keys_of(row)
        if key in self._lines_of:
            raise ValidationError(
                _("Line %(line)s is the same record already.") % {"line": self._lines_of[key]}
            )
        self._lines_of[key] = self.line
        if record and not slug:
            self._keep_spelling(record, row)
        return record

    def _name_keys_of(self, row) -> tuple[str, ...]:
        return tuple(self.key_of_name(row.get(name, "")) for name in self.names)

    def _find_by_name(self, row):
        """Return the record with the line's name, or None; raise ValidationError if several have it."""
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
                self.remarks.append(words % {"line": name, "record": before})
                row[column] = before

    def check_new_name(self, name: str) -> None:
        """Raise ValidationError for a name that no new record may have."""

    def make_slug(self, row) -> str:
        """Return a free slug made from the line's name."""
        name = next((row[name] for name in self.names if name in row), "")
        fallback = self._meta.model._meta.model_name
        return make_free_slug(name, self.taken.__contains__, fallback=fallback)
