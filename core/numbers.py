"""Numbers as the active language writes them: 12,345 and 12 345."""

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language


def format_number(number: int) -> str:
    """Format a whole number with the separators of the active language."""
    return format_decimal(number, locale=get_language())


def format_percentage(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` in whole per cent, at least 1 if there is any."""
    share = part / whole if whole else 0
    least = format_percent(0.01, locale=get_language())
    return f"<{least}" if 0 < share < 0.005 else format_percent(share, locale=get_language())
