"""Which articles are translations of each other once a package is in."""

import uuid

from cluster_site.packages.package import ArticleKey
from cluster_site.packages.references import KnownRecords, format_key
from news.models import Article


class TranslationGroups:
    """Articles linked by ``translation_of``, in the package and in the database."""

    def __init__(self, known: KnownRecords):
        self._original: dict[ArticleKey, ArticleKey] = {}
        self._originals: set[ArticleKey] = set()
        self._places: dict[ArticleKey, str] = {}
        self._new: dict[ArticleKey, uuid.UUID] = {}
        # an article may have two keys: its public address and that of its draft
        self._ids = known.stored["articles"]
        groups = dict(Article.objects.order_by().values_list("pk", "translation_group"))
        self._stored = {key: groups[pk] for key, pk in self._ids.items()}

    def join(self, key: ArticleKey, original: ArticleKey, place: str) -> None:
        """Note that ``key`` is the translation of ``original``, as said at ``place``."""
        self._original[key], self._places[key] = original, place
        self._originals.add(original)

    def group_of(self, key: ArticleKey) -> uuid.UUID | None:
        """Return the id that an article shares with its translations; None if none was ever given."""
        first = self._first(key)
        if first in self._stored:
            return self._stored[first]
        if first == key and key not in self._originals:
            return None
        return self._new.setdefault(first, uuid.uuid4())

    def clashes(self) -> list[tuple[str, str]]:
        """Return place and message of each article in the same language as one of its translations."""
        groups = dict(self._stored)
        groups |= {key: self.group_of(key) for key in (*self._originals, *self._original)}
        taken, clashes = {}, []
        for key, group in sorted(groups.items()):
            first = taken.setdefault((group, key[0]), key)
            if self._ids.get(first, first) != self._ids.get(key, key):
                place = (
                    self._places.get(key) or self._places.get(first) or f"article {format_key(key)}"
                )
                clashes.append(
                    (place, f"{format_key(first)} and {format_key(key)} are both its translation")
                )
        return clashes

    def _first(self, key: ArticleKey) -> ArticleKey:
        """Return the article at the end of the chain of ``translation_of``; the least if the chain is a circle."""
        seen = [key]
        while (key := self._original.get(key)) is not None:
            if key in seen:
                return min(seen[seen.index(key) :])
            seen.append(key)
        return seen[-1]
