"""Slugs: which characters they may have, which words are reserved, and how names become slugs.

Forms, spreadsheets, packages and the database share one rule: a row that breaks it would break
every page that links to it.
"""

import logging
from collections.abc import Callable, Iterable
from itertools import count
from operator import methodcaller
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import CheckConstraint, Model, Q
from django.urls import NoReverseMatch
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

RESERVED = {
    "news",
    "members",
    "board",
    "people",
    "search",
    "feeds",
    "sitemap.xml",
    "robots.txt",
    "healthz",
    "readyz",
    "admin",
    "nb",
    "api",
    "answer",
    "preview",
    "media",
    "static",
    "category",
    "tag",
    "new",
    "statistics",
    "press",
}
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})

_MESSAGE = _("Write the web address with letters from a to z, digits and hyphens only.")
_PATTERN = "^[-a-zA-Z0-9_]+"  # what <slug:…> in urls.py matches
validate_web_address = RegexValidator(rf"{_PATTERN}\Z", _MESSAGE, "web-address")


def web_address_constraint(name: str, column: str = "slug") -> CheckConstraint:
    """Return the constraint that ``column`` holds a valid slug."""
    return CheckConstraint(
        condition=Q(**{f"{column}__regex": f"{_PATTERN}$"}),
        name=name,
        violation_error_message=_MESSAGE,
        violation_error_code="web-address",
    )


def validate_public_slug(slug: str) -> None:
    """Raise ValidationError if ``slug`` is a word that the site's own URLs use."""
    if slug in RESERVED:
        raise ValidationError(
            _("“%(slug)s” is used by the site itself. Choose another web address."),
            code="reserved",
            params={"slug": slug},
        )


def make_slug(text: str, max_length: int = 100) -> str:
    """Return a slug made of ``text``, with æ ø å written as ae o a."""
    return slugify(text.translate(_NORWEGIAN))[:max_length].strip("-")


def make_free_slug(
    text: str, is_taken: Callable[[str], bool], *, fallback: str, max_length: int = 100
) -> str:
    """Return a slug made of ``text``, numbered if ``is_taken`` says so.

    It is made of ``fallback`` if ``text`` has no letter that a slug can have.
    """
    start = make_slug(text, max_length - 6) or fallback
    slugs = (start if number == 1 else f"{start}-{number}" for number in count(1))
    return next(slug for slug in slugs if not is_taken(slug))


Record = TypeVar("Record", bound=Model)


def filter_addressable(
    records: Iterable[Record], address_of: Callable = methodcaller("get_absolute_url")
) -> list[Record]:
    """Return those of ``records`` that have a public URL; log the others.

    For lists: a record without a URL is left out instead of breaking the page.
    """
    valid = []
    for record in records:
        try:
            address_of(record)
        except NoReverseMatch as error:
            label = record._meta.label
            logger.error("%s %s is left out of a list: %s", label, record.pk, error)
        else:
            valid.append(record)
    return valid


def filter_addressable_by_key(records: dict[int, Record]) -> dict[int, Record]:
    """Return those of the records by key that have a public URL; several keys may lead to one record."""
    valid_keys = {
        record.pk
        for record in filter_addressable(
            {record.pk: record for record in records.values()}.values()
        )
    }
    return {key: record for key, record in records.items() if record.pk in valid_keys}
