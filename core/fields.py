"""Model fields that say what a column of time means."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from core.forms import InstantFormField, PeriodFormField


class InstantField(models.DateTimeField):
    """Since when something may be known: an instant that may lie beyond all others.

    ``None`` in Python is ``'infinity'`` in the database: "not before it is announced".
    The column is never NULL, so ``public_from__lte=moment`` needs no special case.
    PostgreSQL's infinity has no Python ``datetime``, hence the translation both ways.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"blank": True, **kwargs})

    def get_placeholder(self, value, compiler, connection):
        return "%s::timestamptz"

    def get_db_prep_save(self, value, connection):
        return "infinity" if value is None else super().get_db_prep_save(value, connection)

    def select_format(self, compiler, sql, params):
        return f"NULLIF({sql}, 'infinity'::timestamptz)", params

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": InstantFormField, **kwargs})


class PeriodField(DateRangeField):
    """Days from the first that counts up to, and without, the first that no longer does.

    PostgreSQL normalises every daterange to ``[from, to)``. Forms ask for the last day,
    inclusive (:class:`core.forms.PeriodFormField`).
    """

    def formfield(self, **kwargs):
        # the admin's override for plain date ranges knows nothing of a last day
        kwargs.pop("widget", None)
        return super().formfield(**{"form_class": PeriodFormField, **kwargs})
