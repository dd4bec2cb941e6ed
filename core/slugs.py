"""Web addresses: which words are taken by the site itself, and slugs of Norwegian words."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

RESERVED = {
    "news", "members", "board", "people", "search", "feeds", "sitemap.xml", "robots.txt", "healthz",
    "readyz", "admin", "nb", "api", "answer", "preview", "media", "static", "category", "tag", "new",
    "statistics", "press",
}  # fmt: skip
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})


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
