"""Records that nobody may use anew, such as a picture whose consent has run out.

The admin class of a record says in ``why_not_chosen`` what stops it. What uses such a record already
goes on doing so.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model


def why_not_chosen(record: Model) -> str:
    """Return why ``record`` can't be chosen anew; nothing where it can."""
    model_admin = admin.site._registry.get(type(record))
    return model_admin.why_not_chosen(record) if hasattr(model_admin, "why_not_chosen") else ""


def refused(chosen: Any, before: Any) -> list[str]:
    """Why what a form chose can't be used; what it held ``before``, by key, is left in peace."""
    kept = {str(key) for key in (before if isinstance(before, list | tuple) else [before])}
    records = chosen if isinstance(chosen, list | tuple) else [chosen]
    reasons = (
        why_not_chosen(record)
        for record in records
        if isinstance(record, Model) and str(record.pk) not in kept
    )
    return [reason for reason in reasons if reason]
