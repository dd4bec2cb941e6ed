"""The ModelAdmin of every record: what ModelAdmin lacks for a desk where no input is lost."""

from collections.abc import Iterable
from copy import copy
from functools import reduce
from operator import or_

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, Q, When
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.locking import RecordGone, lock_records
from core.parsing import parse_whole_number
from core.record_search import search_records
from core.slugs import filter_addressable
from desk.autosave.admin import AutosaveMixin
from desk.autosave.sent_once import FormSentTwice, redirect_to_sent_record
from desk.history import views as history
from desk.history.record_shapes import RecordShape, register_record_shape
from desk.history.recording import record_outside_changes, record_revision
from desk.history.versions import OtherVersions
from desk.privacy.views import privacy_tools
from desk.records import deleting
from desk.toolkit.constraint_errors import constraint_error
from desk.toolkit.error_list import list_errors
from desk.toolkit.fields import DeskFields, exclude_stored_apart
from desk.toolkit.forms import DeskForm, ListRowForm
from desk.toolkit.formsets import drop_vanished_rows
from desk.toolkit.list_actions import registered_actions
from desk.toolkit.object_links import ToolLink, registered_tools
from desk.toolkit.script_strings import script_strings
from desk.toolkit.scripts import add_script_modules
from desk.toolkit.submission import Submission
from desk.toolkit.uses import find_unreachable_uses, has_uses

_CHOICES = 20  # that a field offers of what the site's search finds


def describe_public_places(places: Iterable[str]) -> str:
    """Say that visitors see a record in ``places``, and who can change it; empty without places."""
    places = ", ".join(places)
    message = _("Visitors see it already (%(places)s). Those who may publish can change it.")
    return places and message % {"places": places}


