"""A form that was opened before a person was erased is saved without the name."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from core.locking import begin_shared_writing
from desk.autosave.form_token import read_token_time
from desk.autosave.storage import SESSION_FIELD
from desk.privacy.erased_names import ErasedNames
from desk.privacy.owners import row_key


@contextmanager
def open_form_transaction(request, record=None) -> Iterator[bool]:
    """Open the transaction of a view about a form of ``record``, posted or not.

    Read ``request.POST`` inside it: names erased since the form was shown are removed from it, and
    nobody is erased before the transaction ends. Gives whether a name was removed: a form that would
    make a person or a contact of the neutral words is shown again.
    """
    removed = False
    with transaction.atomic():
        if request.method == "POST":
            begin_shared_writing()
            removed = remove_erased_names(request, record)
        yield removed


def remove_erased_names(request, record=None) -> bool:
    """Remove names that were erased since the form was shown from the posted form of ``record``.

    The transaction holds a lock already. Returns whether there was any.
    """
    begun = read_token_time(request.POST.get(SESSION_FIELD, ""))
    names = ErasedNames(begun, row_key(record) if record else "")
    if not names:
        return False
    before = [(name, value) for name, values in request.POST.lists() for value in values]
    after = names.redact_pairs(before)
    if after == before:
        return False
    request.POST = QueryDict(urlencode(after), mutable=True)
    words = _("Somebody was erased meanwhile: the name is taken out of what you typed.")
    messages.warning(request, words)
    return True
