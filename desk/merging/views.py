"""Merge duplicates in the admin: choose the record that remains, review, merge."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locking import OthersWriting
from desk.history.display import field_label
from desk.merging.distinct_pairs import list_different, mark_different, unmark_different
from desk.merging.merge import (
    MergeRefused,
    differing_fields,
    fillable_fields,
    find_clashes,
    list_permanent_references,
    merge_records,
    plan_moves,
)
from desk.merging.value_choices import display_short_value, make_choices_form
from desk.toolkit.choices import SharedAutocomplete, SharedChoiceField, fetch_by_key
from desk.toolkit.object_links import ToolLink
from desk.toolkit.scripts import add_script_modules
from desk.toolkit.uses import RecordUse

_MOST = 20


@admin.action(permissions=["merge"], description=gettext_lazy("Merge duplicates"))
def merge_duplicates(model_admin, request, queryset):
    """Open the page that merges the selected records."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: _MOST + 1])
    if not 2 <= len(keys) <= _MOST:
        words = _("Choose from two to %(most)s records that are the same.") % {"most": _MOST}
        messages.error(request, words)
        return None
    return HttpResponseRedirect(model_admin.merge_url(*keys))


def merge_url(model, *keys: int, **query) -> str:
    """Return the URL of the page that merges the records of ``model`` with these keys."""
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_merge")
    return f"{page}?{urlencode({'record': keys, **query}, doseq=True)}"


class MergingAdmin:
    """Model admin mixin for records that can be merged (:mod:`desk.merging.mergeable`)."""

    def _get_base_actions(self):
        return [*super()._get_base_actions(), self.get_action(merge_duplicates)]

    def has_merge_permission(self, request, *records):
        return all(
            self.has_change_permission(request, record)
            and self.has_delete_permission(request, record)
            for record in records or (None,)
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("merge/", view, name=name), *super().get_urls()]

    def merge_url(self, *keys: int, **query) -> str:
        return merge_url(self.model, *keys, **query)

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not self.has_merge_permission(request, obj):
            return tools
        return [*tools, ToolLink(_("Merge into …"), self.merge_url(obj.pk))]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        aliases = fetch_by_key(self.model.with_aliases.select_related("merged_into"), [object_id])
        for alias in aliases.values():
            if alias.merged_into:
                words = _("“%(alias)s” was merged into this one.") % {"alias": alias}
                messages.info(request, words)
                return HttpResponseRedirect(self.page_of(alias.merged_into, "change"))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def merge_view(self, request):
        """Ask which of ``?record=…&record=…`` remains; with ``&into=…`` show what will move.

        A POST without ``into`` marks the records as different, or unmarks them.
        """
        keys, into = request.GET.getlist("record")[:_MOST], request.GET.get("into")
        records = fetch_by_key(self.get_queryset(request), [*keys, *([into] if into else ())])
        target = records.get(into)
        aliases = [record for key, record in records.items() if record is not target]
        if not self.has_merge_permission(request, *records.values()):
            raise PermissionDenied
        if not aliases:
            messages.error(request, _("There is nothing to merge. Choose the records again."))
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        if target is None and request.method == "POST":
            return self._mark(request, aliases)
        if target is None:
            return self._ask_which_stays(request, aliases)
        return self._show_and_merge(request, aliases, target)

    def _ask_which_stays(self, request, records):
        """Ask which of ``records`` remains, or, for one record, which other one it is merged with."""
        if len(records) > 1:
            field = forms.ModelChoiceField(
                self.model.objects.filter(pk__in=[record.pk for record in records]),
                label=_("Which one stays?"),
                widget=forms.RadioSelect,
                empty_label=None,
            )
            field.label_from_instance = _named
        else:
            column = self.model._meta.get_field("merged_into")
            field = SharedChoiceField(
                self.model.objects.exclude(pk=records[0].pk),
                label=_("Merge it into"),
                widget=SharedAutocomplete(column, self.admin_site),
            )
        form = forms.Form(request.GET if "into" in request.GET else None, label_suffix="")
        form.fields["into"] = field
        return self._merge_answer(
            request,
            "desk/merge_choose.html",
            records=records,
            form=form,
            different=list_different(records[0]) if len(records) == 1 else (),
            media=add_script_modules(request, form.media, ("choices", "labels")),
        )

    def _mark(self, request, records):
        [record, *others] = records
        if "undo" in request.POST:
            other = fetch_by_key(self.model.objects.all(), [request.POST["undo"]])
            for candidate in other.values():
                unmark_different(record, candidate, by=request.user)
            messages.success(request, _("Taken back: they may be the same."))
            return HttpResponseRedirect(self.merge_url(record.pk))
        if not others:
            raise PermissionDenied("one record is not different from itself")
        with transaction.atomic():
            for place, candidate in enumerate(records[:-1], start=1):
                mark_different(candidate, records[place:], by=request.user)
        message = format_html(
            '{} <a href="{}">{}</a>',
            _("Noted: they are different, and are not listed as perhaps entered twice any more."),
            self.merge_url(record.pk),
            _("Look, or take it back"),
        )
        messages.success(request, message)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        )

    def _show_and_merge(self, request, aliases, target):
        columns = differing_fields(aliases, target)
        form = make_choices_form(columns, aliases, target)(request.POST or None, label_suffix="")
        if request.method == "POST" and form.is_valid():
            choices = {name: int(key) for name, key in form.cleaned_data.items()}
            try:
                merge_records(aliases, into=target, by=request.user, choices=choices)
            except (MergeRefused, OthersWriting) as refusal:
                form.add_error(None, refusal)
            else:
                names = ", ".join(f"“{alias}”" for alias in aliases)
                words = _("%(names)s: merged into this one. The old address leads here.")
                messages.success(request, words % {"names": names})
                return HttpResponseRedirect(self.page_of(target, "change"))
        opposite = self.merge_url(target.pk, into=aliases[0].pk) if len(aliases) == 1 else ""
        return self._merge_answer(
            request,
            "desk/merge.html",
            kept=target,
            aliases=aliases,
            form=form,
            opposite=opposite,
            clashes=[
                (
                    reference.what,
                    [(_row_words(reference, row), _page_of_row(reference, row)) for row in pair],
                )
                for reference, *pair in find_clashes([target, *aliases])
            ],
            moving=plan_moves(aliases),
            staying=list_permanent_references(aliases),
            filled=[
                (
                    field_label(self.model, column.name),
                    display_short_value(self.model, column, alias),
                )
                for column, alias in fillable_fields(aliases, target).items()
            ],
            addresses=[(alias.get_absolute_url(), target.get_absolute_url()) for alias in aliases],
        )

    def _merge_answer(self, request, template, **context):
        request.current_app = self.admin_site.name
        changelist = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge duplicates"),
            "opts": self.opts,
            "list_name": capfirst(self.opts.verbose_name_plural),
            "list_page": changelist,
            **context,
        }
        return TemplateResponse(request, template, context)


def _named(record) -> str:
    return f"{record} ({record.get_absolute_url()})"


def _row_words(reference, row) -> str:
    owner = getattr(row, reference.name)
    return f"{owner}: {reference.words(row)}"


def _page_of_row(reference, row) -> str:
    """Return the page where the row is changed: its own, or that of the record it is inline in."""
    return RecordUse(getattr(row, reference.of) if reference.of else row).address
