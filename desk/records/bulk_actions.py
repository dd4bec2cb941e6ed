"""Bulk actions: a question with a line for each record, then each on its own with its result."""

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
from desk.autosave.erased_names import remove_erased_names
from desk.autosave.form_token import session_for_new_record
from desk.autosave.outdated_form import renew_form_token
from desk.toolkit.scripts import add_script_modules

MOST = 200  # records of one act; each is looked at for the question and gets its own transaction


@dataclass
class BulkItem:
    """One record in the question: its state, and what the action would do with it.

    ``ticked`` is None if the action would leave the record alone, and False if it is only done when
    the user ticks it. ``version`` identifies the state that the question describes.
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
class BulkOutcome:
    """The result for each record: done, with a message, or refused, with the reasons."""

    done: list[tuple[models.Model, str]] = field(default_factory=list)
    refused: list[tuple[models.Model, list[str]]] = field(default_factory=list)


def apply_to_each(
    records: Iterable[models.Model], act: Callable[[models.Model], str | None]
) -> BulkOutcome:
    """Call ``act`` for every record in a transaction of its own; a refusal does not stop the others."""
    outcome = BulkOutcome()
    for record in sorted(records, key=lambda item: item.pk):
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


def bulk_action_view(
    model_admin, request, records, *, action, title, act, items_of, form_class=forms.Form
):
    """Ask about ``records`` first; once confirmed, call ``act(item, given)`` for those ticked.

    ``items_of(records)`` describes them for the question. It is called again for each record after
    its row is locked: a record that has changed is left alone. ``form_class(data)`` asks for
    further input; ``given`` is its cleaned data.
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
        if remove_erased_names(request, record):
            answered = form_class(request.POST)
            if not answered.is_valid():
                raise ValidationError(
                    [error for field_errors in answered.errors.values() for error in field_errors]
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

    selected = [record for record in records if str(record.pk) in agreed]
    return bulk_outcome_page(
        model_admin, request, title=title, outcome=apply_to_each(selected, once_agreed)
    )


def _question_page(model_admin, request, action, title, items, form, agreed):
    """Render the question; ``agreed`` are the keys ticked before, or None the first time."""
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
        "token": renew_form_token(
            request, session_for_new_record(model_admin.model, request.user.pk)
        ),
        "media": add_script_modules(request, form.media, ("choices", "labels", "bulk-count")),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "desk/bulk_ask.html", context)


def bulk_outcome_page(model_admin, request, *, title, outcome: BulkOutcome):
    """Show what was done, what was refused and why, record by record."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "done": [
            (record, words, model_admin.page_of(record, "change")) for record, words in outcome.done
        ],
        "refused": [
            (record, reasons, model_admin.page_of(record, "change"))
            for record, reasons in outcome.refused
        ],
    }
    return TemplateResponse(request, "desk/bulk_done.html", context)
