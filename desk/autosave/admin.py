"""Autosave in the admin: unsaved input is stored, and no save overwrites another one unnoticed."""

from copy import copy
from dataclasses import replace

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.locking import RecordGone, lock_records
from desk.autosave.base_version import BASE_FIELD, RevisionBase
from desk.autosave.deleted_record import RESTORE, redirect_from_deleted_record
from desk.autosave.erased_names import remove_erased_names
from desk.autosave.form_token import (
    FormSession,
    read_form_token,
    session_for_new_record,
    session_for_record,
)
from desk.autosave.newer_version import ReturnedForm, find_newer_version, get_form_base
from desk.autosave.notices import find_notices
from desk.autosave.sent_once import check_sent_once, form_fingerprint, record_sent_form
from desk.autosave.storage import (
    SESSION_FIELD,
    UNDECIDED,
    autosaved_form_data,
    autosaves_of_new_records,
    delete_autosave,
    get_autosave,
)
from desk.toolkit.formsets import submitted_row_numbers
from desk.toolkit.submission import Submission


class AutosaveMixin:
    """Model admin mixin: a form that was opened before another user's save does not undo it.

    Popups, and records without ``keeps_history``, store no unsaved input.
    """

    most_rows = 200
    # of the request that this copy of the admin answers (DeskAdmin.changeform_view)
    submission = Submission()

    def records_to_lock(self, request, record) -> dict:
        """Return the keys by model that saving ``record`` (None: a new one) locks."""
        return {self.model: [record.pk] if record else []}

    def answer_for_gone(self, request, object_id):
        return redirect_from_deleted_record(self, request, object_id)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method == "POST":
            self._lock_for_saving(request, object_id)
            return super()._changeform_view(request, object_id, form_url, extra_context)
        record = self._changeable_record(request, object_id)
        if record is not None:
            self.submission.base = get_form_base(self, request, record)
        keeps = self.keeps_history and not _is_popup(request)
        if not (
            keeps and RESTORE in request.GET and self._bind_autosave(request, record, object_id)
        ):
            return super()._changeform_view(request, object_id, form_url, extra_context)
        # the form is bound to what was kept, as if it had been sent
        request.method = "POST"
        try:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        finally:
            request.method = "GET"

    def _changeable_record(self, request, object_id):
        """Return the record if this user may change it; Django answers everything else."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        may = record is not None and self.has_change_permission(request, record)
        return record if may else None

    def _lock_for_saving(self, request, object_id) -> None:
        """Lock the record, and return the form to the user if somebody saved it in the meantime.

        Of two simultaneous saves the second sees the first. Raises RecordGone or FormSentTwice.
        """
        if object_id is None:
            self.submission.fingerprint = form_fingerprint(request)
            check_sent_once(self.submission.fingerprint, self.get_queryset(request))
            lock_records(self.records_to_lock(request, None))
            remove_erased_names(request)
            return
        record = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, record):
            return
        if record is None:
            raise RecordGone(self.model._meta.concrete_model, 0)
        row = lock_records(self.records_to_lock(request, record)).get(self.model, record.pk)
        if getattr(row, "trashed", None):
            raise RecordGone(self.model._meta.concrete_model, row.pk)
        self.submission.stored = copy(row)
        remove_erased_names(request, row)
        if BASE_FIELD not in request.POST:
            return
        returned_form = find_newer_version(
            self, request, row, request.POST[BASE_FIELD], request.POST
        )
        if returned_form is not None:
            returned_form.files = bool(request.FILES)
            self.submission.conflict = returned_form
            request.POST = returned_form.merge.form.to_query_dict()

    def _bind_autosave(self, request, record, object_id) -> bool:
        """Replace the request's data by the autosaved form; return False if there is none."""
        session = self._requested_session(request, record, object_id)
        autosave = get_autosave(session) if session else None
        if autosave is None:
            return False
        form_data = autosaved_form_data(autosave)
        base = form_data.get(BASE_FIELD, "")
        returned_form = (
            find_newer_version(self, request, record, base, form_data)
            if record is not None
            else None
        )
        conflict = returned_form or ReturnedForm(self.submission.base or RevisionBase())
        conflict.restored = autosave
        self.submission.conflict = conflict
        request.POST = returned_form.merge.form.to_query_dict() if returned_form else form_data
        request._files = MultiValueDict()
        if record is None:
            request.POST[SESSION_FIELD] = session.token()
        return True

    def _requested_session(self, request, record, object_id) -> FormSession | None:
        if record is not None:
            return session_for_record(record, request.user.pk)
        if object_id is not None or not self.has_add_permission(request):
            return None
        autosave = (
            autosaves_of_new_records(self.model, request.user.pk)
            .filter(place=request.GET[RESTORE])
            .first()
        )
        return autosave and FormSession(autosave.user_id, autosave.content_type_id, autosave.place)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        form_class.submission = replace(self.submission, too_many=self._too_many(request))
        return form_class

    def _too_many(self, request) -> ValidationError | None:
        if request.method != "POST":
            return None
        counts = [name for name in request.POST if name.endswith("-TOTAL_FORMS")]
        prefixes = [name.removesuffix("-TOTAL_FORMS") for name in counts]
        rows = sum(
            len(submitted_row_numbers(request.POST, request.FILES, prefix) or ())
            for prefix in prefixes
        )
        rows -= sum(name.endswith("-DELETE") for name in request.POST)
        if rows <= self.most_rows:
            return None
        message = _("A record has at most %(most)s blocks, and here are %(rows)s. Take some out.")
        return ValidationError(
            message, code="too-many", params={"rows": rows, "most": self.most_rows}
        )

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        if self.submission.conflict is not None:
            for formset in formsets:
                formset.hold(self.submission)
        return formsets, inlines

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            record_sent_form(self.submission.fingerprint, form.instance)
        session = read_form_token(request.POST.get(SESSION_FIELD, ""), request.user.pk)
        if session is not None and UNDECIDED not in request.POST and not _is_popup(request):
            delete_autosave(session)

    def render_change_form(self, request, context, obj=None, **kwargs):
        if self._has_session(request, context, obj):
            context["form_session"] = self._session_context(request, context, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def _has_session(self, request, context, obj):
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def _session_context(self, request, context, obj) -> dict:
        returned_form = self.submission.conflict
        base = (
            returned_form.base
            if returned_form
            else self.submission.base or request.POST.get(BASE_FIELD, "")
        )
        session = self._session(request, obj)
        if not self.keeps_history or context["is_popup"]:
            return {
                "base": base,
                "held": returned_form,
                "token": session.token(),
                "undecided": False,
            }
        asks = UNDECIDED in request.POST or (request.method == "GET" and returned_form is None)
        notices = list(find_notices(self, request, obj, session)) if asks else []
        return {
            "token": session.token(),
            "keeps": True,
            "base": base,
            "held": returned_form,
            "shared": obj is not None,
            "notices": notices,
            # until it is chosen what becomes of it, nothing takes the place of what was kept
            "undecided": obj and notices,
        }

    def _session(self, request, obj) -> FormSession:
        if obj is not None:
            return session_for_record(obj, request.user.pk)
        posted = read_form_token(request.POST.get(SESSION_FIELD, ""), request.user.pk)
        return (
            posted
            if posted and posted.is_new
            else session_for_new_record(self.model, request.user.pk)
        )


def _is_popup(request):
    return IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST
