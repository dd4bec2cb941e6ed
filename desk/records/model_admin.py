"""The admin of any record: what ModelAdmin lacks for a desk where nothing typed is lost."""

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
from core.slugs import filter_addressable
from desk.autosave.admin import AutosaveMixin
from desk.autosave.sent_once import SentTwice, answer_for_sent_twice
from desk.history import views as history
from desk.history.recording import remember, remember_outside_changes
from desk.history.serializing import Shape, register_shape
from desk.history.versions import Others
from desk.privacy.views import held_tools
from desk.records import deleting
from desk.toolkit.constraint_errors import refusal_of
from desk.toolkit.error_list import mistakes_of
from desk.toolkit.fields import DeskFields, exclude_stored_apart
from desk.toolkit.forms import DeskForm, ListRowForm
from desk.toolkit.formsets import without_vanished
from desk.toolkit.object_links import Tool
from desk.toolkit.script_strings import spoken_words
from desk.toolkit.scripts import with_modules
from desk.toolkit.submission import Submission
from desk.toolkit.uses import has_uses, uses_out_of_reach


def seen_already(places: Iterable[str]) -> str:
    """Say that visitors see a record in ``places``, and who can change it; nothing where it is in none."""
    places = ", ".join(places)
    message = _("Visitors see it already (%(places)s). Those who may publish can change it.")
    return places and message % {"places": places}


class DeskAdmin(DeskFields, AutosaveMixin, admin.ModelAdmin):
    """A model admin in which a refusal by the database is a form error and typing survives it.

    ``modules`` names the scripts in ``static/desk/`` that its form loads. What a record brings to the
    rest of the desk stands in attributes of its admin class:

    - ``keeping``: how it is kept in the trash (:mod:`desk.trash.records`);
    - ``folders``: folders of files that its rows name (:mod:`desk.files.orphaned`);
    - ``pages``: pages of their own (:mod:`desk.toolkit.admin_pages`);
    - ``relation_labels``: what its foreign keys make of a record, for "Used by" (:mod:`desk.toolkit.uses`);
    - ``placements``: how it shows other records (:mod:`desk.privacy.takedown`);
    - ``calendar_kinds``: entries in the calendar (:mod:`desk.calendar.entries`);
    - ``record_kind`` and ``reference_texts``: what texts link to (:mod:`desk.dashboard.link_targets`);
    - ``pictures``: its fields for logos and portraits (:mod:`images.kinds`).
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
    kept = True
    fixed: frozenset[str] = frozenset()
    # whether the public sees at once what is saved
    shown_at_once = False
    # versions that the app keeps besides the saves
    others: Others | None = None
    # what choice_label reads of other records
    choice_related: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    # counting a filter's every choice is nothing that an address may ask for
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if self.kept:
            parts = (inline.model for inline in self.inlines if inline.kept)
            register_shape(Shape(model._meta.concrete_model, tuple(parts), self.fixed))

    def get_urls(self):
        own = [*history.history_urls(self), *deleting.uses_urls(self)]
        return [*own, *super().get_urls()]

    def page_of(self, record, page: str) -> str:
        """The address of one of the record's pages: change, delete, history, uses."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[record.pk])

    def history_view(self, request, object_id, extra_context=None):
        return history.history_view(self, request, object_id)

    def delete_view(self, request, object_id, extra_context=None):
        if self.kept:
            return deleting.move_to_trash_view(self, request, object_id)
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as refusal:
            return deleting.refusal_response(self, request, refusal)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        answer = deleting.answer_for_trashed(self, request, object_id) if self.kept else None
        return answer or super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if self.kept:
            actions.pop("delete_selected", None)
        return actions

    def _get_base_actions(self):
        actions = list(super()._get_base_actions())
        if self.kept:
            actions.append(self.get_action(deleting.trash_selected))
        return actions

    def why_not_changed(self, request, obj) -> str:
        """Why this user may not change ``obj``, though they may change others of its kind, or nothing.

        What visitors see at once is changed only by those who may change every place where it shows.
        """
        uses = uses_out_of_reach(obj, request.user) if self.shown_at_once else ()
        return seen_already(f"{way.what} “{way.first[0].label}”" for way in uses)

    def why_not_chosen(self, obj) -> str:
        """Why ``obj`` can't be chosen in forms any more, or nothing."""
        return ""

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and not (obj is not None and obj.pk and self.why_not_changed(request, obj))

    def save_model(self, request, obj, form, change):
        if change and self.kept:
            remember_outside_changes(self.model._default_manager.get(pk=obj.pk))
        if not getattr(form, "slug_is_made", False):
            super().save_model(request, obj, form, change)
        elif numbered := form.save_made_slug():
            self.message_user(request, numbered)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if self.kept:
            remember(form.instance, by=request.user)

    def new_submission(self, request) -> Submission:
        return Submission()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Answer with a copy of this admin, which keeps what is known of this one request."""
        own = copy(self)
        own.submission = self.new_submission(request)
        try:
            return own._form_or_refusal(request, object_id, form_url, extra_context)
        except SentTwice as twice:
            return answer_for_sent_twice(self, request, twice.key)

    def _form_or_refusal(self, request, object_id, form_url, extra_context):
        """The form; what is refused while saving rolls all back and shows it again as it was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RecordGone as gone:
            if object_id is None or gone.model is not self.model._meta.concrete_model:
                raise
            return self.answer_for_gone(request, object_id)
        except IntegrityError as error:
            names = getattr(self.form, "constraint_fields", {})
            self.submission.refuse(refusal_of(error, self._models(request), names))
        except ValidationError as error:
            self.submission.refuse(error)
        for file in request.FILES.values():
            file.seek(0)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_search_fields(self, request):
        """Every search finds Łódź by lodz, whatever the locale of the database."""
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
                request.POST = without_vanished(request.POST, "form", "id", set(map(str, rows)))
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
        """Every model whose rows the form may write."""
        for model in (self.model, *(inline.model for inline in self.inlines)):
            yield model
            for relation in model._meta.many_to_many:
                yield relation.remote_field.through

    def get_form(self, request, obj=None, change=False, **kwargs):
        return exclude_stored_apart(super().get_form(request, obj, change=change, **kwargs))

    def get_modules(self, request, obj):
        return self.modules

    def choice_label(self, obj) -> str:
        """What a field calls ``obj`` where it is chosen."""
        return str(obj)

    def search(self, request, term):
        """Return what ``term`` finds among the records that the user may see, best matches first."""
        found, has_duplicates = self.get_search_results(request, self.get_queryset(request), term)
        return self.word_starts_first(found.distinct() if has_duplicates else found, term)

    def word_starts_first(self, queryset, term):
        """Order what ``term`` found: records with a word that begins so before those that hold it."""
        term = term.strip()
        names = [name for name in super().get_search_fields(None) if "__" not in name]
        if not term or not names:
            return queryset
        starts = reduce(or_, (Q(**{f"{name}__folded_word_start": term}) for name in names))
        rank = Case(When(starts, then=0), default=1, output_field=IntegerField())
        ordering = queryset.query.order_by or self.opts.ordering
        return queryset.annotate(search_rank=rank).order_by("search_rank", *ordering)

    def order_choices(self, queryset, request):
        """Order what an autocomplete found; a record annotated as ``preferred`` is offered first."""
        return self.word_starts_first(queryset, request.GET.get("term", ""))

    def is_shown(self, request, obj) -> bool:
        """Whether visitors find the page of ``obj``, which has an address all the same."""
        return True

    def get_tools(self, request, obj) -> list[Tool]:
        """What stands above the form of ``obj``; each mixin adds its own to those of ``super()``."""
        tools = []
        has_page = (
            self.view_on_site and hasattr(obj, "get_absolute_url") and filter_addressable([obj])
        )
        if has_page and self.is_shown(request, obj):
            tools.append(Tool(_("View on site"), obj.get_absolute_url()))
        if self.kept:
            tools.append(Tool(_("History"), self.page_of(obj, "history")))
        if self.kept and has_uses(self.model):
            tools.append(Tool(_("Used by"), self.page_of(obj, "uses")))
        return [*tools, *held_tools(request, obj)]

    def render_change_form(self, request, context, obj=None, **kwargs):
        response = super().render_change_form(request, context, obj=obj, **kwargs)
        media = response.context_data["media"]
        response.context_data |= {
            "media": with_modules(request, media, self.get_modules(request, obj)),
            "spoken_words": spoken_words(),
            "tools": self.get_tools(request, obj) if obj else [],
            "to_trash": self.kept,
            "shown_at_once": self.shown_at_once,
            "why_not_changed": self._why_read_only(request, obj),
            "mistakes": list(mistakes_of(context)) if context["errors"] else [],
            "removed_rows": [
                row for inline in context["inline_admin_formsets"] for row in inline.formset.removed
            ],
        }
        return response

    def _why_read_only(self, request, obj) -> str:
        """The reason that the form of somebody who may change other records shows, or nothing."""
        if obj is None or not super().has_change_permission(request, obj):
            return ""
        return self.why_not_changed(request, obj)
