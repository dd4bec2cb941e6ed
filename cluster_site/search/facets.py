"""What results can be narrowed by: kind, section, year and language, packed into one number.

One GROUP BY of that number counts all four at once, each for what the other three leave.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

# as search_facet() and search_sources() of migration 0011 number them
LANGUAGES = {1: "en", 2: "nb"}
PARTS = {
    1: ("news", "news"),
    2: ("news", "member-news"),
    3: ("news", "board"),
    4: ("page", ""),
    5: ("member", ""),
    6: ("person", ""),
    7: ("tag", ""),
}
FACETS = ("kind", "section", "year", "language")


class Facet(NamedTuple):
    """The kind, section, year and language of a document; "" where it has none."""

    kind: str
    section: str
    year: str
    language: str


def unpack_facet(number: int) -> Facet:
    """Return what the number of a document says."""
    year, part = divmod(number // 10, 10)
    kind, section = PARTS[part]
    # pages have no date that a visitor would look for
    return Facet(kind, section, str(year) if kind == "news" else "", LANGUAGES[number % 10])


@dataclass(frozen=True)
class FacetCounts:
    """The numbers of results for each value of each facet.

    ``total`` is with all that is chosen, ``everything`` with nothing chosen.
    """

    total: int
    everything: int
    values: Mapping[str, Counter]


def count_facets(numbers: Mapping[int, int], chosen: Mapping[str, str]) -> FacetCounts:
    """Count documents, given by facet number, as ``chosen`` narrows them."""
    total, values = 0, {name: Counter() for name in FACETS}
    for number, documents in numbers.items():
        facet = unpack_facet(number)._asdict()
        others = [name for name, value in chosen.items() if facet[name] != value]
        if not others:
            total += documents
        for name in FACETS:
            # a value is counted as if it were chosen in place of the present one
            if facet[name] and all(other == name for other in others):
                values[name][facet[name]] += documents
    return FacetCounts(total, sum(numbers.values()), values)


def matching_facets(chosen: Mapping[str, str]) -> tuple[list[int], int | None, list[int]]:
    """Return the parts, the year and the languages, as numbers, that ``chosen`` leaves."""
    parts = [
        number
        for number, (kind, section) in PARTS.items()
        if chosen.get("kind", kind) == kind and chosen.get("section", section) == section
    ]
    year = int(chosen["year"]) if "year" in chosen else None
    if year is not None:
        parts = [number for number in parts if PARTS[number][0] == "news"]
    languages = [
        number for number, code in LANGUAGES.items() if chosen.get("language", code) == code
    ]
    return parts, year, languages