class DeskAdmin(DeskFields, AutosaveMixin, admin.ModelAdmin):
    """A model admin that turns constraint violations into form errors and keeps all input.

    ``modules`` names the scripts in ``static/desk/`` that its form loads. Records with
    ``keeps_history`` have revisions, autosave and the trash.
    """

    form = DeskForm
    modules = (
        "choices",
        "labels",
        "texts",
        "prose",
        "mistakes",
        "pictures",
        "pasted-text",
        "removing",
        "panels",
        "merge",
        "keep",
        "auto-slugs",
    )
    # whether every save is kept, and what a restore of an older one leaves as it is
    keeps_history = True
    fixed: frozenset[str] = frozenset()
    # whether the public sees at once what is saved
    shown_at_once = False
    # versions that the app keeps besides the saves
    others: OtherVersions | None = None
    # what choice_label reads of other records
    choice_related: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    # counting a filter's every choice is nothing that an address may ask for
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if self.keeps_history:
            parts = (inline.model for inline in self.inlines if inline.keeps_history)
            register_record_shape(RecordShape(model._meta.concrete_model, tuple(parts), self.fixed))

    def get_urls(self):
        own = [*history.history_urls(self), *deleting.uses_urls(self)]
        return [*own, *super().get_urls()]

    def page_of(self, record, page: str) -> str:
        """Return the URL of one of the record's pages: change, delete, history, uses."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[record.pk])

    def history_view(self, request, object_id, extra_context=None):
        return history.history_view(self, request, object_id)

    def delete_view(self, request, object_id, extra_context=None):
        if self.keeps_history:
            return deleting.move_to_trash_view(self, request, object_id)
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            return deleting.refusal_response(self, request, refusal)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        answer = (
            deleting.redirect_from_trashed_record(self, request, object_id)
            if self.keeps_history
            else None
        )
        return answer or super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.keeps_history:
            actions.pop("delete_selected", None)
        return actions

    def _get_base_actions(self):
        actions = list(super()._get_base_actions())
        if self.keeps_history:
            actions.append(self.get_action(deleting.trash_selected))
        actions += [self.get_action(action) for action in registered_actions(self.model)]
        return actions

    def why_not_changed(self, request, obj) -> str:
        """Return why this user may not change ``obj``, although they may change others, or an empty string.

        A record that visitors see at once is changed only by users who may change every place where
        it shows.
        """
        uses = find_unreachable_uses(obj, request.user) if self.shown_at_once else ()
        return describe_public_places(f"{way.what} “{way.first[0].label}”" for way in uses)

    def why_not_chosen(self, obj) -> str:
        """Return why ``obj`` can't be chosen in forms any more, or an empty string."""
        return ""

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and not (obj is not None and obj.pk and self.why_not_changed(request, obj))

    def save_model(self, request, obj, form, change):
        if change and self.keeps_history:
            stored = self.submission.stored  # none where a list is saved
            record_outside_changes(stored or self.model._default_manager.get(pk=obj.pk))
        if not getattr(form, "slug_is_made", False):
            super().save_model(request, obj, form, change)
        elif numbered := form.save_made_slug():
            self.message_user(request, numbered)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if self.keeps_history:
            record_revision(form.instance, by=request.user)

    def new_submission(self, request) -> Submission:
        return Submission()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Answer with a copy of this admin, which holds the state of this one request."""
        own = copy(self)
        own.submission = self.new_submission(request)
        try:
            return own._form_or_refusal(request, object_id, form_url, extra_context)
        except FormSentTwice as twice:
            return redirect_to_sent_record(self, request, twice.key)

    def _form_or_refusal(self, request, object_id, form_url, extra_context):
        """Return the form; an error while saving rolls back and shows the form again with its input."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RecordGone as gone:
            if object_id is None or gone.model is not self.model._meta.concrete_model:
                raise
            return self.answer_for_gone(request, object_id)
        except IntegrityError as error:
            names = getattr(self.form, "constraint_fields", {})
            self.submission.refuse(constraint_error(error, self._models(request), names))
        except ValidationError as error:
            self.submission.refuse(error)
        for file in request.FILES.values():
            file.seek(0)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_search_fields(self, request):
        """Let every search find Łódź by lodz, whatever the locale of the database."""
        fields = super().get_search_fields(request)
        return tuple(f"{name}__folded_contains" for name in fields)

    def changelist_view(self, request, extra_context=None):
        if None in map(parse_whole_number, request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)):
            raise BadRequest("a record is chosen by its key")
        title = capfirst(self.opts.verbose_name_plural)
        context = {"title": title, **(extra_context or {})}
        if "_save" not in request.POST or not self.list_editable:
            return super().changelist_view(request, context)
        with transaction.atomic():
            texts = {text for name, text in request.POST.items() if name.endswith("-id")}
            keys = set(map(parse_whole_number, texts)) - {None}
            rows = lock_records({self.model: keys}).of_model(self.model)
            if len(rows) < len(keys):
                messages.warning(request, _("A row was deleted meanwhile; it is left out."))
                request.POST = drop_vanished_rows(request.POST, "form", "id", set(map(str, rows)))
            return super().changelist_view(request, context)

    def get_changelist_formset(self, request, **kwargs):
        formset_class = super().get_changelist_formset(request, **kwargs)
        for field in formset_class.form.base_fields.values():
            # in a list it stands under its column's heading, which is no label
            field.widget.attrs["aria-label"] = field.label
            # a row that nobody touched changes nothing, whatever a colleague saved meanwhile
            field.show_hidden_initial = True
        return formset_class

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": ListRowForm, **kwargs})

    def _models(self, request):
        """Return every model whose rows the form may write."""
        for model in (self.model, *(inline.model for inline in self.inlines)):
            yield model
            for relation in model._meta.many_to_many:
                yield relation.remote_field.through

    def get_form(self, request, obj=None, change=False, **kwargs):
        return exclude_stored_apart(super().get_form(request, obj, change=change, **kwargs))

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Return Django's arguments of an inline formset, without a copy of all input for each one.

        The formset numbers its rows in a copy of its own.
        """
        kwargs = {"instance": obj, "prefix": prefix, "queryset": inline.get_queryset(request)}
        if request.method == "POST":
            kwargs |= {"data": request.POST, "files": request.FILES}
        return kwargs

    def get_modules(self, request, obj):
        return self.modules

    def choice_label(self, obj) -> str:
        """Return the label of ``obj`` in a field where it can be chosen."""
        return str(obj)

    def search(self, request, term, most):
        """Return the first records that match ``term`` and that the user may see, best matches first.

        What the site's own search finds besides comes last.
        """
        queryset, has_duplicates = self.get_search_results(
            request, self.get_queryset(request), term
        )
        queryset = queryset.distinct() if has_duplicates else queryset
        records = list(self.word_starts_first(queryset, term)[:most])
        if len(records) < most:
            keys = search_records(self.model, term, at=request.moment.at, most=2 * most)
            by_key = self.get_queryset(request).in_bulk(set(keys) - {row.pk for row in records})
            records += [by_key[key] for key in keys if key in by_key]
        return records[:most]

    def get_search_results(self, request, queryset, search_term):
        """Let a field that chooses a record find what the site's search finds, if nothing is called so."""
        matches, has_duplicates = super().get_search_results(request, queryset, search_term)
        choosing = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        if not choosing or not search_term.strip() or matches[:1]:
            return matches, has_duplicates
        keys = search_records(self.model, search_term, at=request.moment.at, most=_CHOICES)
        return (queryset.filter(pk__in=keys) if keys else matches), False

    def word_starts_first(self, queryset, term):
        """Order results: records with a word that begins with ``term`` before those that contain it."""
        term = term.strip()
        names = [name for name in super().get_search_fields(None) if "__" not in name]
        if not term or not names:
            return queryset
        starts = reduce(or_, (Q(**{f"{name}__folded_word_start": term}) for name in names))
        rank = Case(When(starts, then=0), default=1, output_field=IntegerField())
        ordering = queryset.query.order_by or self.opts.ordering
        return queryset.annotate(search_rank=rank).order_by("search_rank", *ordering)

    def order_choices(self, queryset, request):
        """Order the results of an autocomplete; records annotated as ``preferred`` come first."""
        return self.word_starts_first(queryset, request.GET.get("term", ""))

    def is_shown(self, request, obj) -> bool:
        """Whether visitors can open the page of ``obj``, which may have a URL all the same."""
        return True

    def get_tools(self, request, obj) -> list[ToolLink]:
        """Return the links above the form of ``obj``; each mixin adds its own to those of ``super()``."""
        tools = []
        has_page = (
            self.view_on_site and hasattr(obj, "get_absolute_url") and filter_addressable([obj])
        )
        if has_page and self.is_shown(request, obj):
            tools.append(ToolLink(_("View on site"), obj.get_absolute_url()))
        if self.keeps_history:
            tools.append(ToolLink(_("History"), self.page_of(obj, "history")))
        if self.keeps_history and has_uses(self.model):
            tools.append(ToolLink(_("Used by"), self.page_of(obj, "uses")))
        return [*tools, *registered_tools(request, obj), *privacy_tools(request, obj)]

    def render_change_form(self, request, context, obj=None, **kwargs):
        response = super().render_change_form(request, context, obj=obj, **kwargs)
        media = response.context_data["media"]
        response.context_data |= {
            "media": add_script_modules(request, media, self.get_modules(request, obj)),
            "spoken_words": script_strings(),
            "tools": self.get_tools(request, obj) if obj else [],
            "to_trash": self.keeps_history,
            "shown_at_once": self.shown_at_once,
            "why_not_changed": self._why_read_only(request, obj),
            "mistakes": list(list_errors(context)) if context["errors"] else [],
            "removed_rows": [
                row for inline in context["inline_admin_formsets"] for row in inline.formset.removed
            ],
        }
        return response

    def _why_read_only(self, request, obj) -> str:
        """Return why a user who may change other records may not change this one, or an empty string."""
        if obj is None or not super().has_change_permission(request, obj):
            return ""
        return self.why_not_changed(request, obj)
