"""The choices of the filters: categories in their order, focus areas by name."""

from typing import NamedTuple

from django.utils.translation import get_language

from core.replica import read_connection
from core.sortkeys import make_sort_key


class FilterChoice(NamedTuple):
    """A category, with its ``place`` in the order, or a focus area, named in the page's language."""

    pk: int
    slug: str
    name: str
    place: int | None


# written in SQL: Django would take a twentieth of the page's time to combine the two queries
_BOTH = """
    SELECT id, slug, name_en, name_nb, "order" FROM members_category
    UNION ALL SELECT id, slug, name_en, name_nb, NULL FROM members_focusarea
"""


def fetch_filter_choices() -> tuple[list[FilterChoice], list[FilterChoice]]:
    """Return all categories and focus areas, in one query."""
    norwegian = get_language() == "nb"
    with read_connection().cursor() as cursor:
        cursor.execute(_BOTH)
        choices = [
            FilterChoice(
                pk, slug, (name_nb or name_en if norwegian else name_en or name_nb) or "", place
            )
            for pk, slug, name_en, name_nb, place in cursor.fetchall()
        ]
    return (
        sorted(
            (choice for choice in choices if choice.place is not None),
            key=lambda it: (it.place, it.pk),
        ),
        sorted(
            (choice for choice in choices if choice.place is None),
            key=lambda it: (make_sort_key(it.name), it.pk),
        ),
    )
