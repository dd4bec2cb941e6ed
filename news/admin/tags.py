"""The admin of tags, and the form field for tags of an article."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin, get_select2_language
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.plaintext import tidy_name
from core.slugs import make_slug
from desk.merging.views import MergingAdmin
from desk.records.model_admin import DeskAdmin
from desk.toolkit.auto_slugs import AutoSlugForm
from desk.toolkit.choices import SeparatelyStoredField
from news.content.tagging import get_or_create_tags_in
from news.models import Tag, TaggedArticle
from news.publishing.trash import TagTrashPolicy

_AT_ONCE = 20
_MOST = 30


class TagsWidget(AutocompleteMixin, forms.SelectMultiple):
    """Widget for tags by name; saving creates new names."""

    def __init__(self, attrs=None, choices=()):
        self.choices, self.attrs = list(choices), attrs or {}
        # without it the mixin silently omits its scripts
        self.i18n_name = get_select2_language()

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {
            **forms.Widget.build_attrs(self, base_attrs, extra_attrs),
            "class": "tag-names",
            "data-url": reverse("admin:news_tag_names"),
            "data-placeholder": "",
        }

    def optgroups(self, name, value, attrs=None):
        options = [
            self.create_option(name, tag, tag, True, place)
            for place, tag in enumerate(value)
            if tag
        ]
        return [(None, options, 0)]

    def format_value(self, value):
        return list(value or ())

    def value_from_datadict(self, data, files, name):
        return data.getlist(name)


class TagsField(SeparatelyStoredField, forms.MultipleChoiceField):
    """Form field for tags by name, compared without regard to capitals."""

    widget = TagsWidget
    default_error_messages = {
        "long": _("A tag has at most %(most)s characters."),
        "many": _("An article has at most %(most)s tags."),
        "no_word": _("“%(tag)s” has no letter or digit in it."),
    }

    def clean(self, value):
        names = [tidy_name(name) for name in value or ()]
        names = list(dict.fromkeys(filter(None, names)))
        if len(names) > _MOST:
            raise self._error("many", most=_MOST)
        for name in names:
            if len(name) > 100:
                raise self._error("long", most=100)
            if not make_slug(name):
                raise self._error("no_word", tag=name)
        return names

    def _error(self, code, **params):
        return forms.ValidationError(self.error_messages[code], code=code, params=params)

    def has_changed(self, initial, data):
        return set(initial or ()) != set(data or ())

    def load(self, instance):
        rows = TaggedArticle.objects.filter(content_object=instance).order_by("tag__folded")
        return list(rows.values_list("tag__name", flat=True))

    def from_keys(self, keys):
        tags = Tag.objects.in_bulk(keys)
        return [tags[key].name for key in keys if key in tags]

    def store(self, instance, value):
        tags = get_or_create_tags_in(value, instance.language)
        rows = TaggedArticle.objects.filter(content_object=instance)
        rows.exclude(tag__in=tags).delete()
        there = set(rows.values_list("tag", flat=True))
        TaggedArticle.objects.bulk_create(
            TaggedArticle(content_object=instance, tag=tag) for tag in tags if tag.pk not in there
        )


class TagForm(AutoSlugForm):
    """Form for a tag."""

    slug_sources = ("name",)


@admin.register(Tag)
class TagAdmin(MergingAdmin, DeskAdmin):
    """Admin of tags."""

    shown_at_once = True
    list_display = ("name", "language", "translation", "slug", "articles")
    list_filter = ("language",)
    search_fields = ("name", "translation", "aliases__name")
    fields = (("name", "language"), "translation", "slug")
    form = TagForm
    keeping = TagTrashPolicy()
    ordering = ("folded",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=Count("tagged_articles"))

    def is_shown(self, request, obj):
        return Tag.objects.known(request.moment.at).filter(pk=obj.pk).exists()

    @admin.display(description=_("articles"), ordering="uses")
    def articles(self, tag):
        return tag.uses

    def get_urls(self):
        names = self.admin_site.admin_view(self.names_view)
        return [path("names/", names, name="news_tag_names"), *super().get_urls()]

    def names_view(self, request):
        """Return tags with ``?term=`` in a name as JSON, for the tags field of an article."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("term", "").replace("\x00", "")[:100]
        called = Tag.with_aliases.filter(
            Q(name__folded_contains=term) | Q(translation__folded_contains=term)
        )
        tags = Tag.objects.filter(pk__in=called.values_list(Coalesce("merged_into", "pk")))
        names = tags.order_by("folded").values_list("name", "translation")[:_AT_ONCE]
        return JsonResponse({"results": [_tag_choice(*pair) for pair in names]})


def _tag_choice(name, translation):
    """Return a tag for the field's list; a term equal to one of ``names`` is not offered as new."""
    text = f"{name} ({translation})" if translation else name
    return {"id": name, "text": text, "names": [name, *filter(None, [translation])]}
