"""Turn constraint violations of the database into form errors."""

import logging
import re
from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

_KEY = re.compile(r"^Key \((\w+)(?:::\w+)?\)=")


def constraint_error(
    error: IntegrityError, of_models: Iterable[type[models.Model]], fields: dict[str, str]
) -> ValidationError:
    """Return the message of the violated constraint, on its field if it has one.

    ``fields`` maps constraints on several columns to a field.
    """
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    for model in of_models:
        for constraint in model._meta.constraints:
            if constraint.name == name:
                field = fields.get(name) or _only_field(constraint)
                return field_error(field, constraint.get_violation_error_message())
        field = _unique_column(model, diag)
        if field is not None:
            return field_error(field.name, model().unique_error_message(model, (field.name,)))
    if getattr(error.__cause__, "sqlstate", None) == "23503":
        return field_error(
            None, _("Something chosen here was deleted meanwhile, or is still in use elsewhere.")
        )
    logger.error("a constraint that no form knows was violated: %s", name, exc_info=error)
    return field_error(None, _("This can’t be saved together with what is there already."))


def field_error(field: str | None, message: str) -> ValidationError:
    """Return a ValidationError on ``field``, or on the form as a whole."""
    return ValidationError({field or NON_FIELD_ERRORS: [message]})


def _only_field(constraint) -> str | None:
    if isinstance(constraint, UniqueConstraint) and len(constraint.fields) == 1:
        return constraint.fields[0]
    return None


def _unique_column(model, diag):
    """Return the field declared ``unique=True`` whose value is taken, or None."""
    if diag is None or diag.table_name != model._meta.db_table:
        return None
    key = _KEY.match(diag.message_detail or "")
    for field in model._meta.local_concrete_fields:
        if key and field.unique and field.column == key[1]:
            return field
    return None
