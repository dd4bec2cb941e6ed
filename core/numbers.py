"""Numbers as the active language writes them: 12,345 and 12 345."""

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language


def in_figures(number: int) -> str:
    return format_decimal(number, locale=get_language())


def as_share(part: int, whole: int) -> str:
    """``part`` of ``whole`` in whole per cent; never 0 % of what is there."""
    share = part / whole if whole else 0
    least = format_percent(0.01, locale=get_language())
    return f"<{least}" if 0 < share < 0.005 else format_percent(share, locale=get_language())
