"""Tables as pages show them: which columns hold numbers, written the Norwegian or the English way."""

import re
from itertools import zip_longest

_GAP = "[ \u00a0\u2009\u202f]"  # space, no-break space, thin space, narrow no-break space
_FIGURES = rf"(?:\d{{1,3}}(?:(?:{_GAP}|[.,’'])\d{{3}})+|\d+)(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"""
    (?:(?:[A-Z]{{3}}|kr\.?|[€$£]){_GAP}?)?                     # NOK 12, kr 12, €12
    (?:(?:ca\.|[~≈<>≤≥±]){_GAP}?)?
    (?:[+\-–−]{_GAP}?)?
    {_FIGURES}(?:{_GAP}?–{_GAP}?{_FIGURES})?                   # 12 or 12–15
    (?:,-|{_GAP}?(?P<unit>[^\W\d_][^\s(]{{0,11}}(?:{_GAP}[^\s\d(]{{1,11}})?|[%‰°µ€$£][^\s(]{{0,5}}))?
    [*†‡¹²³]*                                                  # marks of footnotes
    """,
    re.VERBOSE,
)
_NOTHING = {"", "-", "–", "—", "−", "…", "n/a", "i/a"}


def table_for_page(header: list[str], rows: list[list[str]]) -> dict:
    """Return ``header`` and ``rows`` with each cell as its text and whether its column is numeric."""
    columns = enumerate(zip_longest(*rows, fillvalue=""))
    numeric = {place for place, column in columns if place and _holds_numbers(column)}
    header, *rows = (
        [{"text": text, "number": place in numeric} for place, text in enumerate(row)]
        for row in (header, *rows)
    )
    return {"header": header, "rows": rows}


def _holds_numbers(column) -> bool:
    """Whether every cell of ``column`` is a number or stands for none, all in one unit."""
    texts = [text for cell in column if (text := cell.strip()).lower() not in _NOTHING]
    matches = [_NUMBER.fullmatch(text) for text in texts]
    units = {match["unit"] for match in matches if match and match["unit"]}
    return bool(texts) and all(matches) and len(units) <= 1
