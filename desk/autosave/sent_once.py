"""A form for a new record that is sent twice creates one record, even without JavaScript."""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.locking import wait_for_named_lock
from core.moment import read_database_clock
from desk.autosave.form_token import read_form_token
from desk.autosave.storage import SESSION_FIELD
from desk.models import SentForm
from desk.privacy.erased_names import FORM_LIFETIME
from desk.tasks.scheduled_tasks import Say, register_scheduled_task


class FormSentTwice(Exception):
    """The form was sent before and created the record ``key``."""

    def __init__(self, key: int):
        self.key = key
        super().__init__(key)


def form_fingerprint(request) -> str:
    """Return a keyed hash of all input in a form for a new record; empty without a token.

    It is the same whichever button is pressed.
    """
    session = read_form_token(request.POST.get(SESSION_FIELD, ""), request.user.pk)
    if session is None or not session.is_new:
        return ""
    values = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    )
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    whole = repr((request.path, session, values, files))
    return salted_hmac("desk.sent-form", whole, algorithm="sha256").hexdigest()


def check_sent_once(fingerprint: str, records) -> None:
    """Raise FormSentTwice if the form created one of ``records``; a deleted record is created again.

    A simultaneous request with the same form waits for the end of this transaction.
    """
    if not fingerprint:
        return
    wait_for_named_lock(fingerprint)
    earlier = SentForm.objects.filter(fingerprint=fingerprint).first()
    if earlier is None:
        return
    if records.filter(pk=earlier.object_id).exists():
        raise FormSentTwice(earlier.object_id)
    earlier.delete()


def record_sent_form(fingerprint: str, record) -> None:
    """Store which record the form created."""
    if fingerprint:
        SentForm.objects.create(fingerprint=fingerprint, object_id=record.pk)


def redirect_to_sent_record(model_admin, request, key: int) -> HttpResponse:
    """Redirect to the record that was created; a popup returns it to its opener as before."""
    record = model_admin.get_object(request, str(key))
    if IS_POPUP_VAR in request.POST:
        return model_admin.response_add(request, record)
    messages.info(request, _("The form was sent twice and saved once. Here is what was saved."))
    return HttpResponseRedirect(model_admin.page_of(record, "change"))


@register_scheduled_task("sent forms")
def delete_sent_forms(*, dry_run: bool, say: Say) -> None:
    """Delete the hashes of forms that can't be sent any more."""
    if not dry_run:
        SentForm.objects.filter(sent_at__lt=read_database_clock() - FORM_LIFETIME).delete()
