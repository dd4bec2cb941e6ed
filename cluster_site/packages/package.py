"""A package as its records, read without looking at any other record or the database.

All but the articles is kept. Articles are read anew each time they are gone through: there may be
too many of them to keep.
"""

from collections.abc import Iterator

from cluster_site.packages.formats import FORMAT, KINDS, SITE, TOP, has_seat_key, record_key
from cluster_site.packages.problems import PackageError, Problems
from cluster_site.packages.reading import PackageSource
from cluster_site.packages.structures import describe_unknown_key

Placed = tuple[str, dict]  # a record with its place, as in "members[3]"
ArticleKey = tuple[str, str]  # language and slug


class Package:
    """The content of a package; elements with errors of shape are reported and left out."""

    def __init__(self, source: PackageSource, problems: Problems):
        self.source = source
        self.site: dict = {}
        self.records: dict[str, list[Placed]] = {kind: [] for kind in KINDS if kind != "articles"}
        self._article_keys: list[tuple] = []
        self._names: dict[str, list[tuple[str, str]]] = {kind: [] for kind in self.records}
        found_format = None
        for key, number, value in source.content():
            if key == "format":
                found_format = value if number is None else []
            elif key == "articles" and number is not None:
                named = value if isinstance(value, dict) else {}
                self._article_keys.append((named.get("language"), named.get("slug")))
            else:
                self._keep(key, number, value, problems)
        if type(found_format) is not int or found_format != FORMAT:
            raise PackageError([f"format: expected {FORMAT}, the only format there is"])

    def _keep(self, key, number, value, problems):
        if key == "site":
            read = SITE.read(value if number is None else [], key, problems)
            self.site = read if isinstance(read, dict) else self.site
        elif key in KINDS and number is not None:
            place = f"{key}[{number}]"
            record = KINDS[key].read(value, place, problems)
            if isinstance(record, dict):
                self.records[key].append((place, record))
                # one that can't be taken is named all the same, or all that names it were wrong too
                name = value.get("slug", value.get("key"))
                if isinstance(name, str):
                    self._names[key].append((place, name))
        elif key in KINDS:
            if value not in ([], None):
                problems.error(key, "expected a list")
        elif not number:
            problems.error(key, describe_unknown_key(key, TOP))

    def keys(self, kind: str, language: str) -> list[tuple[str, object]]:
        """Return place and key (see :func:`record_key`) of each record of ``kind`` that has one."""
        if kind == "articles":
            return [
                (f"articles[{number}]", (own if isinstance(own, str) else language, slug))
                for number, (own, slug) in enumerate(self._article_keys)
                if isinstance(slug, str)
            ]
        if kind != "board":
            return self._names[kind]
        return [
            (place, record_key(kind, record, language))
            for place, record in self.records[kind]
            if has_seat_key(record)
        ]

    @property
    def article_count(self) -> int:
        return len(self._article_keys)

    def articles(self, problems: Problems) -> Iterator[Placed]:
        """Yield every article; report errors in its shape to ``problems``."""
        for key, number, value in self.source.content():
            if key == "articles" and number is not None:
                place = f"articles[{number}]"
                record = KINDS[key].read(value, place, problems)
                if isinstance(record, dict):
                    yield place, record
