"""The same act on many records: each by itself, and told one by one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from core.locking import is_collision, once_more, took_too_long
from desk.scripts import with_modules


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
            outcome.done.append((record, once_more(partial(_alone, act, record)) or ""))
        except ValidationError as error:
            outcome.refused.append((record, error.messages))
        except PermissionDenied:
            outcome.refused.append((record, [_("You may not do this.")]))
        except IntegrityError:
            outcome.refused.append(
                (record, [_("It does not go together with what is there already.")])
            )
        except OperationalError as error:
            if not (is_collision(error) or took_too_long(error)):
                raise
            outcome.refused.append(
                (record, [_("Somebody else was at the same just now. Do it once more.")])
            )
    return outcome


def _alone(act, record):
    with transaction.atomic():
        return act(record)


def asking_page(model_admin, request, *, title, action, records, form):
    """The page that asks what has to be known before the act, and names the records."""
    form.label_suffix = ""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "action": action,
        "records": records,
        "form": form,
        "media": with_modules(request, form.media, ("choices", "labels")),
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
