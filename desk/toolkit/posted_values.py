"""What was posted, carried along by a page that first has to ask something else."""

import re
from collections.abc import Collection

from django.http import QueryDict

# the answer to "Confirm that it is you", a password or a code
ANSWER = "confirm-answer"
_SECRET = re.compile(rf"password|\A(?:code|{ANSWER})\Z")


def list_posted_values(
    form_data: QueryDict, *, without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the name and value of each posted field, but not the token of the form.

    ``desk/_posted.html`` writes them, as ``posted``, into the form that sends them on.
    """
    without = {"csrfmiddlewaretoken", *without}
    return [
        (name, value)
        for name, values in form_data.lists()
        if name not in without
        for value in values
    ]


def list_values_to_hold(form_data: QueryDict) -> list[tuple[str, str]]:
    """Return what a page may hold for as long as it stays open: neither passwords nor codes."""
    return list_posted_values(form_data, without=list(filter(_SECRET.search, form_data)))
