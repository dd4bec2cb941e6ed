"""Records that can't be chosen any more, such as a picture whose consent has expired.

The admin class of a record gives the reason. Existing uses of such a record stay.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model


def why_unusable(record: Model) -> str:
    """Return why ``record`` can't be chosen any more, or an empty string."""
    model_admin = admin.site._registry.get(type(record))
    return model_admin.why_not_chosen(record) if hasattr(model_admin, "why_not_chosen") else ""


def explain_unusable_choices(choice: Any, before: Any) -> list[str]:
    """Return why chosen records can't be used; records in ``before``, by key, are accepted."""
    unchanged_keys = {
        str(key) for key in (before if isinstance(before, list | tuple) else [before])
    }
    records = choice if isinstance(choice, list | tuple) else [choice]
    reasons = (
        why_unusable(record)
        for record in records
        if isinstance(record, Model) and str(record.pk) not in unchanged_keys
    )
    return [reason for reason in reasons if reason]
