"""Articles in the admin: the list with what is live and changed, and the form with its blocks."""

from content_editor.admin import ContentEditor
from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from core.mentions import html_to_lines
from core.moment import format_moment
from desk.accounts.leaving import check_open
from desk.files.orphaned import Folder
from desk.records.model_admin import DeskAdmin
from desk.toolkit.auto_slugs import AutoSlugForm
from desk.toolkit.columns import with_facts
from news.admin import calendar, coverage
from news.admin.bulk import Bulk
from news.admin.commands import Publishing
from news.admin.copying import Copying, PatternFilter
from news.admin.correcting import Correcting
from news.admin.filters import ReviewFilter, StateFilter, TagFilter
from news.admin.missing_corrections import MissingCorrections
from news.admin.page_views import Counted
from news.admin.preview import Previewing
from news.admin.preview_links import PreviewLinking
from news.admin.reviewing import Reviewing
from news.admin.source_texts import SourceTexts
from news.admin.tags import TagsField
from news.admin.translations import TranslatedForm, Translating, TranslationFilter
from news.admin.versions import Republishing
from news.blocks.download import Download
from news.content.addresses import is_free
from news.content.draft_values import draft_of
from news.models import BLOCKS, Article
from news.publishing.checks import ERROR, NotPublishable
from news.publishing.status import statuses_of
from news.publishing.takedown import PicturesInArticles, PortraitsInArticles, QuotesInArticles
from news.publishing.translations import fetch_versions
from news.publishing.trash import ArticleKeeping
from news.review.reviews import fetch_review_standings


class ArticleForm(TranslatedForm, AutoSlugForm):
    """The working copy; ``command_form`` holds the times of the button that was pressed, if any."""

    constraint_fields = {
        "article_address_once": "slug",
        "article_one_translation": "translation_group",
    }
    command_form = None
    slug_sources = ("title",)
    slug_help = _("Left empty, it is made of the title.")
    slug_impossible = _(
        "No web address can be made of this title. Write one with letters from a to z, "
        "e.g. annual-report."
    )

    class Meta:
        widgets = {"standfirst": forms.Textarea(attrs={"rows": 3})}

    def slug_owner(self, slug):
        same = Article.objects.filter(slug=slug, language=self._language, trashed=None)
        return same.exclude(pk=self.instance.pk).first()

    def slug_is_free(self, slug):
        return is_free(slug, self._language, besides=self.instance.pk)

    @property
    def _language(self):
        return self.cleaned_data.get("language") or self.instance.language

    def clean_owner(self):
        owner = self.cleaned_data["owner"]
        if owner and "owner" in self.changed_data:
            check_open(owner)
        return owner

    def clean(self):
        super().clean()
        if self.command_form is not None and not self.command_form.is_valid():
            self.add_error(None, _("Not published yet. Nothing you wrote is lost."))

    def add_errors(self, error):
        if not isinstance(error, NotPublishable):
            super().add_errors(error)
            return
        self.add_error(None, _("Not published yet. Nothing you wrote is lost."))
        for problem in error.problems:
            if problem.level == ERROR and problem.place in self.fields:
                super().add_error(problem.place, problem.message)


def words_of(block: dict) -> str:
    texts = (block.get(name) for name in ("html", "text", "caption", "title", "note"))
    return html_to_lines(next(filter(None, texts), ""))


class ArticleChangeList(ChangeList):
    """A page of articles with the status of each, computed in one batch."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        fetch_versions(self.result_list)
        versions = [version for article in self.result_list for version in article.versions]
        every = {article.pk: article for article in (*versions, *self.result_list)}
        statuses = statuses_of(every.values(), at=request.moment.at)
        reviews = fetch_review_standings(self.result_list)
        for article in (*versions, *self.result_list):
            article.status = statuses[article.pk]
        for article in self.result_list:
            article.standing = reviews.get(article.pk)


class ArticleBase(
    Previewing,
    PreviewLinking,
    Reviewing,
    Publishing,
    MissingCorrections,
    Correcting,
    Republishing,
    Translating,
    SourceTexts,
    Copying,
    Bulk,
    Counted,
    DeskAdmin,
    ContentEditor,
):
    """What articles of every section have in common in the admin."""

    form = ArticleForm
    inlines = [model.inline for model in BLOCKS.values()]
    # what a seat's announcement, the owner and the translations are is not part of the text
    fixed = frozenset({"announces", "announces_ends", "owner", "is_pattern", "translation_group"})
    readonly_fields = ("text",)
    autocomplete_fields = ("hero", "owner")
    ordered_choices = ("byline", "related")
    search_fields = ("title", "slug", "standfirst")
    date_hierarchy = "changed_at"
    list_display = ("title_shown", "translation", "state", "saved")
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
        return ArticleChangeList

    def get_inlines(self, request, obj):
        """The blocks, for those who may change them; content-editor knows no looking on."""
        return self.inlines if self._may_write(request, obj) else ()

    def _content_editor_media(self, request, context):
        if not self._may_write(request, context["original"]):
            return Media()
        return super()._content_editor_media(request, context)

    def _may_write(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def get_modules(self, request, obj):
        modules = super().get_modules(request, obj)
        if not self._may_write(request, obj):
            return (*modules, "comments")
        return (*modules, "blocks", "tables", "pasted-tables", "preview", "comments")

    def get_fieldsets(self, request, obj=None):
        text = ["title", "standfirst", "hero"]
        if not self._may_write(request, obj):
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
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        return {
            "owner": request.user.pk,
            "language": self._language_of(request),
            **super().get_changeform_initial_data(request),
        }

    def _language_of(self, request) -> str:
        """That of the last article of the user's own, else the site's."""
        own = Article.objects.filter(owner=request.user).order_by("-pk")
        return own.values_list("language", flat=True).first() or request.site.language

    @admin.display(description=_("text"))
    def text(self, article):
        """The blocks in a few words each, for those who only look on."""
        blocks = [
            (capfirst(BLOCKS[b["type"]]._meta.verbose_name), words_of(b))
            for b in draft_of(article).blocks
        ]
        return format_html_join("", "<p><strong>{}</strong> {}</p>", blocks) or "–"

    @admin.display(description=_("title"), ordering="title")
    def title_shown(self, article):
        facts = (self.section_shown(article), article.get_language_display(), article.owner)
        return with_facts(article.title, facts)

    def section_shown(self, article) -> str:
        return article.get_section_display()

    @admin.display(description=_("last saved"), ordering="changed_at")
    def saved(self, article):
        return format_moment(article.changed_at)

    @admin.display(description=_("state"))
    def state(self, article):
        if article.is_pattern:
            return format_html('<span class="state state-pattern">{}</span>', _("template"))
        status = article.status
        mark = "changed" if status.live and status.changed else status.state
        words = format_html('<span class="state state-{}">{}</span>', mark, status.words)
        if article.standing and not (status.live and not status.changed):
            words += format_html(
                ' <span class="state state-review">{}</span>', article.standing.words
            )
        return words


@admin.register(Article)
class ArticleAdmin(ArticleBase):
    record_kind = "article"
    begin_words = _("new article")
    pages = (coverage.PAGE,)
    keeping = ArticleKeeping()
    folders = (Folder("files", lambda: Download._base_manager.values_list("file", flat=True)),)
    placements = (PicturesInArticles, QuotesInArticles, PortraitsInArticles)
    calendar_kinds = (calendar.PUBLISHED, calendar.SCHEDULED, calendar.LEAVING)
