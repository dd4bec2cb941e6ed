"""Every form of a kept record as a sitting: what is typed is kept, and nobody overwrites anybody."""

from dataclasses import replace

from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.locking import RecordGone, lock_records
from desk.autosave.base_version import BASE_FIELD, Base
from desk.autosave.deleted_record import RESTORE, answer_for_gone
from desk.autosave.erased_names import take_out_erased
from desk.autosave.form_data import sent_form
from desk.autosave.form_token import Sitting, new_sitting, opened, sitting_at
from desk.autosave.newer_version import Held, base_of_form, newer
from desk.autosave.notices import differences_of, new_text, notice_of
from desk.autosave.sent_once import check_sent_once, fingerprint_of, note_sent
from desk.autosave.storage import SEAL_FIELD, UNDECIDED, drop, forget, kept_at, kept_new, typed_of
from desk.history.recording import revisions_of
from desk.history.serializing import values_of
from desk.toolkit.formsets import sent_rows
from desk.toolkit.submission import Submission


class AutosaveMixin:
    """A model admin mixin: nobody's save is undone by a form that was opened before it.

    Popups, and forms of records whose saves are not ``kept``, keep nothing of what is typed.
    """

    most_rows = 200
    # of the request that this copy of the admin answers (DeskAdmin.changeform_view)
    submission = Submission()

    def records_to_lock(self, request, record) -> dict:
        """What saving ``record`` (None: a new one) decides about, for :func:`core.locking.lock_records`."""
        return {self.model: [record.pk] if record else []}

    def answer_for_gone(self, request, object_id):
        return answer_for_gone(self, request, object_id)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method == "POST":
            self._lock_for_saving(request, object_id)
            return super()._changeform_view(request, object_id, form_url, extra_context)
        record = self._sat_at(request, object_id)
        if record is not None:
            self.submission.base = base_of_form(self, request, record)
        keeps = self.kept and not _is_popup(request)
        if not (keeps and RESTORE in request.GET and self._bind_kept(request, record, object_id)):
            return super()._changeform_view(request, object_id, form_url, extra_context)
        # the form is bound to what was kept, as if it had been sent
        request.method = "POST"
        try:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        finally:
            request.method = "GET"

    def _sat_at(self, request, object_id):
        """The record, where this user may change it; what else is asked for is Django's to answer."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        may = record is not None and self.has_change_permission(request, record)
        return record if may else None

    def _lock_for_saving(self, request, object_id) -> None:
        """Lock the record, and hold the form back if anybody saved it since the form was opened.

        Of two saves at once the second finds the first. Raises RecordGone, or SentTwice.
        """
        if object_id is None:
            self.submission.fingerprint = fingerprint_of(request)
            check_sent_once(self.submission.fingerprint, self.get_queryset(request))
            lock_records(self.records_to_lock(request, None))
            take_out_erased(request)
            return
        record = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, record):
            return
        if record is None:
            raise RecordGone(self.model._meta.concrete_model, 0)
        row = lock_records(self.records_to_lock(request, record)).get(self.model, record.pk)
        if getattr(row, "trashed", None):
            raise RecordGone(self.model._meta.concrete_model, row.pk)
        take_out_erased(request, row)
        if BASE_FIELD not in request.POST:
            return
        held = newer(self, request, row, request.POST[BASE_FIELD], request.POST)
        if held is not None:
            held.files = bool(request.FILES)
            self.submission.conflict = held
            request.POST = held.merge.form.written()

    def _bind_kept(self, request, record, object_id) -> bool:
        """Make the request the form that was kept; False where nothing is."""
        sitting = self._sitting_asked_for(request, record, object_id)
        kept = kept_at(sitting) if sitting else None
        if kept is None:
            return False
        sent = typed_of(kept)
        base = sent.get(BASE_FIELD, "")
        held = newer(self, request, record, base, sent) if record is not None else None
        conflict = held or Held(self.submission.base or Base())
        conflict.restored = kept
        self.submission.conflict = conflict
        request.POST = held.merge.form.written() if held else sent
        request._files = MultiValueDict()
        if record is None:
            request.POST[SEAL_FIELD] = sitting.sealed()
        return True

    def _sitting_asked_for(self, request, record, object_id) -> Sitting | None:
        if record is not None:
            return sitting_at(record, request.user.pk)
        if object_id is not None or not self.has_add_permission(request):
            return None
        kept = kept_new(self.model, request.user.pk).filter(place=request.GET[RESTORE]).first()
        return kept and Sitting(kept.user_id, kept.content_type_id, kept.place)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        form_class.submission = replace(self.submission, too_many=self._too_many(request))
        return form_class

    def _too_many(self, request) -> ValidationError | None:
        if request.method != "POST":
            return None
        counts = [name for name in request.POST if name.endswith("-TOTAL_FORMS")]
        prefixes = [name.removesuffix("-TOTAL_FORMS") for name in counts]
        rows = sum(len(sent_rows(request.POST, request.FILES, each) or ()) for each in prefixes)
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
            note_sent(self.submission.fingerprint, form.instance)
        sitting = opened(request.POST.get(SEAL_FIELD, ""), request.user.pk)
        if sitting is not None and UNDECIDED not in request.POST and not _is_popup(request):
            drop(sitting)

    def render_change_form(self, request, context, obj=None, **kwargs):
        if self._is_sitting(request, context, obj):
            context["sitting"] = self._sitting_context(request, context, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def _is_sitting(self, request, context, obj):
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def _sitting_context(self, request, context, obj) -> dict:
        held = self.submission.conflict
        base = held.base if held else self.submission.base or request.POST.get(BASE_FIELD, "")
        sitting = self._sitting(request, obj)
        if not self.kept or context["is_popup"]:
            return {"base": base, "held": held, "seal": sitting.sealed(), "undecided": False}
        asks = UNDECIDED in request.POST or (request.method == "GET" and held is None)
        notices = list(self._notices(request, obj, sitting)) if asks else []
        return {
            "seal": sitting.sealed(),
            "keeps": True,
            "base": base,
            "held": held,
            "shared": obj is not None,
            "notices": notices,
            # until it is chosen what becomes of it, nothing takes the place of what was kept
            "undecided": obj and notices,
        }

    def _sitting(self, request, obj) -> Sitting:
        if obj is not None:
            return sitting_at(obj, request.user.pk)
        posted = opened(request.POST.get(SEAL_FIELD, ""), request.user.pk)
        return posted if posted and posted.is_new else new_sitting(self.model, request.user.pk)

    def _notices(self, request, obj, sitting):
        """What this person typed earlier and never saved, where it is another text than the record's."""
        if obj is None:
            for kept in kept_new(self.model, request.user.pk):
                yield new_text(self.model, kept)
            return
        kept = kept_at(sitting)
        if kept is None:
            return
        sent = typed_of(kept)
        if self._was_saved(request, obj, sent, kept):
            forget(kept)
            return
        held = newer(self, request, obj, sent.get(BASE_FIELD, ""), sent)
        form = held.merge.form if held else sent_form(self, request, obj, sent)
        # a form with errors has put what was typed into ``obj``
        now = values_of(self.model._default_manager.get(pk=obj.pk))
        notice = notice_of(form, kept, now, held.saves if held else [])
        if notice is None:
            forget(kept)
        else:
            yield notice

    def _was_saved(self, request, obj, sent, kept) -> bool:
        """Whether a later save holds the kept text, which was on its way when the form was saved."""
        saves = revisions_of(obj).filter(pk__gt=kept.base or 0, by=request.user)
        form = sent_form(self, request, obj, sent)
        return any(not differences_of(form, save.values) for save in saves)


def _is_popup(request):
    return IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST
