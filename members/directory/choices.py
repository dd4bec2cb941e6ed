"""What can be chosen of the vocabularies: categories in their order, focus areas by name."""

from typing import NamedTuple

from django.db.models import F, IntegerField, Value
from django.utils.translation import get_language

from core.sortkeys import fold
from members.models import Category, FocusArea


class Choice(NamedTuple):
    """A category, with its ``place`` in the order, or a focus area; named in the page's language."""

    pk: int
    slug: str
    name: str
    place: int | None


def choices() -> tuple[list[Choice], list[Choice]]:
    """All categories and all focus areas, in one query."""
    names = ("name_nb", "name_en") if get_language() == "nb" else ("name_en", "name_nb")
    columns = ("pk", "slug", *names, "place")
    no_place = Value(None, output_field=IntegerField())
    areas = FocusArea.objects.annotate(place=no_place).order_by().values_list(*columns)
    both = Category.objects.annotate(place=F("order")).order_by().values_list(*columns)
    found = [
        Choice(pk, slug, name or other or "", place)
        for pk, slug, name, other, place in both.union(areas, all=True)
    ]
    return (
        sorted(
            (each for each in found if each.place is not None), key=lambda it: (it.place, it.pk)
        ),
        sorted(
            (each for each in found if each.place is None), key=lambda it: (fold(it.name), it.pk)
        ),
    )
