"""What was kept of an earlier sitting, in words, for whoever comes back to it."""

from dataclasses import dataclass, field

from django.db import models
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from desk.autosave.block_order import in_order
from desk.autosave.form_data import ORDER, SentForm
from desk.autosave.form_token import Sitting
from desk.autosave.merge import Told
from desk.autosave.row_description import name_of_row, typed_words_of_row, words_of_row
from desk.history.display import ValuesInWords, label_of
from desk.history.text_diff import text_of, word_changes
from desk.models import Autosave, Revision

_START = 60


@dataclass
class Notice:
    """One kept text; ``saves`` are those that were made since it was begun."""

    kept: Autosave
    differences: list[Told] = field(default_factory=list)
    saves: list[Revision] = field(default_factory=list)
    # of a text that no record has yet: how it begins
    start: str = ""

    @property
    def seal(self) -> str:
        return Sitting(self.kept.user_id, self.kept.content_type_id, self.kept.place).sealed()


def new_text(model: type[models.Model], kept: Autosave) -> Notice:
    """A text for a new record, by its first words."""
    return Notice(kept, start=beginning_of(model, QueryDict(kept.typed)) or _("no title yet"))


def beginning_of(model: type[models.Model], typed: QueryDict) -> str:
    """Return the first words that were typed into the form of a new record; empty where there are none."""
    texts = (
        text_of(typed.get(column.name, ""))
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField) and not column.flatchoices
    )
    return Truncator(next(filter(None, texts), "")).chars(_START)


def notice_of(form: SentForm, kept: Autosave, now: dict, saves: list[Revision]) -> Notice | None:
    """How ``form``, the kept text with what was saved since, differs from the record as it is.

    None where it does not. A row that was written and removed before any save is told as well: its
    text is nowhere else.
    """
    differences = [*differences_of(form, now), *_removed_unsaved(form)]
    return Notice(kept, differences, saves) if differences else None


def differences_of(form: SentForm, now: dict) -> list[Told]:
    """What saving ``form`` would change in the record as it is."""
    return [*_of_fields(form, now), *_of_rows(form, now)]


def _of_fields(form, now):
    words = ValuesInWords().known(form.model, now)
    for one in form.fields.values():
        if one.name in now and one.differs(now, form.sent):
            was, typed = one.words(now, words), one.typed_words(form.sent, words)
            yield Told(label_of(one.model, one.name), word_changes(was, typed))


def _of_rows(form, now):
    words = ValuesInWords().known(form.model, now)
    places = []
    for part in form.parts:
        stored = {str(row["id"]): row for row in now["parts"][part.model._meta.model_name]}
        for row in part.rows:
            values = stored.get(row.key)
            if values is None:
                if not row.is_deleted and (typed := typed_words_of_row(part, row, words)):
                    yield Told(_name(part), [("new", typed)], note=_("added"))
                continue
            was = words_of_row(part, values, words)
            where = name_of_row(part, values, words)
            if row.is_deleted:
                yield Told(where, [("gone", was)], note=_("deleted"))
            elif any(one.differs(values, row.sent) for one in _fields(part)):
                yield Told(where, word_changes(was, typed_words_of_row(part, row, words)))
            if part.is_ordered:
                places.append((values[ORDER], row))
    standing = [row for _order, row in sorted(places, key=lambda place: place[0])]
    if standing != [row for row in in_order(form.parts) if row in standing]:
        yield Told(_("Blocks"), [], note=_("moved"))


def _removed_unsaved(form):
    words = ValuesInWords()
    for part in form.parts:
        for row in part.rows:
            if not row.key and row.is_deleted and (typed := typed_words_of_row(part, row, words)):
                yield Told(_name(part), [("gone", typed)], note=_("removed before it was saved"))


def _name(part):
    return str(part.model._meta.verbose_name).capitalize()


def _fields(part):
    return [one for one in part.fields.values() if one.name != ORDER]
