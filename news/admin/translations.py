"""Translations: create, link and unlink them, and list articles without one."""

from functools import partial
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.toolkit.choices import SharedAutocomplete, SharedChoiceField
from desk.toolkit.object_links import ToolLink
from news.admin.copying import copy_and_redirect, make_copy_token
from news.admin.results import CommandResult
from news.models import Article
from news.publishing.editions import find_live_edition, issued_editions
from news.publishing.translations import (
    AlreadyTranslated,
    are_linked_in_public,
    fetch_versions_of,
    group_apart,
    make_translation,
    missing_languages,
)

FIELD = "translation_group"
_MAKE = {
    "en": gettext_lazy("Make the English version"),
    "nb": gettext_lazy("Make the Norwegian version"),
}
_OPEN = {
    "en": gettext_lazy("Open the English version"),
    "nb": gettext_lazy("Open the Norwegian version"),
}
_IN_LIST = {"en": gettext_lazy("English"), "nb": gettext_lazy("Norwegian")}
_MISSING = {
    "en": gettext_lazy("English missing"),
    "nb": gettext_lazy("Norwegian missing"),
}
_HAS_ALREADY = {
    "en": gettext_lazy("“{}” has an English version already: {}."),
    "nb": gettext_lazy("“{}” has a Norwegian version already: {}."),
}


class TranslationField(SharedChoiceField):
    """Form field for the article this one translates; it stores their translation group."""

    article: Article  # the article of the form, which sets it
    chosen: Article | None = None

    def __init__(self, admin_site, column):
        super().__init__(
            Article.objects.filter(trashed=None),
            required=False,
            label=capfirst(column.verbose_name),
            help_text=column.help_text,
            widget=SharedAutocomplete(Article._meta.get_field("related"), admin_site),
        )

    def belong_to(self, article: Article) -> None:
        self.article = article
        self._versions = {article.translation_group: next(iter(article.versions), None)}

    def version(self, group) -> Article | None:
        """Return the other article of a translation group, fetched once."""
        if group not in self._versions:
            same = fetch_versions_of(Article(pk=self.article.pk, translation_group=group))
            self._versions[group] = same.first()
        return self._versions[group]

    def find(self, keys):
        known = {str(version.pk): version for version in self._versions.values() if version}
        return known if known.keys() >= set(map(str, keys)) else super().find(keys)

    def prepare_value(self, value):
        try:
            group = UUID(str(value))
        except ValueError:  # the key of an article, or anything that was submitted
            return value
        version = self.version(group)
        return version and version.pk

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")

    def clean(self, value):
        self.chosen = super().clean(value)
        return self.chosen.translation_group if self.chosen else group_apart(self.article)


class TranslatedForm:
    """Form mixin that keeps an article's language and its translation consistent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if FIELD not in self.fields:
            return
        self.fields[FIELD].belong_to(self.instance)
        if self._has_borrowed_slug():
            # shown empty, so that it is made from the translated title
            self.initial["slug"] = ""

    def _has_borrowed_slug(self) -> bool:
        version = self.fields[FIELD].version(self.instance.translation_group)
        same = version is not None and version.slug == self.instance.slug
        return same and not issued_editions(self.instance).exists()

    def clean(self):
        super().clean()
        if not {FIELD, "language"} & set(self.changed_data) or not self.cleaned_data.get(FIELD):
            return
        chosen = self.fields[FIELD].chosen
        language = self.cleaned_data.get("language")
        if chosen is None or language is None:
            return
        if chosen == self.instance or chosen.language == language:
            message = _("Choose an article in the other language.")
            self.add_error(FIELD, ValidationError(message, code="same-language"))
            return
        taken = (
            fetch_versions_of(chosen).filter(language=language).exclude(pk=self.instance.pk).first()
        )
        if taken is not None:
            address = reverse("admin:news_article_change", args=[taken.pk])
            link = format_html('<a href="{}" target="_blank">“{}”</a>', address, taken)
            message = format_html(str(_HAS_ALREADY[language]), chosen, link)
            self.add_error(FIELD, ValidationError(message, code="translated-already"))


class TranslationFilter(admin.SimpleListFilter):
    """List filter: articles without a translation."""

    title = gettext_lazy("translation")
    parameter_name = "translation"

    def lookups(self, request, model_admin):
        return [("missing", gettext_lazy("missing"))]

    def queryset(self, request, queryset):
        if self.value() != "missing":
            return queryset
        others = Article.objects.filter(
            translation_group=OuterRef("translation_group"), trashed=None
        )
        return queryset.filter(~Exists(others.exclude(pk=OuterRef("pk"))))


def translation_tools(model_admin, request, article) -> list[ToolLink]:
    """Return a tool for each other language, which opens the translation or creates it."""
    if article.is_pattern:
        return []
    made = [
        ToolLink(str(_OPEN[version.language]), model_admin.page_of(version, "change"))
        for version in article.versions
    ]
    name = f"admin:news_{model_admin.opts.model_name}_translate"
    missing = [
        ToolLink(
            str(_MAKE[language]),
            reverse(name, args=[article.pk, language]),
            posts=True,
            token=make_copy_token(request),
        )
        for language in missing_languages([article, *article.versions])
        if request.user.has_perm("news.add_article")
    ]
    return [*made, *missing]


def note_translation(request, article, form) -> None:
    """Log that a translation was linked or unlinked, and say when visitors will see it."""
    if FIELD not in form.changed_data:
        return
    field = form.fields[FIELD]
    now = read_database_clock()
    if field.chosen is not None:
        log_activity("translation-linked", by=request.user, record=article, version=field.chosen)
        waits = find_live_edition(article, now) and find_live_edition(field.chosen, now)
        message = _("Visitors find the link between the two once this one is published again.")
    elif before := field.version(form.initial.get(FIELD)):
        log_activity("translation-unlinked", by=request.user, record=article, version=before)
        waits = are_linked_in_public([article, before], now)
        message = _("Visitors find the link between the two until this one is published again.")
    else:
        return
    if waits and "_publish" not in request.POST:
        messages.warning(request, message)


def translate_view(model_admin, request, pk, language):
    """Create a translation of an article and redirect to its form."""
    return copy_and_redirect(model_admin, request, pk, partial(_translate, language=language))


def _translate(source, by, language) -> tuple[Article, CommandResult]:
    try:
        version = make_translation(article=source, language=language, by=by)
    except AlreadyTranslated as error:
        message = _("Somebody has made this version already. Here it is.")
        return error.existing, CommandResult([(messages.INFO, message)])
    message = _(
        "A draft with the texts of “%(title)s” was made and linked to it. Translate them here."
    )
    return version, CommandResult.success(message % {"title": source})


def translation_column(model_admin, article) -> str:
    """Return the translation with its state, or that it is missing."""
    if article.is_pattern:
        return "–"
    marks = [
        (
            format_html(
                '<a class="state state-{}" href="{}">{}{}</a>',
                version.status.state,
                model_admin.page_of(version, "change"),
                _IN_LIST[version.language],
                "" if version.status.live else f": {version.status.word}",
            ),
        )
        for version in article.versions
    ]
    marks += [
        (format_html('<span class="state state-missing">{}</span>', _MISSING[language]),)
        for language in missing_languages([article, *article.versions])
    ]
    return format_html_join(" ", "{}", marks)
