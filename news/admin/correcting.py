"""The page "Correct the live version": every text that visitors read now, and no structure."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from core.moment import format_moment
from desk.autosave.erased_names import posted_form
from desk.history.text_diff import word_changes
from desk.toolkit.object_links import Tool
from desk.toolkit.script_strings import spoken_words
from desk.toolkit.scripts import with_modules
from news.admin.commands import PERMISSION
from news.admin.correction_form import CorrectionForm, label_of
from news.admin.correction_kept import KeptCorrection, edition_seen
from news.content.correctable_texts import plain_value
from news.models import Article, Edition
from news.publishing.checks import OVERRIDABLE, NotPublishable
from news.publishing.corrections import Carried, Correction, NoLongerLive, correct
from news.publishing.editions import PublishingError, live_edition


def where_in_words(carried: Carried) -> str:
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


class Correcting:
    """A model admin mixin: the live version's words can be corrected, whatever the draft holds."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.correct_view)
        name = f"news_{self.opts.model_name}_correct"
        return [path("<int:pk>/correct/", view, name=name), *super().get_urls()]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if request.user.has_perm(PERMISSION) and live_edition(obj, request.moment.at):
            address = reverse(f"admin:news_{self.opts.model_name}_correct", args=[obj.pk])
            tools.insert(0, Tool(_("Correct the live version"), address, name="correct"))
        return tools

    def correct_view(self, request, pk):
        """The form; ``_look`` shows what would change and where else, ``_correct`` publishes it."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=pk, trashed=None)
        with posted_form(request, article):
            return self._correction_response(request, article)

    def _correction_response(self, request, article):
        kept = KeptCorrection(request, article)
        edition = self._edition_seen(request, article, kept.sent)
        form = CorrectionForm(kept.sent or None, edition=edition)
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
                    done = correct(article=article, edition=edition, by=request.user, **given)
                    if "_correct" not in request.POST:
                        context["correction"] = self._told(done)
                        transaction.set_rollback(True)
                if "_correct" in request.POST:
                    kept.forget()
                    return self._corrected(request, article, done)
            except NotPublishable as error:
                context["overridable"] = any(p.code in OVERRIDABLE for p in error.problems)
                form.add_error(None, error)
            except NoLongerLive as error:
                context["newer"] = reverse("admin:news_article_correct", args=[article.pk])
                form.add_error(None, error)
            except PublishingError as error:
                form.add_error(None, error)
        context["sitting"] = kept.context()
        return self._page_of(request, article, edition, context)

    @staticmethod
    def _edition_seen(request, article, sent) -> Edition:
        if sent and sent.get("edition"):
            edition = edition_seen(article, sent)
        else:
            edition = live_edition(article, request.moment.at)
        if edition is None:
            raise Http404("nothing is live")
        return edition

    def _page_of(self, request, article, edition, context):
        form = context["form"]
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Correct the live version"),
            "subtitle": edition.title,
            "opts": self.opts,
            "original": article,
            "edition": edition,
            "change_address": reverse("admin:news_article_change", args=[article.pk]),
            "spoken_words": spoken_words(),
            "media": with_modules(
                request,
                admin.widgets.AdminTextareaWidget().media + form.media,
                ("prose", "keep", "correct"),
            ),
        }
        return TemplateResponse(request, "news/admin/correct.html", context)

    @staticmethod
    def _told(done: Correction) -> dict:
        return {
            "changed": [
                {
                    "label": label_of(text),
                    "changes": word_changes(plain_value(text.value), plain_value(value)),
                    "carried": [
                        {"words": where_in_words(each), "done": each.done}
                        for each in done.carried
                        if each.text == text
                    ],
                }
                for text, value in done.changed
            ]
        }

    def _corrected(self, request, article, done):
        messages.success(request, _("Published: visitors read the correction now."))
        for each in done.carried:
            told = f"{label_of(each.text)}: {where_in_words(each)}"
            (messages.info if each.done else messages.warning)(request, told)
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))
