"""The draft of an article. Public code never reads it."""

import uuid

from content_editor.models import Region
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from core.fields import LineField, TextField, WebAddressField
from core.saving import SavesChanges
from core.searchtext import joined_text_index, search_text_column
from core.slugs import validate_public_slug, web_address_constraint
from images.models import Image
from members.models import BoardSeat, Person
from news.models.tags import TaggedArticle


class Section(models.TextChoices):
    """The sections of the news, and pages outside the news."""

    NEWS = "news", _("News")
    MEMBER_NEWS = "member-news", _("Member news")
    BOARD = "board", _("Board")
    PAGE = "page", _("Page")


class TranslationGroup(models.UUIDField):
    """The articles that are translations of each other; every article has a group."""

    def value_in_words(self, value) -> str:
        """Return the titles of the articles that share it, for comparisons of older versions."""
        same = Article.objects.filter(translation_group=value, trashed=None).order_by("pk")
        return ", ".join(f"“{title}”" for title in same.values_list("title", flat=True))


class Article(SavesChanges):
    """A news article, board announcement or page as a draft."""

    regions = (Region(key="main", title=_("Text")),)

    section = models.CharField(
        _("section"),
        max_length=12,
        choices=Section,
        default=Section.NEWS,
        help_text=_("“Page” stands outside the news, at an address of its own such as /about/."),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    translation_group = TranslationGroup(
        _("translation of"),
        default=uuid.uuid4,
        blank=True,
        help_text=_(
            "The same piece in the other language. Its readers can change between the two."
        ),
    )
    title = LineField(_("title"), max_length=200, help_text=_("Up to about 70 characters."))
    slug = WebAddressField(
        _("web address"),
        max_length=100,
        validators=[validate_public_slug],
        help_text=_("The last part of the address. Old addresses keep working."),
    )
    standfirst = TextField(
        _("introduction"),
        max_length=600,
        blank=True,
        help_text=_("One or two sentences; also shown in lists and search results."),
    )
    hero = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("main picture"),
    )
    byline = models.ManyToManyField(
        Person, through="news.ArticleByline", related_name="+", blank=True, verbose_name=_("byline")
    )
    related = models.ManyToManyField(
        "self",
        through="news.RelatedArticle",
        symmetrical=False,
        related_name="+",
        blank=True,
        verbose_name=_("related articles"),
    )
    announces = models.ManyToManyField(
        BoardSeat,
        related_name="announcements",
        blank=True,
        verbose_name=_("announces"),
        help_text=_("Board seats that become known when this is published."),
    )
    announces_ends = models.ManyToManyField(
        BoardSeat,
        related_name="end_announcements",
        blank=True,
        verbose_name=_("announces the end of"),
        help_text=_("Board seats whose end becomes known when this is published."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("owner"),
    )
    is_pattern = models.BooleanField(
        _("a template"),
        default=False,
        help_text=_("To start other articles from. A template is never published itself."),
    )
    trashed = models.DateTimeField(_("in the trash since"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last saved"), auto_now=True)
    tags = TaggableManager(through=TaggedArticle, blank=True, verbose_name=_("tags"))
    searched = search_text_column("title", "slug", "standfirst")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-changed_at", "-id"]
        permissions = [("publish_article", _("Can publish articles"))]
        indexes = [
            GinIndex(fields=["searched"], opclasses=["gin_trgm_ops"], name="article_searched"),
            joined_text_index("title", "slug", "standfirst", name="article_texts"),
        ]
        constraints = [
            web_address_constraint("article_web_address"),
            models.UniqueConstraint(
                fields=["language", "slug"],
                condition=Q(trashed__isnull=True),
                name="article_address_once",
                violation_error_message=_("Another article has this web address."),
            ),
            models.UniqueConstraint(
                fields=["translation_group", "language"],
                condition=Q(trashed__isnull=True),
                name="article_one_translation",
                violation_error_message=_("There is a translation into this language already."),
            ),
        ]

    def __str__(self):
        return self.title

    @cached_property
    def versions(self) -> "list[Article]":
        """The translations of the article, without those in the trash; fetched once."""
        if self._state.adding:
            return []
        same = Article.objects.filter(translation_group=self.translation_group, trashed=None)
        return list(same.exclude(pk=self.pk).order_by("pk"))


class BoardAnnouncement(Article):
    """An article of section board, with its own entry in the admin."""

    class Meta:
        proxy = True
        verbose_name = _("board announcement")
        verbose_name_plural = _("board announcements")


class ArticleByline(models.Model):
    """An author of an article, at a position in the byline."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("byline")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="byline_person_once")
        ]

    def __str__(self):
        return str(self.person)


class RelatedArticle(models.Model):
    """A related article to read next, at its position."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_rows")
    to = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="+", verbose_name=_("article")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "to"], name="related_article_once"),
            models.CheckConstraint(
                condition=~Q(article=models.F("to")),
                name="related_to_another",
                violation_error_message=_("An article can't be related to itself."),
            ),
        ]

    def __str__(self):
        return str(self.to)
