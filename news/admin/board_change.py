"""The page "Change the board": enter changes, preview the resulting board, and apply them."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms import ONE_DAY
from desk.toolkit.constraint_errors import constraint_error
from desk.toolkit.error_list import ErrorLocation
from desk.toolkit.script_strings import script_strings
from desk.toolkit.scripts import add_script_modules
from members.models import BoardSeat, Person
from members.standing import describe_missing_chair, describe_seats_without_membership, format_day
from news.admin.board_autosave import UnfinishedBoardChanges
from news.admin.board_form import MOST, PREFIX, BoardChangeFormSet, BoardOptionsForm, posted_rows
from news.board_changes.apply import PERMISSIONS, change_board, plan_changes
from news.board_changes.plans import BoardChange, BoardChangeError, BoardPlan
from news.models import Article


def change_board_view(model_admin, request):
    """Show the form; ``_add`` and ``_remove`` change its rows, ``_look`` previews, ``_change`` applies."""
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    steps, context = UnfinishedBoardChanges(request), {}
    given = {
        "prefix": PREFIX,
        "site": model_admin.admin_site,
        "may_add": request.user.has_perm("members.add_person"),
    }
    if request.method == "POST" and not {"_add", "_remove"} & request.POST.keys():
        formset = BoardChangeFormSet(request.POST, **given)
        options = BoardOptionsForm(request.POST, label_suffix="")
        if formset.is_valid() and options.is_valid():
            try:
                if "_change" in request.POST:
                    made = _apply_and_redirect(request, formset.changes, options.cleaned_data)
                    steps.forget()
                    return made
                changes = formset.changes
                context["board"] = _preview_context_of_board(plan_changes(changes), changes)
            except BoardChangeError as error:
                formset.add_conflicts(error)
            except ValidationError as error:
                context["refusal"] = error.messages
    else:
        typed = request.POST or steps.restored or {}
        rows = (
            _add_or_remove_row(typed) if typed else [{"replaces": request.GET.get("replaces", "")}]
        )
        formset = BoardChangeFormSet(initial=rows, **given)
        options = BoardOptionsForm(initial={"show_before": "show_before" in typed}, label_suffix="")
        if request.method == "POST":
            context["begin_with"] = formset.forms[-1]["person"].auto_id
    context |= {"formset": formset, "options": options, "form_session": steps.context()}
    return _page(model_admin, request, context)


def _apply_and_redirect(request, changes: list[BoardChange], options: dict):
    try:
        article = change_board(
            changes=changes, language=request.site.language, by=request.user, **options
        )
    except IntegrityError as error:
        plan_changes(changes)  # says what changed meanwhile, if it can be named
        raise constraint_error(error, (BoardSeat, Person, Article), {}) from error
    message = ngettext(
        "The board is changed, and this is the draft of the announcement.",
        "The board is changed in %(number)s places, and this is the draft of the one announcement.",
        len(changes),
    )
    messages.success(request, message % {"number": len(changes)})
    if not options["show_before"]:
        messages.info(request, _("Nobody sees any of it before the announcement is published."))
    terms = BoardSeat.objects.values_list("role", "term")
    if words := describe_missing_chair(terms, min(change.day for change in changes)):
        messages.warning(request, words)
    return HttpResponseRedirect(reverse("admin:news_boardannouncement_change", args=[article.pk]))


def _add_or_remove_row(posted) -> list[dict]:
    """Return the rows as typed, without the removed one, or with a new one for the same day."""
    rows = posted_rows(posted)
    if "_add" in posted:
        first = next((row["first"] for row in reversed(rows) if row["first"]), "")
        return [*rows, {"first": first}][:MOST]
    unwanted = posted.get("_remove")
    return [row for number, row in enumerate(rows) if str(number) != unwanted] or [{}]


def _preview_context_of_board(plan: BoardPlan, changes: list[BoardChange]) -> dict:
    """Return the board on the last day before the changes and on the first day after all of them."""
    last_day = min(change.day for change in changes) - ONE_DAY
    first_day = max(change.day for change in changes)
    before, after = plan.before(last_day), plan.after(first_day)
    people_before = {seat.person_id for seat in before}
    people_after = {seat.person_id for seat in after}
    terms = [(seat.role, plan.term_of(seat)) for seat in (*plan.seats.values(), *plan.begins)]
    return {
        "no_chair": describe_missing_chair(terms, min(change.day for change in changes)),
        "last_day": format_day(last_day),
        "first_day": format_day(first_day),
        "before": [
            (seat, "" if seat in after else _moved(seat.person_id in people_after, _("leaves")))
            for seat in before
        ],
        "after": [
            (seat, "" if seat in before else _moved(seat.person_id in people_before, _("new")))
            for seat in after
        ],
        "advice": [
            words
            for _seat, words in describe_seats_without_membership(plan.begins, timezone.localdate())
        ],
    }


def _moved(stays: bool, otherwise: str) -> str:
    return _("changes seat") if stays else otherwise


def _iterate_errors(formset) -> Iterator[ErrorLocation]:
    """Yield the place of each error but conflicts, which are shown with a link at their field."""
    for number, form in enumerate(formset.forms, start=1):
        for field, errors in form.errors.as_data().items() if formset.is_bound else ():
            where = _("Change %(number)s") % {"number": number} + f": {form[field].label}"
            for error in errors:
                if error.code != "in-the-way":
                    yield ErrorLocation(error.messages[0], form[field].auto_id, where)


def _page(model_admin, request, context):
    opts, formset = model_admin.opts, context["formset"]
    modules = ("choices", "labels", "mistakes", "keep")
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": _("Change the board"),
        "opts": opts,
        "spoken_words": script_strings(),
        "mistakes": list(_iterate_errors(formset)),
        "media": add_script_modules(request, model_admin.media + formset.media, modules),
    }
    return TemplateResponse(request, "news/admin/board_change.html", context)
