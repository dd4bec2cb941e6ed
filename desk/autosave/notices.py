"""Notices of earlier unsaved input, for a user who comes back to a form."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from desk.autosave.base_version import BASE_FIELD
from desk.autosave.block_order import sort_blocks
from desk.autosave.form_data import ORDER, SubmittedForm, read_submitted_form
from desk.autosave.form_token import FormSession
from desk.autosave.merge_result import ChangeNote
from desk.autosave.newer_version import find_newer_version
from desk.autosave.row_description import row_name, row_text, submitted_row_text
from desk.autosave.storage import (
    autosaved_form_data,
    autosaves_of_new_records,
    delete_unchanged_autosave,
    get_autosave,
)
from desk.history.display import ValueDisplay, field_label
from desk.history.recording import revisions_of
from desk.history.serializing import serialize_record
from desk.history.text_diff import diff_words, html_to_text
from desk.models import Autosave, Revision

_START = 60


@dataclass
class AutosaveNotice:
    """One autosaved form; ``saves`` are those made since it was started."""

    autosave: Autosave
    differences: list[ChangeNote] = dataclasses.field(default_factory=list)
    saves: list[Revision] = dataclasses.field(default_factory=list)
    # of a text that no record has yet: how it begins
    start: str = ""

    @property
    def token(self) -> str:
        return FormSession(
            self.autosave.user_id, self.autosave.content_type_id, self.autosave.place
        ).token()


def find_notices(model_admin, request, obj, session: FormSession) -> Iterator[AutosaveNotice]:
    """Yield earlier unsaved input of this user that differs from the record."""
    if obj is None:
        for autosave in autosaves_of_new_records(model_admin.model, request.user.pk):
            yield notice_of_new_record(model_admin.model, autosave)
        return
    autosave = get_autosave(session)
    if autosave is None:
        return
    form_data = autosaved_form_data(autosave)
    if _was_saved(model_admin, request, obj, form_data, autosave):
        delete_unchanged_autosave(autosave)
        return
    returned_form = find_newer_version(
        model_admin, request, obj, form_data.get(BASE_FIELD, ""), form_data
    )
    form = (
        returned_form.merge.form
        if returned_form
        else read_submitted_form(model_admin, request, obj, form_data)
    )
    # a form with errors has put what was typed into ``obj``
    now = serialize_record(model_admin.model._default_manager.get(pk=obj.pk))
    notice = build_notice(form, autosave, now, returned_form.saves if returned_form else [])
    if notice is None:
        delete_unchanged_autosave(autosave)
    else:
        yield notice


def _was_saved(model_admin, request, obj, form_data, autosave) -> bool:
    """Whether a later save contains the autosaved input, which arrived during the save."""
    saves = revisions_of(obj).filter(pk__gt=autosave.base or 0, by=request.user)
    form = read_submitted_form(model_admin, request, obj, form_data)
    return any(not list_differences(form, save.values) for save in saves)


def notice_of_new_record(model: type[models.Model], autosave: Autosave) -> AutosaveNotice:
    """Return the notice of an autosaved new record, by its first words."""
    return AutosaveNotice(
        autosave, start=first_words(model, QueryDict(autosave.typed)) or _("no title yet")
    )


def first_words(model: type[models.Model], form_data: QueryDict) -> str:
    """Return the first words of the input in the form of a new record; empty without any."""
    texts = (
        html_to_text(form_data.get(column.name, ""))
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField) and not column.flatchoices
    )
    return Truncator(next(filter(None, texts), "")).chars(_START)


def build_notice(
    form: SubmittedForm, autosave: Autosave, now: dict, saves: list[Revision]
) -> AutosaveNotice | None:
    """Return how ``form``, the autosaved input merged with later saves, differs from the current record.

    None if it does not differ. A row that was added and removed before any save is listed too: its
    text is nowhere else.
    """
    differences = [*list_differences(form, now), *_removed_unsaved(form)]
    return AutosaveNotice(autosave, differences, saves) if differences else None


def list_differences(form: SubmittedForm, now: dict) -> list[ChangeNote]:
    """Return what saving ``form`` would change in the record."""
    return [*_of_fields(form, now), *_of_rows(form, now)]


def _of_fields(form, now):
    words = ValueDisplay().prefetch(form.model, now)
    for field in form.fields.values():
        if field.name in now and field.differs(now, form.data):
            was, submitted_text = (
                field.display(now, words),
                field.display_submitted(form.data, words),
            )
            yield ChangeNote(field_label(field.model, field.name), diff_words(was, submitted_text))


def _of_rows(form, now):
    words = ValueDisplay().prefetch(form.model, now)
    places = []
    for part in form.parts:
        rows_by_key = {str(row["id"]): row for row in now["parts"][part.model._meta.model_name]}
        for row in part.rows:
            values = rows_by_key.get(row.key)
            if values is None:
                if not row.is_deleted and (submitted_text := submitted_row_text(part, row, words)):
                    yield ChangeNote(_name(part), [("new", submitted_text)], note=_("added"))
                continue
            was = row_text(part, values, words)
            where = row_name(part, values, words)
            if row.is_deleted:
                yield ChangeNote(where, [("gone", was)], note=_("deleted"))
            elif any(field.differs(values, row.data) for field in _fields(part)):
                yield ChangeNote(where, diff_words(was, submitted_row_text(part, row, words)))
            if part.is_ordered:
                places.append((values[ORDER], row))
    standing = [row for _order, row in sorted(places, key=lambda place: place[0])]
    if standing != [row for row in sort_blocks(form.parts) if row in standing]:
        yield ChangeNote(_("Blocks"), [], note=_("moved"))


def _removed_unsaved(form):
    words = ValueDisplay()
    for part in form.parts:
        for row in part.rows:
            if (
                not row.key
                and row.is_deleted
                and (submitted_text := submitted_row_text(part, row, words))
            ):
                yield ChangeNote(
                    _name(part), [("gone", submitted_text)], note=_("removed before it was saved")
                )


def _name(part):
    return str(part.model._meta.verbose_name).capitalize()


def _fields(part):
    return [field for field in part.fields.values() if field.name != ORDER]
