"""What the database refused, said as a form error on the field it belongs to."""

import logging
import re
from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

_KEY = re.compile(r"^Key \((\w+)(?:::\w+)?\)=")


def refusal_of(
    error: IntegrityError, of_models: Iterable[type[models.Model]], fields: dict[str, str]
) -> ValidationError:
    """The message of the constraint that was violated, on its field where it has one.

    ``fields`` names the field of constraints that span several.
    """
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    for model in of_models:
        for constraint in model._meta.constraints:
            if constraint.name == name:
                field = fields.get(name) or _only_field(constraint)
                return on_field(field, constraint.get_violation_error_message())
        field = _unique_column(model, diag)
        if field is not None:
            return on_field(field.name, model().unique_error_message(model, (field.name,)))
    if getattr(error.__cause__, "sqlstate", None) == "23503":
        return on_field(
            None, _("Something chosen here was deleted meanwhile, or is still in use elsewhere.")
        )
    logger.error("a constraint that no form knows was violated: %s", name, exc_info=error)
    return on_field(None, _("This can’t be saved together with what is there already."))


def on_field(field: str | None, message: str) -> ValidationError:
    return ValidationError({field or NON_FIELD_ERRORS: [message]})


def _only_field(constraint) -> str | None:
    if isinstance(constraint, UniqueConstraint) and len(constraint.fields) == 1:
        return constraint.fields[0]
    return None


def _unique_column(model, diag):
    """The field declared ``unique=True`` whose value is taken, or None."""
    if diag is None or diag.table_name != model._meta.db_table:
        return None
    key = _KEY.match(diag.message_detail or "")
    for field in model._meta.local_concrete_fields:
        if key and field.unique and field.column == key[1]:
            return field
    return None
