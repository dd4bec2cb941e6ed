"""Record the former names and slug of a member or a person when they change."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone

from core.slugs import make_free_slug
from core.unique import save_with_free_value
from members.models import Member, Person


def current_names(record: Member | Person) -> list[str]:
    """Return the current names of a record in every language."""
    if isinstance(record, Member):
        return [name for name in (record.name_en, record.name_nb) if name]
    return [record.name]


def record_former_names(before: Member | Person, after: Member | Person) -> list[str]:
    """Store the names of ``before`` as former names of ``after``; return those stored.

    The old address leads to the new one. It goes with the first of the old names, or with today's
    where the address alone changed. A name that was a former one already was used until today.
    The names of a duplicate, which is another record, have no such day.
    """
    today = timezone.localdate() if before.pk == after.pk else None
    rows: Any = after.former_names
    old = [
        name for name in dict.fromkeys(current_names(before)) if name not in current_names(after)
    ]
    existing = set(rows.filter(name__in=old).values_list("name", flat=True))
    if today:
        rows.filter(name__in=existing).update(until=today)
    gone = [name for name in old if name not in existing]

    def is_taken(slug: str) -> bool:
        return rows.model.objects.filter(slug=slug).exists()

    is_moved = before.slug != after.slug and not is_taken(before.slug)
    address = before.slug if is_moved else None
    owner = {rows.field.name: after}
    for name in gone:
        row = rows.model(name=name, until=today, **owner)
        save_with_free_value(row, "slug", partial(_free_address, name, address, is_taken))
        address = None
    if address:
        rows.create(name=before.name, slug=address)
    return gone


def _free_address(name: str, wanted: str | None, is_taken: Callable[[str], bool]) -> str:
    """Return the slug ``wanted``, or one made of ``name`` if it is taken by now."""
    if wanted and not is_taken(wanted):
        return wanted
    return make_free_slug(name, is_taken, fallback="name")
