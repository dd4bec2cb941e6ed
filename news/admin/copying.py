"""Duplicate an article, or start one from a template."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.sortkeys import make_sort_key
from desk.autosave.form_token import session_for_new_record
from desk.autosave.sent_once import (
    FormSentTwice,
    check_sent_once,
    form_fingerprint,
    record_sent_form,
    redirect_to_sent_record,
)
from desk.toolkit.constraint_errors import constraint_error
from news.admin.results import CommandResult
from news.models import Article
from news.publishing.copying import duplicate, start_from


class PatternFilter(admin.SimpleListFilter):
    """List filter: either articles or templates."""

    title = gettext_lazy("template")
    parameter_name = "pattern"

    def lookups(self, request, model_admin):
        return [("only", gettext_lazy("Patterns"))]

    def choices(self, changelist):
        articles, patterns = super().choices(changelist)
        return [articles | {"display": gettext_lazy("Articles")}, patterns]

    def queryset(self, request, queryset):
        return queryset.filter(is_pattern=self.value() == "only")


def duplicate_view(model_admin, request, pk):
    """Duplicate an article and redirect to the copy's form."""
    return copy_and_redirect(model_admin, request, pk, _duplicate)


def start_from_template_view(model_admin, request, pk):
    """Create an article from a template and redirect to its form."""
    return copy_and_redirect(model_admin, request, pk, _start_from)


def _duplicate(source, by) -> tuple[Article, CommandResult]:
    return duplicate(article=source, by=by), _new_draft(source)


def _start_from(source, by) -> tuple[Article, CommandResult]:
    return start_from(pattern=source, by=by), _new_draft(source)


def _new_draft(source) -> CommandResult:
    message = _("A new draft was made from “%(title)s”. Write its title and its web address.")
    result = CommandResult.success(message % {"title": source})
    if source.announces.exists() or source.announces_ends.exists():
        result.warn(_("It announces nothing: that stays with the original."))
    return result


def copy_and_redirect(
    model_admin, request, pk, make: Callable[..., tuple[Article, CommandResult]]
) -> HttpResponse:
    """Create an article with ``make(source, by)`` and redirect to its form.

    The same button of one page creates one, however often it is pressed.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    source = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    may = model_admin.has_add_permission(request)
    if not may or not model_admin.has_view_permission(request, source):
        raise PermissionDenied
    try:
        with transaction.atomic():
            fingerprint = form_fingerprint(request)
            check_sent_once(fingerprint, model_admin.get_queryset(request))
            article, result = make(source, request.user)
            record_sent_form(fingerprint, article)
    except FormSentTwice as twice:
        return redirect_to_sent_record(model_admin, request, twice.key)
    except (ValidationError, IntegrityError) as error:
        if isinstance(error, IntegrityError):
            error = constraint_error(error, (Article,), {})
        article = source
        result = CommandResult([(messages.ERROR, message) for message in error.messages])
    result.show(request)
    return HttpResponseRedirect(model_admin.page_of(article, "change"))


def make_copy_token(request) -> str:
    """Return the token of a button that creates an article from another one."""
    return session_for_new_record(Article, request.user.pk).token()


def fetch_templates(model_admin, request) -> list[tuple[Article, str]]:
    """Return the templates in alphabetical order, each with the URL that creates an article from it."""
    patterns = model_admin.get_queryset(request).filter(is_pattern=True)
    patterns = sorted(patterns, key=lambda pattern: make_sort_key(pattern.title))
    return [(pattern, model_admin.page_of(pattern, "start")) for pattern in patterns]
