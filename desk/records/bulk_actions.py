"""Acts on many records: a question with a line for each record, then each by itself with its result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core.locking import is_deadlock, is_timeout, lock_record, retry_on_deadlock
from desk.autosave.erased_names import take_out_erased
from desk.autosave.form_token import new_sitting
from desk.toolkit.scripts import with_modules

MOST = 200  # records of one act; each is looked at for the question and gets its own transaction


@dataclass
class Item:
    """One record in the question: what it is now, and what the act would do with it.

    ``ticked`` is None where the act would leave the record alone, and False where it is done only
    when the user ticks it. ``version`` identifies the state that the question describes.
    """

    record: models.Model
    now: str = ""
    then: str = ""
    reasons: list[str] = field(default_factory=list)
    ticked: bool | None = True
    version: str = ""

    @property
    def value(self) -> str:
        return f"{self.record.pk}.{self.version}"


@dataclass
class Outcome:
    """What became of each record: done, with what is said of it, or refused, and why."""

    done: list[tuple[models.Model, str]] = field(default_factory=list)
    refused: list[tuple[models.Model, list[str]]] = field(default_factory=list)


def each(records: Iterable[models.Model], act: Callable[[models.Model], str | None]) -> Outcome:
    """Do ``act`` on every record in a transaction of its own; one refusal stops no other."""
    outcome = Outcome()
    for record in sorted(records, key=lambda one: one.pk):
        try:
            outcome.done.append((record, retry_on_deadlock(partial(_alone, act, record)) or ""))
        except ValidationError as error:
            outcome.refused.append((record, error.messages))
        except PermissionDenied:
            outcome.refused.append((record, [_("You may not do this.")]))
        except IntegrityError:
            outcome.refused.append(
                (record, [_("It does not go together with what is there already.")])
            )
        except OperationalError as error:
            if not (is_deadlock(error) or is_timeout(error)):
                raise
            outcome.refused.append(
                (record, [_("Somebody else was at the same just now. Do it once more.")])
            )
    return outcome


def _alone(act, record):
    with transaction.atomic():
        return act(record)


def bulk_act(model_admin, request, records, *, action, title, act, items_of, form_class=forms.Form):
    """Ask about ``records`` first; once the user has agreed, do ``act(item, given)`` on those ticked.

    ``items_of(records)`` describes them for the question. It is called again for each record when
    its turn comes, after its row is locked: a record that is not what it was is left alone.
    ``form_class(data)`` asks what else has to be known; ``given`` is what was answered.
    """
    records = list(records[: MOST + 1])
    if len(records) > MOST:
        message = _("Choose at most %(number)s at a time.") % {"number": MOST}
        messages.error(request, message)
        return None
    items, agreed = items_of(records), None
    form = form_class(request.POST if "confirmed" in request.POST else None)
    if form.is_bound:
        agreed = dict(value.partition(".")[::2] for value in request.POST.getlist("agreed"))
        if not agreed:
            form.add_error(None, _("Tick at least one."))
    if not form.is_valid():
        return _question_page(model_admin, request, action, title, items, form, agreed)

    def given(record):
        answered = form
        if take_out_erased(request, record):
            answered = form_class(request.POST)
            if not answered.is_valid():
                raise ValidationError(
                    [error for each in answered.errors.values() for error in each]
                )
        return answered.cleaned_data

    def once_agreed(record):
        if not model_admin.has_change_permission(request, record):
            raise PermissionDenied
        [item] = items_of([lock_record(record)])
        if item.version != agreed[str(record.pk)]:
            raise ValidationError(
                _("It changed after you were asked. It is now: %(state)s.") % {"state": item.now}
            )
        if item.ticked is None:
            raise ValidationError([item.then, *item.reasons])
        return act(item, given(record))

    chosen = [record for record in records if str(record.pk) in agreed]
    return outcome_page(model_admin, request, title=title, outcome=each(chosen, once_agreed))


def _question_page(model_admin, request, action, title, items, form, agreed):
    """``agreed`` holds what was ticked before, by key, or is None where nobody was asked yet."""
    form.label_suffix = ""

    def is_checked(item):
        return item.ticked if agreed is None else str(item.record.pk) in agreed

    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "action": action,
        "records": [item.record for item in items],
        "groups": [
            (
                heading,
                [
                    (item, is_checked(item), model_admin.page_of(item.record, "change"))
                    for item in items
                    if item.ticked is ticked
                ],
            )
            for ticked, heading in (
                (True, ""),
                (False, _("Only if you tick it")),
                (None, _("Stays as it is")),
            )
        ],
        "ticked": sum(item.ticked is not None and is_checked(item) for item in items),
        "can_act": any(item.ticked is not None for item in items),
        "form": form,
        "seal": new_sitting(model_admin.model, request.user.pk).sealed(),
        "media": with_modules(request, form.media, ("choices", "labels", "bulk-count")),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "desk/bulk_ask.html", context)


def outcome_page(model_admin, request, *, title, outcome: Outcome):
    """What was done and what was refused and why, record by record."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "done": [(one, words, model_admin.page_of(one, "change")) for one, words in outcome.done],
        "refused": [
            (one, reasons, model_admin.page_of(one, "change")) for one, reasons in outcome.refused
        ],
    }
    return TemplateResponse(request, "desk/bulk_done.html", context)
