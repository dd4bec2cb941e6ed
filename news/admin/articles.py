"""The admin of articles: the form with its blocks and buttons, and the list."""

from content_editor.admin import ContentEditor
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from core.mentions import html_to_lines
from core.parsing import parse_whole_number
from desk.files.orphaned import MediaFolder
from desk.records.model_admin import DeskAdmin
from desk.toolkit.columns import format_with_facts
from desk.toolkit.error_list import list_form_errors
from news.admin import article_list, article_pages, calendar, coverage
from news.admin.article_context import article_form_context, shows_source_texts
from news.admin.article_form import ArticleForm, ArticleSubmission
from news.admin.bulk import BULK_ACTIONS
from news.admin.commands import PERMISSION
from news.admin.copying import PatternFilter
from news.admin.filters import ReviewFilter, StateFilter, TagFilter
from news.admin.tags import TagsField
from news.admin.translations import (
    FIELD,
    TranslationField,
    TranslationFilter,
    note_translation,
    translation_column,
)
from news.admin.versions import EDITIONS
from news.blocks.registry import BLOCKS, get_content_class, registered_inlines
from news.content.draft_values import load_draft
from news.models import Article
from news.publishing.copying import check_may_be_pattern
from news.publishing.takedown import PicturesInArticles, PortraitsInArticles, QuotesInArticles
from news.publishing.trash import ArticleTrashPolicy, iterate_draft_files


def first_words_of_block(block: dict) -> str:
    """Return the first text of a block as plain text."""
    values = (text.value for text in get_content_class(block).texts(block))
    return html_to_lines(next((value for value in values if isinstance(value, str)), ""))


