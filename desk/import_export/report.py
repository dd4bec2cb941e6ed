"""Format the result of a check for its page."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.history.text_diff import html_to_text

_ERRORS_SHOWN, _LINES_NAMED = 20, 12


def format_change(change: dict) -> dict:
    """Return a change with its texts as they read on the site, without tags."""
    before, after = html_to_text(change["before"]), html_to_text(change["after"])
    if before == after:
        before, after = (html_to_text(change[name], addresses=True) for name in ("before", "after"))
    if before == after:
        after = _("%(text)s (other formatting)") % {"text": after}
    return {**change, "before": before, "after": after}


def format_errors(lines: list[dict]) -> list[tuple[str, str]]:
    """Return each error once, with the lines that have it."""
    return [
        (
            error,
            ngettext("line %(lines)s", "%(number)s lines: %(lines)s", len(numbers))
            % {
                "number": len(numbers),
                "lines": ", ".join(map(str, numbers[:_LINES_NAMED]))
                + (" …" if len(numbers) > _LINES_NAMED else ""),
            },
        )
        for error, numbers in _grouped(lines)[:_ERRORS_SHOWN]
    ]


def _grouped(lines: Iterable[dict]) -> list[tuple[str, list[int]]]:
    """Return each error once with its line numbers, the most frequent first."""
    numbers = defaultdict(list)
    for line in lines:
        for reason in line["reasons"]:
            numbers[reason].append(line["line"])
    return sorted(numbers.items(), key=lambda error: -len(error[1]))
