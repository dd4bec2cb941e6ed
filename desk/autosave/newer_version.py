"""Saves since a form was opened, merged into the form."""

from dataclasses import dataclass, field

from django.contrib.admin.utils import flatten_fieldsets
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.autosave.base_version import (
    RevisionBase,
    ValuesBase,
    current_base,
    possible_base_revisions,
    record_mark,
)
from desk.autosave.form_data import read_submitted_form
from desk.autosave.merge import merge_forms
from desk.autosave.merge_result import MergeResult
from desk.history.recording import latest_revision, record_outside_changes, revisions_of
from desk.history.serializing import serialize_fields
from desk.models import Autosave, Revision


@dataclass
class ReturnedForm:
    """Why a form is shown again without being saved: somebody saved in the meantime, or it was restored.

    ``is_own``: all the saves are the user's own, from another tab or browser.
    """

    base: RevisionBase | ValuesBase
    merge: MergeResult | None = None
    saves: list[Revision] = field(default_factory=list)
    restored: Autosave | None = None
    files: bool = False
    is_own: bool = False

    @property
    def whose(self) -> str:
        """The names of those who saved."""
        if self.is_own:
            return _("you, in another tab")
        names = dict.fromkeys(str(save.by or _("somebody outside the desk")) for save in self.saves)
        return ", ".join(names) or _("a colleague")


def get_form_base(model_admin, request, record) -> RevisionBase | ValuesBase:
    """Return the base of a form of ``record`` that is about to be shown."""
    if model_admin.keeps_history:
        return current_base(record)
    return ValuesBase(_values_shown(model_admin, request, record))


def find_newer_version(
    model_admin, request, record, base: str, data: QueryDict
) -> ReturnedForm | None:
    """Return the saves since the form ``data`` started from ``base``, merged into it; None without any."""
    if model_admin.keeps_history:
        return _newer_save(model_admin, request, record, RevisionBase.parse(base), data)
    began, now = ValuesBase.parse(base).values, _values_shown(model_admin, request, record)
    if began == now:
        return None
    form = read_submitted_form(model_admin, request, record, data.copy())
    return ReturnedForm(
        ValuesBase(now), merge_forms(form, bases=[began] if began else [], theirs=now)
    )


def _newer_save(
    model_admin, request, record, base: RevisionBase, data: QueryDict
) -> ReturnedForm | None:
    if record_mark(record) == base.mark:
        return None
    record_outside_changes(model_admin.model._default_manager.get(pk=record.pk))
    latest = latest_revision(record)
    if latest.pk == base.revision:
        return None
    bases = possible_base_revisions(record, base, before=latest)
    form = read_submitted_form(model_admin, request, record, data.copy())
    merged = merge_forms(form, bases=[revision.values for revision in bases], theirs=latest.values)
    since = revisions_of(record).filter(pk__gt=bases[-1].pk if bases else 0)
    saves = since.select_related("by").defer("values").order_by("pk")
    is_own = bool(saves) and all(save.by_id == request.user.pk for save in saves)
    return ReturnedForm(current_base(record), merged, list(saves), is_own=is_own)


def _values_shown(model_admin, request, record) -> dict:
    """Return the values that the form of a record without history lets a user change."""
    names = set(flatten_fieldsets(model_admin.get_fieldsets(request, record)))
    names -= {*model_admin.get_readonly_fields(request, record), "password"}
    return serialize_fields(record, sorted(names))
