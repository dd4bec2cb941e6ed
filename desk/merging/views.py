"""Merging duplicates in the admin: which one stays, what will move, and then the act."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locking import OthersWriting
from desk.history.display import in_words, label_of
from desk.merging.distinct_pairs import different_from, mark_different, unmark_different
from desk.merging.merge import (
    MergeRefused,
    clashes_of,
    differing,
    filled,
    merge,
    what_moves,
    what_stays,
)
from desk.toolkit.choices import SharedAutocomplete, SharedChoiceField, fetched
from desk.toolkit.object_links import Tool
from desk.toolkit.scripts import with_modules
from desk.toolkit.uses import Use

_MOST = 20
_LONGEST = 60  # words of a text that is compared


@admin.action(permissions=["merge"], description=gettext_lazy("Merge duplicates"))
def merge_duplicates(model_admin, request, queryset):
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: _MOST + 1])
    if not 2 <= len(keys) <= _MOST:
        words = _("Choose from two to %(most)s records that are the same.") % {"most": _MOST}
        messages.error(request, words)
        return None
    return HttpResponseRedirect(model_admin.merge_page(*keys))


def merge_page(model, *keys: int, **query) -> str:
    """The address of the page that merges the records of ``model`` with these keys."""
    page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_merge")
    return f"{page}?{urlencode({'record': keys, **query}, doseq=True)}"


class Merging:
    """A model admin mixin for records that can be merged (:mod:`desk.merging.mergeable`)."""

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

    def merge_page(self, *keys: int, **query) -> str:
        return merge_page(self.model, *keys, **query)

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not self.has_merge_permission(request, obj):
            return tools
        return [*tools, Tool(_("Merge into …"), self.merge_page(obj.pk))]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        found = fetched(self.model.with_aliases.select_related("merged_into"), [object_id])
        for alias in found.values():
            if alias.merged_into:
                words = _("“%(alias)s” was merged into this one.") % {"alias": alias}
                messages.info(request, words)
                return HttpResponseRedirect(self.page_of(alias.merged_into, "change"))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def merge_view(self, request):
        """``?record=…&record=…`` asks which one stays; with ``&into=…`` it shows what will move.

        A POST without ``into`` says that the records are different, or takes that back.
        """
        keys, into = request.GET.getlist("record")[:_MOST], request.GET.get("into")
        found = fetched(self.get_queryset(request), [*keys, *([into] if into else ())])
        kept = found.get(into)
        aliases = [record for key, record in found.items() if record is not kept]
        if not self.has_merge_permission(request, *found.values()):
            raise PermissionDenied
        if not aliases:
            messages.error(request, _("There is nothing to merge. Choose the records again."))
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )
        if kept is None and request.method == "POST":
            return self._mark(request, aliases)
        if kept is None:
            return self._ask_which_stays(request, aliases)
        return self._show_and_merge(request, aliases, kept)

    def _ask_which_stays(self, request, records):
        """Ask which one stays: one of ``records``, or to one record any other."""
        if len(records) > 1:
            field = forms.ModelChoiceField(
                self.model.objects.filter(pk__in=[record.pk for record in records]),
                label=_("Which one stays?"),
                widget=forms.RadioSelect,
                empty_label=None,
            )
            field.label_from_instance = _named
        else:
            chosen = self.model._meta.get_field("merged_into")
            field = SharedChoiceField(
                self.model.objects.exclude(pk=records[0].pk),
                label=_("Merge it into"),
                widget=SharedAutocomplete(chosen, self.admin_site),
            )
        form = forms.Form(request.GET if "into" in request.GET else None, label_suffix="")
        form.fields["into"] = field
        return self._merge_answer(
            request,
            "desk/merge_choose.html",
            records=records,
            form=form,
            different=different_from(records[0]) if len(records) == 1 else (),
            media=with_modules(request, form.media, ("choices", "labels")),
        )

    def _mark(self, request, records):
        [record, *others] = records
        if "undo" in request.POST:
            other = fetched(self.model.objects.all(), [request.POST["undo"]])
            for one in other.values():
                unmark_different(record, one, by=request.user)
            messages.success(request, _("Taken back: they may be the same."))
            return HttpResponseRedirect(self.merge_page(record.pk))
        if not others:
            raise PermissionDenied("one record is not different from itself")
        with transaction.atomic():
            for place, one in enumerate(records[:-1], start=1):
                mark_different(one, records[place:], by=request.user)
        message = format_html(
            '{} <a href="{}">{}</a>',
            _("Noted: they are different, and are not listed as perhaps entered twice any more."),
            self.merge_page(record.pk),
            _("Look, or take it back"),
        )
        messages.success(request, message)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        )

    def _show_and_merge(self, request, aliases, kept):
        columns = differing(aliases, kept)
        form = _choices_form(columns, aliases, kept)(request.POST or None, label_suffix="")
        if request.method == "POST" and form.is_valid():
            chosen = {name: int(key) for name, key in form.cleaned_data.items()}
            try:
                merge(aliases, into=kept, by=request.user, chosen=chosen)
            except (MergeRefused, OthersWriting) as refusal:
                form.add_error(None, refusal)
            else:
                names = ", ".join(f"“{alias}”" for alias in aliases)
                words = _("%(names)s: merged into this one. The old address leads here.")
                messages.success(request, words % {"names": names})
                return HttpResponseRedirect(self.page_of(kept, "change"))
        opposite = self.merge_page(kept.pk, into=aliases[0].pk) if len(aliases) == 1 else ""
        return self._merge_answer(
            request,
            "desk/merge.html",
            kept=kept,
            aliases=aliases,
            form=form,
            opposite=opposite,
            clashes=[
                (
                    reference.what,
                    [(_row_words(reference, row), _page_of_row(reference, row)) for row in pair],
                )
                for reference, *pair in clashes_of([kept, *aliases])
            ],
            moving=what_moves(aliases),
            staying=what_stays(aliases),
            filled=[
                (label_of(self.model, column.name), _shown(self.model, column, alias))
                for column, alias in filled(aliases, kept).items()
            ],
            addresses=[(alias.get_absolute_url(), kept.get_absolute_url()) for alias in aliases],
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
    """Where the row is changed: its own page, or that of the record in whose form it stands."""
    return Use(getattr(row, reference.of) if reference.of else row).address


def _shown(model, column, record) -> str:
    words = in_words(model, column.name, column.value_from_object(record))
    return Truncator(words).words(_LONGEST)


def _choices_form(columns, aliases, kept) -> type[forms.Form]:
    """A form that asks of each of ``columns`` whose value is right; the one of ``kept`` is chosen."""
    fields = {}
    for column in columns:
        values = {}
        for record in (kept, *aliases):
            value = column.value_from_object(record)
            if value not in (None, "") and value not in values.values():
                values[record.pk] = value
        model = type(kept)
        by_key = {record.pk: record for record in (kept, *aliases)}
        fields[column.name] = forms.ChoiceField(
            choices=[(pk, _shown(model, column, by_key[pk])) for pk in values],
            widget=forms.RadioSelect,
            initial=kept.pk,
            label=label_of(model, column.name),
        )
    return type("ChoicesForm", (forms.Form,), fields)
