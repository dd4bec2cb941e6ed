"""The page "Correct the live version", with every text that visitors read now."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.moment import format_moment
from desk.autosave.erased_names import open_form_transaction
from desk.history.text_diff import diff_words
from desk.toolkit.script_strings import script_strings
from desk.toolkit.scripts import add_script_modules
from news.admin.commands import PERMISSION
from news.admin.correction_autosave import UnfinishedCorrection, find_edition_seen
from news.admin.correction_form import CorrectionForm, text_label
from news.admin.results import CommandResult
from news.content.correctable_texts import value_as_plain_text
from news.models import Article, Edition
from news.publishing.checks import OVERRIDABLE, NotPublishable
from news.publishing.corrected_versions import CarriedText
from news.publishing.corrections import CorrectionResult, NoLongerLive, correct_edition
from news.publishing.editions import PublishingError, find_live_edition


def describe_carried_text(carried: CarriedText) -> str:
    """Return a sentence on whether another version was corrected too."""
    match carried.where, carried.done:
        case ("draft", True):
            return _("The draft is corrected too.")
        case ("draft", False):
            return _(
                "The draft reads otherwise there: it was not changed. Checks asks what it should "
                "read until somebody decides."
            )
        case ("quote", True):
            return _("The quote on record is corrected too, and its approval no longer holds.")
        case ("quote", False):
            return _("The quote on record reads otherwise: it was not changed.")
        case (_where, True):
            time = format_moment(carried.at)
            return _("The version scheduled for %(time)s is corrected too.") % {"time": time}
    time = format_moment(carried.at)
    return _(
        "The version scheduled for %(time)s reads otherwise there: it was not changed. Checks says "
        "so until somebody decides."
    ) % {"time": time}


def correct_view(model_admin, request, pk):
    """Show the form; ``_look`` previews the changes, ``_correct`` publishes them."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk, trashed=None)
    with open_form_transaction(request, article):
        return _correction_response(model_admin, request, article)


def _correction_response(model_admin, request, article):
    draft = UnfinishedCorrection(request, article)
    edition = _edition_seen(request, article, draft.sent)
    form = CorrectionForm(draft.sent or None, edition=edition)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = {
            "texts": form.given(),
            "note": form.cleaned_data["note"],
            "reason": form.cleaned_data["reason"],
            "digest": form.cleaned_data["digest"],
        }
        try:
            with transaction.atomic():
                done = correct_edition(article=article, edition=edition, by=request.user, **given)
                if "_correct" not in request.POST:
                    context["correction"] = _preview_context(done)
                    transaction.set_rollback(True)
            if "_correct" in request.POST:
                draft.forget()
                _correction_result(done).show(request)
                return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))
        except NotPublishable as error:
            context["overridable"] = any(p.code in OVERRIDABLE for p in error.problems)
            form.add_error(None, error)
        except NoLongerLive as error:
            context["newer"] = reverse("admin:news_article_correct", args=[article.pk])
            form.add_error(None, error)
        except PublishingError as error:
            form.add_error(None, error)
    context["form_session"] = draft.context()
    return _correction_page(model_admin, request, article, edition, context)


def _edition_seen(request, article, sent) -> Edition:
    chosen = bool(sent and sent.get("edition"))
    edition = (
        find_edition_seen(article, sent)
        if chosen
        else find_live_edition(article, request.moment.at)
    )
    if edition is None:
        raise Http404("nothing is live")
    return edition


def _correction_page(model_admin, request, article, edition, context):
    form = context["form"]
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": _("Correct the live version"),
        "subtitle": edition.title,
        "opts": model_admin.opts,
        "original": article,
        "edition": edition,
        "change_address": reverse("admin:news_article_change", args=[article.pk]),
        "spoken_words": script_strings(),
        "media": add_script_modules(
            request,
            admin.widgets.AdminTextareaWidget().media + form.media,
            ("prose", "keep", "correct"),
        ),
    }
    return TemplateResponse(request, "news/admin/correct.html", context)


def _preview_context(correction: CorrectionResult) -> dict:
    return {
        "changed": [
            {
                "label": text_label(text),
                "changes": diff_words(value_as_plain_text(text.value), value_as_plain_text(value)),
                "carried": [
                    {"words": describe_carried_text(carried), "done": carried.done}
                    for carried in correction.carried
                    if carried.text == text
                ],
            }
            for text, value in correction.changed
        ]
    }


def _correction_result(correction: CorrectionResult) -> CommandResult:
    result = CommandResult.success(_("Published: visitors read the correction now."))
    for carried in correction.carried:
        level = messages.INFO if carried.done else messages.WARNING
        result.messages.append(
            (level, f"{text_label(carried.text)}: {describe_carried_text(carried)}")
        )
    return result
