"""The site's index of all that is public, for searches on lower floors.

The floor that has the index registers its search here; without one these searches find what they find
by themselves.
"""

from datetime import datetime
from typing import Protocol

from django.db.models import Model


class RecordSearch(Protocol):
    """Return the keys of the records of ``model`` that may be known at ``at``, best match first.

    With ``every_word`` each word has to match, in its beginning at least; with ``forgiving`` slips of the
    pen are forgiven. A model that the index does not hold has no keys.
    """

    def __call__(
        self,
        model: type[Model],
        text: str,
        *,
        at: datetime,
        most: int,
        every_word: bool = False,
        forgiving: bool = True,
    ) -> list[int]: ...


_searches: list[RecordSearch] = []


def register_record_search(search: RecordSearch) -> RecordSearch:
    """Register the search of the site's index."""
    _searches.append(search)
    return search


def search_records(
    model: type[Model],
    text: str,
    *,
    at: datetime,
    most: int,
    every_word: bool = False,
    forgiving: bool = True,
) -> list[int]:
    """Return what the registered search finds, as :class:`RecordSearch` says."""
    return [
        key
        for search in _searches
        for key in search(model, text, at=at, most=most, every_word=every_word, forgiving=forgiving)
    ]
