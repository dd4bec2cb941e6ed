"""A form for a new record that is sent twice makes one record, also without a script in the browser."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.locking import wait_for_named_lock
from core.moment import read_database_clock
from desk.autosave.form_token import opened
from desk.autosave.storage import SEAL_FIELD
from desk.models import SentForm
from desk.tasks.scheduled_tasks import Say, due_task

# a form holds no longer (desk.autosave.form_token)
_KEPT_FOR = timedelta(days=30)


class SentTwice(Exception):
    """The form that was sent made the record ``key`` already."""

    def __init__(self, key: int):
        self.key = key
        super().__init__(key)


def fingerprint_of(request) -> str:
    """A keyed hash of all that was typed into one form for a new record; empty where it has no seal.

    Whichever button is pressed, what was typed is the same.
    """
    sitting = opened(request.POST.get(SEAL_FIELD, ""), request.user.pk)
    if sitting is None or not sitting.is_new:
        return ""
    typed = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    )
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    whole = repr((sitting, typed, files))
    return salted_hmac("desk.sent-form", whole, algorithm="sha256").hexdigest()


def check_sent_once(fingerprint: str, records) -> None:
    """Raise SentTwice where the form made one of ``records`` already; what was deleted is made again.

    Whoever sends it at the same instant waits for the end of this transaction.
    """
    if not fingerprint:
        return
    wait_for_named_lock(fingerprint)
    sent = SentForm.objects.filter(fingerprint=fingerprint).first()
    if sent is None:
        return
    if records.filter(pk=sent.object_id).exists():
        raise SentTwice(sent.object_id)
    sent.delete()


def note_sent(fingerprint: str, record) -> None:
    """Note which record the form made."""
    if fingerprint:
        SentForm.objects.create(fingerprint=fingerprint, object_id=record.pk)


def answer_for_sent_twice(model_admin, request, key: int) -> HttpResponse:
    """Lead to the record that was made; a popup gives it to its opener as the first time."""
    record = model_admin.get_object(request, str(key))
    if IS_POPUP_VAR in request.POST:
        return model_admin.response_add(request, record)
    messages.info(request, _("The form was sent twice and saved once. Here is what was saved."))
    return HttpResponseRedirect(model_admin.page_of(record, "change"))


@due_task("sent forms")
def forget_sent_forms(*, dry_run: bool, say: Say) -> None:
    """Delete the hashes of forms that nobody can send any more."""
    if not dry_run:
        SentForm.objects.filter(sent_at__lt=read_database_clock() - _KEPT_FOR).delete()
