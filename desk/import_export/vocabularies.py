"""Cells that refer to other records: by slug, or by name in a language of the desk."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import chain

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.slugs import make_free_slug
from core.unique import get_or_insert
from desk.import_export.columns import TextWidget, normalize_heading, unknown_value_message


class RecordWidget(TextWidget):
    """One record of ``model``. A vocabulary ``grows`` by unknown words if the user may create them."""

    may_make = False

    def __init__(self, model: type[models.Model], *names: str, grows: bool = False):
        super().__init__()
        self.model, self.names, self.grows = model, names, grows
        self.made: list[models.Model] = []
        self._names_by_key: dict[int | None, str] = {None: ""}

    @cached_property
    def _known(self) -> dict[str, list[models.Model]]:
        records_by_word: dict[str, dict[int, models.Model]] = {}
        for record in self.model._default_manager.only("slug", *self.names).order_by("pk"):
            for name in ("slug", *self.names):
                word = getattr(record, name)
                if word:
                    records_by_word.setdefault(normalize_heading(word), {})[record.pk] = record
        return {word: list(records.values()) for word, records in records_by_word.items()}

    def clean(self, value, row=None, **kwargs):
        return self.find(value)

    def find(self, word: str) -> models.Model:
        matches = self._known.get(normalize_heading(word), ())
        exact = [record for record in matches if record.slug == word]
        if len(matches) == 1 or exact:
            return (exact or matches)[0]
        if matches:
            addresses = ", ".join(record.slug for record in matches)
            raise ValueError(
                _("Several are called “%(value)s”: write the web address, one of %(addresses)s.")
                % {"value": word, "addresses": addresses}
            )
        if not self.may_make:
            raise ValueError(unknown_value_message(word, self._every()))
        return self._make(word)

    def _every(self):
        return self.model._default_manager.all()

    def _make(self, word):
        slug = make_free_slug(
            word,
            lambda slug: self.model._base_manager.filter(slug=slug).exists(),
            fallback=self.model._meta.model_name,
            max_length=self.model._meta.get_field("slug").max_length,
        )
        record = self.model(slug=slug, **{f"name_{_language()}": word})
        if hasattr(record, "order"):
            last = self.model._default_manager.aggregate(last=Max("order"))["last"]
            record.order = (last or 0) + 1
        try:
            record.full_clean(exclude=["name"])
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        record = get_or_insert(record, slug=slug)
        self.made.append(record)
        self._known.setdefault(normalize_heading(word), []).append(record)
        return record

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)

    def render_values(self, values):
        """Return the names of the records with these keys; each is read once."""
        self._read_names(values)
        return [self._names_by_key[key] for key in values]

    def _read_names(self, keys: Iterable[int | None]) -> None:
        unread = {*keys} - self._names_by_key.keys()
        records = self.model._base_manager.only(*self.names).in_bulk(unread)
        self._names_by_key |= {key: str(record) for key, record in records.items()}


class RecordListWidget(RecordWidget):
    """Several records of ``model``, separated by semicolons, or else by commas or line breaks."""

    def clean(self, value, row=None, **kwargs):
        if normalize_heading(value) in self._known:
            return [self.find(value)]  # a name with a comma in it
        words = [word.strip() for word in re.split("[;\n]" if ";" in value else "[,\n]", value)]
        return list(dict.fromkeys(self.find(word) for word in words if word))

    def render(self, value, obj=None, **kwargs):
        return "; ".join(sorted(str(record) for record in value or ()))

    def render_values(self, values):
        self._read_names(chain.from_iterable(filter(None, values)))
        names = self._names_by_key
        return ["; ".join(sorted(names[key] for key in keys or ())) for keys in values]


def _language() -> str:
    """Return the language in which a new word is stored."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
