"""What every kind of spreadsheet is read as, and how much of one is looked at."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# the number of a line in its file, and its cells as texts
Line = tuple[int, list[str]]

WIDEST = 200  # cells of a line
LAST_LINE = 20_000


def too_wide(number: int) -> ValidationError:
    return ValidationError(
        _("Line %(line)s has more than %(most)s columns.") % {"line": number, "most": WIDEST},
        code="unreadable",
    )


def too_long() -> ValidationError:
    return ValidationError(
        _("The list goes on after line %(line)s. Split it, or delete its empty lines.")
        % {"line": LAST_LINE},
        code="unreadable",
    )
