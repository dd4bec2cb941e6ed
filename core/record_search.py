"""The site's index of all that is public, for searches on lower floors.

The floor that has the index registers it here; without one these searches find what they find by
themselves.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model
from django.db.models.expressions import RawSQL


class RecordIndex(ABC):
    """An index of records; a model that it does not hold has no keys."""

    @abstractmethod
    def search(self, model: type[Model], text: str, *, at: datetime, most: int) -> list[int]:
        """Return the keys of the records that may be known at ``at``, best match for ``text`` first."""

    @abstractmethod
    def keys_with_words(self, model: type[Model], words: Sequence[str], *, at: datetime) -> RawSQL:
        """Return a subquery of the keys of the records that have each of ``words``, or one that begins so."""


_indexes: list[RecordIndex] = []


def register_record_index(index: RecordIndex) -> None:
    """Register the site's index."""
    _indexes.append(index)


def search_records(model: type[Model], text: str, *, at: datetime, most: int) -> list[int]:
    """Return what the index finds, as :meth:`RecordIndex.search` says."""
    return [key for index in _indexes for key in index.search(model, text, at=at, most=most)]


def keys_with_words(model: type[Model], words: Sequence[str], *, at: datetime) -> list[RawSQL]:
    """Return the subqueries of the index, as :meth:`RecordIndex.keys_with_words` says."""
    return [index.keys_with_words(model, words, at=at) for index in _indexes]
