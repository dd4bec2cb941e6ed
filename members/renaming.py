"""A member's old names and its old web address, kept when it gets new ones."""

from itertools import count

from core.slugs import slug_of
from members.models import FormerName, Member


def keep_former_names(before: Member, after: Member) -> list[str]:
    """Keep what ``after`` was called as ``before``; returns the names that are former ones now.

    The old address leads to the new one. It goes with the first of the old names, or with today's
    where the address alone changed.
    """
    old = [before.name_en, before.name_nb]
    known = {after.name_en, after.name_nb, *after.former_names.values_list("name", flat=True)}
    gone = [name for name in dict.fromkeys(old) if name and name not in known]
    address = before.slug if before.slug != after.slug and _is_free(before.slug) else None
    for name in gone or ([before.name] if address else []):
        FormerName.objects.create(member=after, name=name, slug=address or _free_slug(name))
        address = None
    return gone


def _is_free(slug: str) -> bool:
    return not FormerName.objects.filter(slug=slug).exists()


def _free_slug(name: str) -> str:
    start = slug_of(name, 90) or "name"
    slugs = (start if number == 1 else f"{start}-{number}" for number in count(1))
    return next(slug for slug in slugs if _is_free(slug))
