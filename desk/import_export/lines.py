"""The lines of a spreadsheet of any format, and the limits on its size."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# the number of a line in its file, and its cells as texts
Line = tuple[int, list[str]]

WIDEST = 200  # cells of a line
LAST_LINE = 20_000


def too_wide_error(number: int) -> ValidationError:
    """Return the error of a line with too many cells."""
    return ValidationError(
        _("Line %(line)s has more than %(most)s columns.") % {"line": number, "most": WIDEST},
        code="unreadable",
    )


def too_long_error() -> ValidationError:
    """Return the error of a file with too many lines."""
    return ValidationError(
        _("The list goes on after line %(line)s. Split it, or delete its empty lines.")
        % {"line": LAST_LINE},
        code="unreadable",
    )
