"""Format the result of checking a spreadsheet for the page that shows it."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.history.text_diff import html_to_text
from desk.import_export.run import CHANGED, KINDS, NEW, SAME, WRONG, ImportOutcome

_ERRORS_SHOWN, _LINES_NAMED, _ON_A_PAGE = 20, 12, 100
_REMARKS = "remarks"  # lines that have any, of every kind
_LABELS = {
    NEW: (gettext_lazy("new"), "live"),
    CHANGED: (gettext_lazy("changed"), "changed"),
    SAME: (gettext_lazy("the same"), "draft"),
    WRONG: (gettext_lazy("wrong"), "missing"),
}


def check_page_context(
    outcome: ImportOutcome,
    *,
    line_kind: str,
    page: str | None,
    record_address: Callable[[int], str],
) -> dict:
    """Return what the page of a check shows: one page of the lines of ``line_kind``, errors first.

    ``line_kind`` and ``page`` come from the query string and may be anything.
    """
    numbers = outcome.numbers
    remarked = [line for line in outcome.lines if line.get("remarks")]
    if line_kind == _REMARKS:
        lines = remarked
    else:
        line_kind = line_kind if line_kind in KINDS else ""
        lines = [line for line in outcome.lines if line_kind in ("", line["kind"])]
    lines.sort(key=lambda line: line["kind"] != WRONG)
    lines_page = Paginator(lines, _ON_A_PAGE).get_page(page)
    lines_page.object_list = [_format_line(line, record_address) for line in lines_page]
    to_write = numbers[NEW] + numbers[CHANGED]
    return {
        "lines": lines_page,
        "made": outcome.made,
        "seen": outcome.digest,
        "shown": line_kind,
        "wrong": numbers[WRONG],
        "to_write": to_write,
        "may_carry_out": to_write and not numbers[WRONG],
        "remarks": len(remarked),
        "errors": _format_errors(outcome.lines),
        "kinds": [(kind, numbers[kind], _LABELS[kind][0]) for kind in KINDS if numbers[kind]],
    }


def _format_line(line: dict, record_address: Callable[[int], str]) -> dict:
    label, mark = _LABELS[line["kind"]]
    address = record_address(line["record"]) if line["record"] else ""
    changes = [_format_change(change) for change in line["changes"]]
    return {**line, "words": label, "mark": mark, "address": address, "changes": changes}


def _format_change(change: dict) -> dict:
    """Return a change with its texts as they read on the site, without tags."""
    before, after = html_to_text(change["before"]), html_to_text(change["after"])
    if before == after:
        before, after = (html_to_text(change[name], addresses=True) for name in ("before", "after"))
    if before == after:
        after = _("%(text)s (other formatting)") % {"text": after}
    return {**change, "before": before, "after": after}


def _format_errors(lines: list[dict]) -> list[tuple[str, str]]:
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
