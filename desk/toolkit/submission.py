"""The state of one request to the form of a record, besides its input."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models


@dataclass
class Submission:
    """One opening or sending of a form.

    ``refusal`` is what the database or a service said when the form was saved a moment ago.
    ``conflict`` is why the form comes back to be looked at before it is saved, ``base`` the version
    that it began from, ``fingerprint`` by what it is recognised when it is sent twice. ``stored`` is the
    record as it was read and locked before saving.
    """

    refusal: ValidationError | None = None
    too_many: ValidationError | None = None
    conflict: object | None = None
    base: object | None = None
    fingerprint: str = ""
    stored: models.Model | None = None

    def refuse(self, error: ValidationError) -> None:
        """Note what was refused, to be shown on the form as it was typed."""
        self.refusal = error
