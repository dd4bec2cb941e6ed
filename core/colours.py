"""Colours in settings: their notation and their contrast."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

PAPER = "#fcfbf8"  # what pages are printed on, see static/site.css
HEX = r"^#[0-9a-f]{6}$"

validate_hex = RegexValidator(
    HEX, _("Write the colour as # and six digits or letters a to f, e.g. #0e4a5a.")
)


def relative_luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``: 0 for black to 1 for white (WCAG 2.2)."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast ratio of two colours: 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def validate_contrast(colour: str, least: float) -> None:
    """Raise ValidationError if the contrast of ``colour`` on paper is below ``least``."""
    if re.match(HEX, colour) and contrast_ratio(colour, PAPER) < least:
        raise ValidationError(
            _(
                "Too pale to be read: its contrast is %(found)s and has to be %(least)s. Choose a darker one."
            ),
            code="contrast",
            params={"found": f"{contrast_ratio(colour, PAPER):.1f}", "least": f"{least:g}"},
        )


def validate_text_colour(colour: str) -> None:
    """Raise ValidationError if text in ``colour`` is hard to read on paper (below 4.5 to 1)."""
    validate_contrast(colour, 7)


def validate_label_colour(colour: str) -> None:
    """Raise ValidationError if a label in ``colour`` is hard to see on paper."""
    validate_contrast(colour, 4.5)
