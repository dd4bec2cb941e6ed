"""Published versions: immutable, and public during an exact period."""

from functools import lru_cache

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.date_limits import date_limits_constraint
from core.fields import TextField, WebAddressField
from core.links import COUNT
from core.searchtext import text_index
from core.slugs import web_address_constraint
from images.models import Image
from news.models.articles import Article, Section
from news.querysets import EditionQuerySet

SCHEMA = 1  # of Edition.blocks; docs/editions.md says what each number holds


class Edition(models.Model):
    """One published version of an article.

    Only ``live_during`` ever changes, and only its future; a trigger holds that. What it names
    stands also as rows with protecting keys (``EditionMember`` …). The part of ``live_during``
    that lies before the transaction which changes it never moves.
    """

    # DO_NOTHING: Django's own cascade would delete editions one by one, which the trigger refuses;
    # the database's cascade (migration 0002) is allowed during a purge
    article = models.ForeignKey(
        Article, on_delete=models.DO_NOTHING, db_constraint=False, related_name="editions"
    )
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    translation_group = models.UUIDField()
    section = models.CharField(max_length=12, choices=Section)
    slug = WebAddressField(max_length=100)
    title = models.CharField(max_length=200)
    standfirst = models.TextField(blank=True)
    hero = models.ForeignKey(
        Image, on_delete=models.PROTECT, related_name="hero_of_editions", null=True, blank=True
    )
    byline = ArrayField(models.BigIntegerField(), default=list, blank=True)
    tag_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    related = ArrayField(models.BigIntegerField(), default=list, blank=True)
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    blocks = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64)
    first_published = models.DateTimeField()
    # [{"at": ISO instant, "text": "…"}], oldest first; copied from edition to edition
    corrections = models.JSONField(default=list, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    live_during = DateTimeRangeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField()
    reason = TextField(blank=True)

    # the checks' warnings, on an edition that a command has just created; not stored
    warnings: tuple[str, ...] = ()

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["-id"]
        constraints = [
            web_address_constraint("edition_web_address"),
            date_limits_constraint(
                "edition_dates",
                instants=["first_published", "until", "published_at"],
                spans=["live_during"],
            ),
            ExclusionConstraint(
                name="edition_one_live",
                expressions=[
                    ("article", RangeOperators.EQUAL),
                    ("live_during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="edition_one_address",
                expressions=[
                    ("language", RangeOperators.EQUAL),
                    ("slug", RangeOperators.EQUAL),
                    ("live_during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another article has this web address at that time."),
            ),
            ExclusionConstraint(
                name="edition_one_translation",
                expressions=[
                    ("translation_group", RangeOperators.EQUAL),
                    ("language", RangeOperators.EQUAL),
                    ("live_during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another translation into this language is live at that time."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(live_during__lower_inf=False), name="edition_has_beginning"
            ),
        ]
        indexes = [
            models.Index(fields=["-first_published", "-article"], name="edition_list"),
            models.Index(
                fields=["section", "-first_published", "-article"], name="edition_section_list"
            ),
            models.Index(fields=["language", "slug"], name="edition_address"),
            models.Index(fields=["translation_group"], name="edition_group"),
            text_index(
                *("slug", "title", "standfirst", "blocks", "corrections", "reason"),
                name="edition_texts",
            ),
            # the letters of this reference are in most texts, so the index of texts finds nearly all
            models.Index(
                fields=["article"],
                name="edition_counts_members",
                condition=models.Q(blocks__lower_contains=f"record:{COUNT}/"),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        name = "page" if self.section == Section.PAGE else "article"
        return _reverse_in(self.language, name, self.slug)


@lru_cache(maxsize=4096)
def _reverse_in(language: str, name: str, slug: str) -> str:
    with override(language):
        return reverse(name, args=[slug])
