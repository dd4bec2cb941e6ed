"""What was posted, carried along by a page that first has to ask something else."""

from collections.abc import Collection

from django.http import QueryDict


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
