"""Web addresses: what one may be made of, which words the site itself uses, and slugs of names.

The rule is one for forms, spreadsheets, packages and the database: a row that breaks it would take
down every page that links to it.
"""

import logging
from collections.abc import Callable, Iterable
from itertools import count
from operator import methodcaller

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
    """Return the constraint that ``column`` holds what an address can be made of."""
    return CheckConstraint(
        condition=Q(**{f"{column}__regex": f"{_PATTERN}$"}),
        name=name,
        violation_error_message=_MESSAGE,
        violation_error_code="web-address",
    )


def validate_public_slug(slug: str) -> None:
    """Raise ValidationError where ``slug`` is a word that the site's own addresses use."""
    if slug in RESERVED:
        raise ValidationError(
            _("“%(slug)s” is used by the site itself. Choose another web address."),
            code="reserved",
            params={"slug": slug},
        )


def slug_of(text: str, max_length: int = 100) -> str:
    """``text`` as a web address, æ ø å written as ae o a."""
    return slugify(text.translate(_NORWEGIAN))[:max_length].strip("-")


def free_slug(text: str, is_taken: Callable[[str], bool], *, fallback: str, max_length=100) -> str:
    """Return a web address made of ``text``, numbered where that is taken.

    It is made of ``fallback`` where ``text`` has no letter that an address can be made of.
    """
    start = slug_of(text, max_length - 6) or fallback
    slugs = (start if number == 1 else f"{start}-{number}" for number in count(1))
    return next(slug for slug in slugs if not is_taken(slug))


def addressable(
    records: Iterable[Model], address_of: Callable = methodcaller("get_absolute_url")
) -> list[Model]:
    """Return those of ``records`` that have a public address, and log the others.

    For lists: a record without one is left out and does not take the page down.
    """
    shown = []
    for record in records:
        try:
            address_of(record)
        except NoReverseMatch as error:
            label = record._meta.label
            logger.error("%s %s is left out of a list: %s", label, record.pk, error)
        else:
            shown.append(record)
    return shown


def addressable_by_key(records: dict[int, Model]) -> dict[int, Model]:
    """Return the same of records by key, of which several may lead to one."""
    shown = {
        record.pk for record in addressable({each.pk: each for each in records.values()}.values())
    }
    return {key: record for key, record in records.items() if record.pk in shown}
