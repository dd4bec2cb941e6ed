"""Organisations, and the places where they work."""

from datetime import datetime

from babel import Locale
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.aliases import Mergeable, WithoutAliases, no_self_alias_constraint
from core.date_limits import date_limits_constraint
from core.fields import (
    DayField,
    EmailField,
    LineField,
    NameField,
    URLField,
    WebAddressField,
)
from core.name_keys import name_key_column
from core.richtext import RichTextField
from core.saving import SavesChanges
from core.searchtext import joined_text_index, search_text_column
from core.slugs import validate_public_slug, web_address_constraint
from core.sortkeys import sort_key_column
from images.models import Image
from members.models.vocabularies import Category, FocusArea
from members.querysets import MemberQuerySet


class SizeClass(models.TextChoices):
    """The size classes that cluster labels ask for."""

    START_UP = "start-up", _("start-up")
    SMALL_MEDIUM = "small-medium", _("small or medium company")
    LARGE = "large", _("large company")
    RESEARCH = "research", _("research organisation")
    PUBLIC = "public", _("public body")
    PATIENT = "patient-organisation", _("patient organisation")
    INVESTOR = "investor", _("investor")
    OTHER = "other", _("other")


class Member(Mergeable):
    """An organisation that is, was or will be a member."""

    former_slug_lookup = "former_names__slug"
    known_from: datetime | None  # with ``embargoed``
    former_list: list[str]  # with ``with_facts``
    name_en: str  # columns of ``name``, which members.translation registers
    name_nb: str

    name = NameField(_("name"), max_length=200)
    slug = WebAddressField(
        _("web address"),
        max_length=100,
        unique=True,
        validators=[validate_public_slug],
        help_text=_("The last part of the page's address, e.g. kelp-energy."),
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        verbose_name=_("category"),
    )
    size = models.CharField(
        _("size class"), max_length=24, choices=SizeClass, default=SizeClass.OTHER, blank=True
    )
    summary = LineField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences on what the organisation does."),
    )
    description = RichTextField(_("description"), blank=True)
    logo = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        related_name="logo_of",
        null=True,
        blank=True,
        verbose_name=_("logo"),
    )
    website = URLField(_("website"), blank=True, help_text=_("e.g. https://example.org"))
    linkedin = URLField(_("LinkedIn"), blank=True)
    ticker_exchange = NameField(
        _("stock exchange"), max_length=80, blank=True, help_text=_("e.g. Oslo Stock Exchange")
    )
    ticker_symbol = NameField(_("ticker"), max_length=20, blank=True, help_text=_("e.g. TRMED"))
    city = NameField(_("city"), max_length=80, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, e.g. NO.")
    )
    founded = models.PositiveSmallIntegerField(
        _("founded"), null=True, blank=True, help_text=_("The year.")
    )
    focus = models.ManyToManyField(
        FocusArea, related_name="members", blank=True, verbose_name=_("focus areas")
    )
    contact_name = NameField(
        _("contact person"), max_length=150, blank=True, help_text=_("Never shown to the public.")
    )
    contact_email = EmailField(
        _("contact’s e-mail"), blank=True, help_text=_("Never shown to the public.")
    )
    confirmed_on = DayField(
        _("details confirmed on"),
        null=True,
        blank=True,
        help_text=_("When somebody last made sure that all of this is right. Shown on its page."),
    )
    sort_key_en = sort_key_column("name_en", "name_nb")
    sort_key_nb = sort_key_column("name_nb", "name_en")
    name_key_en = name_key_column("name_en", legal_forms=True)
    name_key_nb = name_key_column("name_nb", legal_forms=True)
    searched = search_text_column("name_en", "name_nb", "summary_en", "summary_nb", "city")

    objects = WithoutAliases.from_queryset(MemberQuerySet)()
    with_aliases = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["sort_key_en", "id"]
        indexes = [
            joined_text_index(
                *("name", "name_en", "name_nb", "slug", "summary", "summary_en", "summary_nb"),
                *("description", "description_en", "description_nb", "website", "linkedin"),
                *("ticker_exchange", "ticker_symbol", "city", "country"),
                *("contact_name", "contact_email"),
                name="member_texts",
            ),
            *(
                # the directory sorts by these whatever filters are active
                models.Index(
                    fields=[f"sort_key_{language}", "id"],
                    include=["category", "city", "size"],
                    name=f"member_order_{language}",
                    condition=Q(merged_into=None),
                )
                for language in ("en", "nb")
            ),
            GinIndex(fields=["searched"], opclasses=["gin_trgm_ops"], name="member_searched"),
            models.Index(fields=["name_key_en"], name="member_name_key_en"),
            models.Index(fields=["name_key_nb"], name="member_name_key_nb"),
            models.Index(fields=["city"], name="member_city"),
            models.Index(fields=["size"], name="member_size"),
            # what the directory counts, so that it need not read the texts
            models.Index(
                fields=["id"],
                include=["category", "city", "size"],
                name="member_counted",
                condition=Q(merged_into=None),
            ),
        ]
        constraints = [
            no_self_alias_constraint("member_merged_into_another"),
            web_address_constraint("member_web_address"),
            date_limits_constraint("member_dates", days=["confirmed_on"]),
            models.CheckConstraint(
                condition=Q(ticker_symbol="", ticker_exchange="")
                | (~Q(ticker_symbol="") & ~Q(ticker_exchange="")),
                name="member_ticker_whole",
                violation_error_message=_(
                    "Give both the stock exchange and the ticker, or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="member_country_code",
                violation_error_message=_("Write the country as two capital letters, e.g. NO."),
            ),
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__range=(1000, 2200)),
                name="member_founded_year",
                violation_error_message=_("Write the founding year with four digits."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("member", args=[self.slug])

    @property
    def country_name(self) -> str:
        """Return the country in the active language, or its code if it is unknown."""
        return Locale(get_language()).territories.get(self.country, self.country)

    @property
    def website_name(self) -> str:
        """The website's URL without https:// and www."""
        return self.website.partition("://")[2].removeprefix("www.").rstrip("/")


class Place(SavesChanges):
    """Another place where a member works, besides its head office."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="places")
    label = NameField(
        _("what is there"), max_length=120, blank=True, help_text=_("e.g. Pilot plant")
    )
    city = NameField(_("city"), max_length=80)
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, e.g. NO.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("other places")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="place_country_code",
                violation_error_message=_("Write the country as two capital letters, e.g. NO."),
            )
        ]

    def __str__(self):
        return f"{self.label}, {self.city}" if self.label else self.city
