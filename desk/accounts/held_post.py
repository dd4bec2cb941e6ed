"""A form that was posted when one had to log in, or to set up a second factor, first: it is sent afterwards."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from desk.toolkit.posted_values import list_posted_values, list_values_to_hold

_ADDRESS, _VALUES = "held-address", "held-values"


@dataclass(frozen=True)
class HeldPost:
    """The form's address on the desk, and its fields with their values."""

    address: str
    values: list[tuple[str, str]]

    @classmethod
    def of(cls, request) -> "HeldPost":
        """Hold what ``request`` posted, but no passwords or codes."""
        return cls(request.get_full_path(), list_values_to_hold(request.POST))

    @classmethod
    def read(cls, form_data: QueryDict) -> "HeldPost | None":
        """Return what the form of another step carries; None if nothing, or an address outside the desk."""
        address = form_data.get(_ADDRESS, "")
        if not address.startswith(reverse("admin:index")):
            return None
        return cls(address, list_posted_values(QueryDict(form_data.get(_VALUES, ""))))

    def fields(self) -> list[tuple[str, str]]:
        """Return the two fields by which the form of another step carries this."""
        values = QueryDict(mutable=True)
        for name, value in self.values:
            values.appendlist(name, value)
        return [(_ADDRESS, self.address), (_VALUES, values.urlencode())]


class CarriesHeldPost:
    """Mixin for a form view of a step before the post can be done: its form carries the post on.

    As the answer to that post itself, which is given as ``held_post``, the view shows its empty form.
    """

    held_post: HeldPost | None = None

    def post(self, request, *args, **kwargs):
        show = self.get if self.held_post else super().post
        return show(request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.held_post:
            kwargs.pop("data", None)
            kwargs.pop("files", None)
        return kwargs

    def get_context_data(self, **kwargs):
        held_post = self.held_post or HeldPost.read(self.request.POST)
        return super().get_context_data(
            posted=held_post.fields() if held_post else [],
            loses_files=bool(held_post and self.request.FILES),
            **kwargs,
        )


def is_from_script(request) -> bool:
    """Whether the browser says that a script sent the request, which keeps its text itself."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
