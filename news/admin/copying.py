"""Duplicating an article, and starting one from a pattern."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.sortkeys import make_sort_key
from desk.toolkit.constraint_errors import refusal_of
from desk.toolkit.object_links import Tool
from news.models import Article
from news.publishing.copying import check_may_be_pattern, duplicate, start_from


class PatternFilter(admin.SimpleListFilter):
    """Patterns stand apart: a list shows the articles, or the patterns."""

    title = gettext_lazy("template")
    parameter_name = "pattern"

    def lookups(self, request, model_admin):
        return [("only", gettext_lazy("Patterns"))]

    def choices(self, changelist):
        articles, patterns = super().choices(changelist)
        return [articles | {"display": gettext_lazy("Articles")}, patterns]

    def queryset(self, request, queryset):
        return queryset.filter(is_pattern=self.value() == "only")


class Copying:
    """A model admin mixin: a tool that duplicates, and the patterns above the form of a new article."""

    # a board announcement begins with its seat, which no pattern has
    offers_patterns = True

    def get_urls(self):
        name, view = f"news_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("<int:pk>/duplicate/", view(self.duplicate_view), name=f"{name}_duplicate"),
            path("<int:pk>/start/", view(self.start_view), name=f"{name}_start"),
            *super().get_urls(),
        ]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not self.has_add_permission(request):
            return tools
        if obj.is_pattern and self.offers_patterns:
            tools.append(Tool(_("Start an article from it"), self.page_of(obj, "start"), True))
        return [*tools, Tool(_("Duplicate"), self.page_of(obj, "duplicate"), True)]

    def get_search_results(self, request, queryset, search_term):
        """What is looked up to be named in a text is no pattern."""
        if request.resolver_match.url_name in {"autocomplete", "desk-records"}:
            queryset = queryset.filter(is_pattern=False)
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request, obj, form, change):
        if change and obj.is_pattern and "is_pattern" in form.changed_data:
            check_may_be_pattern(obj)
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, **kwargs):
        if add and self.offers_patterns:
            patterns = self.get_queryset(request).filter(is_pattern=True)
            patterns = sorted(patterns, key=lambda pattern: make_sort_key(pattern.title))
            context["patterns"] = [
                (pattern, self.page_of(pattern, "start")) for pattern in patterns
            ]
        return super().render_change_form(request, context, add=add, change=change, **kwargs)

    def duplicate_view(self, request, pk):
        return self.make_copy(
            request,
            pk,
            lambda source: self._copied(
                request, source, duplicate(article=source, by=request.user)
            ),
        )

    def start_view(self, request, pk):
        return self.make_copy(
            request,
            pk,
            lambda source: self._copied(
                request, source, start_from(pattern=source, by=request.user)
            ),
        )

    def _copied(self, request, source, made):
        message = _("A new draft was made from “%(title)s”. Write its title and its web address.")
        messages.success(request, message % {"title": source})
        if source.announces.exists() or source.announces_ends.exists():
            messages.warning(request, _("It announces nothing: that stays with the original."))
        return made

    def make_copy(self, request, pk, make):
        """Let ``make`` give an article out of that of ``pk``, and lead to its form."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        source = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_add_permission(request) or not self.has_view_permission(request, source):
            raise PermissionDenied
        try:
            made = make(source)
        except (ValidationError, IntegrityError) as error:
            if isinstance(error, IntegrityError):
                error = refusal_of(error, (Article,), {})
            for message in error.messages:
                messages.error(request, message)
            made = source
        return HttpResponseRedirect(self.page_of(made, "change"))
