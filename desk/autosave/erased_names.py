"""A form that was opened before somebody was erased is sent without the name."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from core.locking import begin_shared_writing
from desk.autosave.form_token import opened_at
from desk.autosave.storage import SEAL_FIELD
from desk.privacy.erased_names import ErasedNames
from desk.privacy.owners import key_of


@contextmanager
def posted_form(request, record=None) -> Iterator[None]:
    """Open the transaction that carries out a form about ``record``, posted or not.

    The form is to be read from ``request.POST`` inside: no name in it was erased since it was shown,
    and nobody is erased before the transaction ends.
    """
    with transaction.atomic():
        if request.method == "POST":
            begin_shared_writing()
            take_out_erased(request, record)
        yield


def take_out_erased(request, record=None) -> bool:
    """Take every name out of the posted form of ``record`` that was erased since the form was shown.

    The transaction has entered or locked before. Returns whether there was one.
    """
    begun = opened_at(request.POST.get(SEAL_FIELD, ""))
    names = ErasedNames(begun, key_of(record) if record else "")
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
