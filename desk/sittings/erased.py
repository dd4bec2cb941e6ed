"""A form that was opened before somebody was erased is sent without the name."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.personal.erased_names import ErasedNames
from desk.personal.owners import key_of
from desk.sittings.keeping import SEAL_FIELD
from desk.sittings.sealed import opened_at


def take_out_erased(request, record=None) -> None:
    """Take every name out of the posted form of ``record`` that was erased since the form was shown."""
    begun = opened_at(request.POST.get(SEAL_FIELD, ""))
    names = ErasedNames(begun, key_of(record) if record else "")
    if not names:
        return
    before = [(name, value) for name, values in request.POST.lists() for value in values]
    after = names.redact_pairs(before)
    if after != before:
        request.POST = QueryDict(urlencode(after), mutable=True)
        words = _("Somebody was erased meanwhile: the name is taken out of what you typed.")
        messages.warning(request, words)
