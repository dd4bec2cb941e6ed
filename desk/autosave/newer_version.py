"""What somebody saved since a form was opened, put together with what stands in the form."""

from dataclasses import dataclass, field

from django.contrib.admin.utils import flatten_fieldsets
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.autosave.base_version import Base, ValuesBase, base_now, mark_of, possible_base_revisions
from desk.autosave.form_data import sent_form
from desk.autosave.merge import Merge, merge
from desk.history.recording import latest_revision, remember_outside_changes, revisions_of
from desk.history.serializing import values_in_fields
from desk.models import Autosave, Revision


@dataclass
class Held:
    """Why a form comes back without being saved: somebody saved meanwhile, or it was restored."""

    base: Base | ValuesBase
    merge: Merge | None = None
    saves: list[Revision] = field(default_factory=list)
    restored: Autosave | None = None
    files: bool = False

    @property
    def whose(self) -> str:
        """The names of those who saved."""
        names = dict.fromkeys(str(save.by or _("somebody outside the desk")) for save in self.saves)
        return ", ".join(names) or _("a colleague")


def base_of_form(model_admin, request, record) -> Base | ValuesBase:
    """What a form of ``record`` that is shown now begins from."""
    if model_admin.kept:
        return base_now(record)
    return ValuesBase(_values_shown(model_admin, request, record))


def newer(model_admin, request, record, base: str, sent: QueryDict) -> Held | None:
    """What was saved since the form ``sent`` began from ``base``; None where nothing was."""
    if model_admin.kept:
        return _newer_save(model_admin, request, record, Base.of_text(base), sent)
    began, now = ValuesBase.of_text(base).values, _values_shown(model_admin, request, record)
    if began == now:
        return None
    form = sent_form(model_admin, request, record, sent.copy())
    return Held(ValuesBase(now), merge(form, bases=[began] if began else [], theirs=now))


def _newer_save(model_admin, request, record, base: Base, sent: QueryDict) -> Held | None:
    if mark_of(record) == base.mark:
        return None
    remember_outside_changes(model_admin.model._default_manager.get(pk=record.pk))
    latest = latest_revision(record)
    if latest.pk == base.revision:
        return None
    bases = possible_base_revisions(record, base, before=latest)
    form = sent_form(model_admin, request, record, sent.copy())
    merged = merge(form, bases=[one.values for one in bases], theirs=latest.values)
    since = revisions_of(record).filter(pk__gt=bases[-1].pk if bases else 0)
    saves = since.select_related("by").defer("values").order_by("pk")
    return Held(base_now(record), merged, list(saves))


def _values_shown(model_admin, request, record) -> dict:
    """What the form of a record whose saves are not kept lets one change."""
    names = set(flatten_fieldsets(model_admin.get_fieldsets(request, record)))
    names -= {*model_admin.get_readonly_fields(request, record), "password"}
    return values_in_fields(record, sorted(names))
