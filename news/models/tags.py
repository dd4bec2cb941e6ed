"""Tags of articles, unique without regard to capitals."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from core.aliases import AliasedQuerySet, Mergeable, WithoutAliases, no_self_alias_constraint
from core.fields import NameField, WebAddressField
from core.slugs import make_slug, web_address_constraint
from core.sortkeys import alphabetical_expression


class TagQuerySet(AliasedQuerySet):
    """Filters tags by whether the public may know them."""

    def known(self, at):
        """Return the tags of articles that were public by ``at``; names too are confidential before."""
        named = self.model._meta.get_field("named_in").related_model.objects.filter(
            models.Q(tag=models.OuterRef("pk")) | models.Q(tag__merged_into=models.OuterRef("pk")),
            edition__live_during__startswith__lte=at,
        )
        return self.filter(models.Exists(named))


def _folded(column):
    return models.GeneratedField(
        expression=Left(alphabetical_expression(models.F(column)), 255),
        output_field=models.CharField(max_length=255, db_collation="C"),
        db_persist=True,
    )


class Tag(Mergeable, TagBase):
    """A tag of articles, with a name in one language and optionally in the other."""

    name = NameField(_("name"), max_length=100, unique=True)
    language = models.CharField(
        _("language of the name"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    translation = NameField(
        _("name in the other language"),
        max_length=100,
        blank=True,
        help_text=_("What pages in the other language show. Empty: the name as it is."),
    )
    # taggit's slug may have letters that URLs of the site can't have
    slug = WebAddressField(_("web address"), max_length=100, unique=True)
    folded = _folded("name")
    translation_folded = _folded("translation")

    objects = WithoutAliases.from_queryset(TagQuerySet)()
    with_aliases = AliasedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["folded"]
        constraints = [
            no_self_alias_constraint("tag_merged_into_another"),
            web_address_constraint("tag_web_address"),
            models.UniqueConstraint(
                fields=["folded"],
                name="tag_once",
                violation_error_message=_("There is a tag with this name already."),
            ),
            models.UniqueConstraint(
                fields=["translation_folded"],
                condition=~Q(translation=""),
                name="tag_translation_once",
                violation_error_message=_("There is a tag with this name already."),
            ),
        ]

    def validate_unique(self, exclude=None):
        # the constraint tag_once refuses the same, in any spelling, with one message
        super().validate_unique({*(exclude or ()), "name"})

    def clean(self):
        """Refuse a name that another tag has in the other language: typed, it would mean both."""
        super().clean()
        others = Tag.with_aliases.exclude(pk=self.pk)
        for field, column in (("name", "translation_folded"), ("translation", "folded")):
            key = Left(alphabetical_expression(Value(getattr(self, field))), 255)
            if getattr(self, field) and others.filter(**{column: key}).exists():
                message = _("There is a tag with this name already. Merge the two.")
                raise ValidationError({field: message}, code="taken")

    @property
    def name_en(self) -> str:
        return self._in("en")

    @property
    def name_nb(self) -> str:
        return self._in("nb")

    @property
    def local_name(self) -> str:
        """The name in the active language, else in the other one."""
        return self._in(get_language()) or self.name

    def _in(self, language):
        return self.name if self.language == language else self.translation

    def slugify(self, tag, i=None):
        slug = make_slug(tag) or "tag"
        return slug if i is None else f"{slug}-{i}"

    def get_absolute_url(self):
        return reverse("news-tag", args=[self.slug])


class TaggedArticle(ItemBase):
    """A tag on the draft of an article."""

    content_object = models.ForeignKey("news.Article", on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")

    class Meta:
        verbose_name = _("tag of an article")
        verbose_name_plural = _("tags of articles")
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once")
        ]
