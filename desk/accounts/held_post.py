"""A form that was posted when the second factor had become due: it is sent once the app is set up."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from desk.accounts.confirmation import ANSWER
from desk.toolkit.posted_values import list_posted_values

_ADDRESS, _VALUES = "held-address", "held-values"


@dataclass(frozen=True)
class HeldPost:
    """The form's address on the desk, and its fields with their values."""

    address: str
    values: list[tuple[str, str]]

    @classmethod
    def of(cls, request) -> "HeldPost":
        """Hold what ``request`` posted, but not the password typed to confirm it."""
        return cls(request.get_full_path(), list_posted_values(request.POST, without=[ANSWER]))

    @classmethod
    def read(cls, form_data: QueryDict) -> "HeldPost | None":
        """Return what a set-up form carries; None if nothing, or an address outside the desk."""
        address = form_data.get(_ADDRESS, "")
        if not address.startswith(reverse("admin:index")):
            return None
        return cls(address, list_posted_values(QueryDict(form_data.get(_VALUES, ""))))

    def fields(self) -> list[tuple[str, str]]:
        """Return the two fields by which the set-up form carries this."""
        values = QueryDict(mutable=True)
        for name, value in self.values:
            values.appendlist(name, value)
        return [(_ADDRESS, self.address), (_VALUES, values.urlencode())]
