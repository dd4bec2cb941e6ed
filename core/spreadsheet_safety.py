"""Protect spreadsheets that others open from formulas in their cells."""

import re
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# what XML, and so XLSX, cannot hold
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def escape_formula(value: Any) -> Any:
    """Return ``value`` as a cell; text that programs would run as a formula gets a ``'`` in front."""
    if not isinstance(value, str):
        return value
    text = _UNWRITABLE.sub("", value)
    return f"'{text}" if text.startswith(_FORMULA) else text
