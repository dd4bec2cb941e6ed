"""Records that nobody may use anew, such as a picture whose consent has run out.

Apps register for a kind of record what stops it. What uses such a record already goes on doing so.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

Reason = Callable[[Model], str]
_reasons: dict[type[Model], Reason] = {}


def no_new_use(model: type[Model]):
    """Register a function that says why a record of ``model`` can't be used anew, or nothing."""

    def register(reason: Reason) -> Reason:
        _reasons[model] = reason
        return reason

    return register


def refused(chosen: Any, before: Any) -> list[str]:
    """Why what a form chose can't be used; what it held ``before``, by key, is left in peace."""
    kept = {str(key) for key in (before if isinstance(before, list | tuple) else [before])}
    records = chosen if isinstance(chosen, list | tuple) else [chosen]
    reasons = (
        _reasons[type(record)](record)
        for record in records
        if type(record) in _reasons and str(record.pk) not in kept
    )
    return [reason for reason in reasons if reason]