class ArticleBase(DeskAdmin, ContentEditor):
    """Base of the admins of articles; saving can publish or send for review in the same request."""

    # a board announcement begins with its seat, which a template does not have
    offers_patterns = True
    form = ArticleForm
    submission = ArticleSubmission()
    inlines = registered_inlines()
    # announced seats, owner and translations are not part of the text
    fixed = frozenset({"announces", "announces_ends", "owner", "is_pattern", "translation_group"})
    readonly_fields = ("text",)
    autocomplete_fields = ("hero", "owner")
    ordered_choices = ("byline", "related")
    search_fields = ("searched",)
    date_hierarchy = "changed_at"
    others = EDITIONS
    actions = BULK_ACTIONS
    list_display = ("title_shown", "translation", article_list.state, article_list.saved)
    list_filter = (
        StateFilter,
        ReviewFilter,
        "section",
        "language",
        TranslationFilter,
        ("owner", admin.RelatedOnlyFieldListFilter),
        TagFilter,
        PatternFilter,
    )
    list_select_related = ("owner",)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(trashed__isnull=True)

    def get_changelist(self, request, **kwargs):
        return article_list.ArticleChangeList

    def get_inlines(self, request, obj):
        """Return the blocks for users who may change them; content-editor has no read-only inlines."""
        return self.inlines if self.may_write(request, obj) else ()

    def _content_editor_media(self, request, context):
        if not self.may_write(request, context["original"]):
            return Media()
        return super()._content_editor_media(request, context)

    def may_write(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def get_urls(self):
        return [*article_pages.article_urls(self), *super().get_urls()]

    def get_tools(self, request, obj):
        return [
            *article_pages.first_article_tools(self, request, obj),
            *super().get_tools(request, obj),
            *article_pages.last_article_tools(self, request, obj),
        ]

    def has_publish_permission(self, request):
        return request.user.has_perm(PERMISSION)

    def get_search_results(self, request, queryset, search_term):
        """Exclude templates from the look-up of articles to refer to."""
        if request.resolver_match.url_name in {"autocomplete", "desk-records"}:
            queryset = queryset.filter(is_pattern=False)
        return super().get_search_results(request, queryset, search_term)

    def get_modules(self, request, obj):
        modules = super().get_modules(request, obj)
        if shows_source_texts(self, request, obj):
            modules = (*modules, "source-texts")
        if not self.may_write(request, obj):
            return (*modules, "comments")
        return (*modules, "blocks", "tables", "pasted-tables", "preview", "comments")

    def get_fieldsets(self, request, obj=None):
        text = ["title", "standfirst", "hero"]
        if not self.may_write(request, obj):
            text.append("text")
        return [
            (None, {"fields": text, "classes": ["of-text"]}),
            (_("About the article"), {"fields": self.aside(obj), "classes": ["aside"]}),
        ]

    def aside(self, obj):
        return [
            "section",
            "language",
            "translation_group",
            "slug",
            "byline",
            "tags",
            "related",
            "owner",
            "is_pattern",
        ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "tags":
            return TagsField(
                label=_("Tags"), required=False, help_text=_("Choose, or write a new one.")
            )
        if db_field.name == FIELD:
            return TranslationField(self.admin_site, db_field)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # the save button and the one beside it

    def new_submission(self, request):
        submission = ArticleSubmission.of(request)
        if submission.command and not request.user.has_perm(submission.command.permission):
            raise PermissionDenied
        return submission

    def records_to_lock(self, request, record):
        """Lock the chosen translation too, so that its group cannot change meanwhile."""
        wanted = super().records_to_lock(request, record)
        chosen = parse_whole_number(request.POST.get(FIELD))
        return {**wanted, self.model: [*wanted[self.model], *filter(None, [chosen])]}

    def save_model(self, request, obj, form, change):
        if change and obj.is_pattern and "is_pattern" in form.changed_data:
            check_may_be_pattern(obj)
        super().save_model(request, obj, form, change)
        note_translation(request, obj, form)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "_popup" not in request.POST:
            self.submission.run_command(form.instance, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        if self.submission.result is None:
            return super().response_add(request, obj, post_url_continue)
        return self._response(request, obj)

    def response_change(self, request, obj):
        if self.submission.result is None:
            return super().response_change(request, obj)
        return self._response(request, obj)

    def _response(self, request, article):
        self.submission.result.show(request)
        return HttpResponseRedirect(self.page_of(article, "change"))

    def render_change_form(self, request, context, add=False, obj=None, **kwargs):
        context |= article_form_context(self, request, obj, context)
        response = super().render_change_form(request, context, add=add, obj=obj, **kwargs)
        response.context_data["mistakes"] += list_form_errors(self.submission.command_form)
        return response

    def get_changeform_initial_data(self, request):
        return {
            "owner": request.user.pk,
            "language": self._language_of(request),
            **super().get_changeform_initial_data(request),
        }

    def _language_of(self, request) -> str:
        """Return the language of the user's last article, else the site's."""
        own = Article.objects.filter(owner=request.user).order_by("-pk")
        return own.values_list("language", flat=True).first() or request.site.language

    @admin.display(description=_("text"))
    def text(self, article):
        """Return the blocks in a few words each, for users who may only view."""
        blocks = [
            (capfirst(BLOCKS[b["type"]]._meta.verbose_name), first_words_of_block(b))
            for b in load_draft(article).blocks
        ]
        return format_html_join("", "<p><strong>{}</strong> {}</p>", blocks) or "–"

    @admin.display(description=_("title"), ordering="title")
    def title_shown(self, article):
        facts = (self.section_shown(article), article.get_language_display(), article.owner)
        return format_with_facts(article.title, facts)

    def section_shown(self, article) -> str:
        return article.get_section_display()

    @admin.display(description=_("translation"))
    def translation(self, article):
        return translation_column(self, article)


@admin.register(Article)
class ArticleAdmin(ArticleBase):
    """Admin of articles."""

    record_kind = "article"
    begin_words = _("new article")
    pages = (coverage.PAGE,)
    keeping = ArticleTrashPolicy()
    folders = (MediaFolder("files", iterate_draft_files),)
    placements = (PicturesInArticles, QuotesInArticles, PortraitsInArticles)
    calendar_kinds = (calendar.PUBLISHED, calendar.SCHEDULED, calendar.LEAVING)
