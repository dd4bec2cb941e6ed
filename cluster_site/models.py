"""What the whole site shares: its name, its lead stories, its menus."""

import re

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_site.enquiries.models import Enquiry
from cluster_site.outside_links.models import LinkPlace, OutsideLink
from cluster_site.promotions.models import MissedSearch, SearchPromotion
from cluster_site.search.models import (
    SearchDocument,
    SearchLexeme,
    SearchSegment,
    SearchStatistics,
    SearchWord,
)
from core.addresses import BEGIN_WITH, LOCAL_PATH_OR_HTTPS_URL, validate_local_path_or_https_url
from core.colours import HEX, validate_hex, validate_label_colour, validate_text_colour
from core.fields import EmailField, LineField, NameField, TextField
from core.saving import SavesChanges
from images.models import Image
from news.models import Article

__all__ = [
    "Enquiry",
    "LeadStory",
    "LinkPlace",
    "MenuItem",
    "MissedSearch",
    "OutsideLink",
    "SearchDocument",
    "SearchLexeme",
    "SearchPromotion",
    "SearchSegment",
    "SearchStatistics",
    "SearchWord",
    "SiteSettings",
]

BRAND, ACCENT = "#0e4a5a", "#a62b3d"  # as in static/site.css
# PostgreSQL reads it the same way
_HTTPS_URLS = r"\A(\s*|https://\S+(\s+https://\S+)*\s*)\Z"
_NOT_HTTPS_URLS = _("Write one address a line, each beginning with https://")
# how addresses begin that every language has
_IN_BOTH_LANGUAGES = re.compile(r"/((news|members|board|people|press|join/enquire)([/?#]|\Z)|\Z)")


def localised_target(target: str, language: str) -> str:
    """Return ``target``, on a page in ``language`` in that language if it is a page that both have."""
    if language == settings.LANGUAGE_CODE or not _IN_BOTH_LANGUAGES.match(target):
        return target
    return f"/{language}{target}"


class SiteSettings(SavesChanges):
    """The single row of settings that staff can change."""

    name = NameField(_("name of the site"), max_length=120)
    tagline = LineField(
        _("tagline"),
        max_length=300,
        blank=True,
        help_text=_("One sentence that says what the cluster is."),
    )
    logo = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("logo"),
        help_text=_("Stands in place of the name at the top of each page; best as an SVG."),
    )
    brand = models.CharField(
        _("main colour"),
        max_length=7,
        default=BRAND,
        validators=[validate_hex, validate_text_colour],
        help_text=_(
            "For links and the strong surface. Tints and the dark mode are derived from it."
        ),
    )
    accent = models.CharField(
        _("second colour"),
        max_length=7,
        default=ACCENT,
        validators=[validate_hex, validate_label_colour],
        help_text=_("For section labels and what has the focus."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("What new articles are written in, unless another is chosen."),
    )

    press_name = NameField(
        _("press contact, name"),
        max_length=120,
        blank=True,
        help_text=_("e.g. Ida Berg, head of communications"),
    )
    press_email = EmailField(_("press contact, e-mail"), blank=True)
    press_phone = NameField(_("press contact, phone"), max_length=40, blank=True)
    street = NameField(_("street and number"), max_length=120, blank=True)
    postcode = NameField(_("postcode"), max_length=20, blank=True)
    city = NameField(_("city"), max_length=80, blank=True)
    country = NameField(_("country"), max_length=60, blank=True)
    profiles = TextField(
        _("profiles elsewhere"),
        blank=True,
        validators=[RegexValidator(_HTTPS_URLS, _NOT_HTTPS_URLS)],
        help_text=_(
            "Your own pages on other sites, one address a line; e.g."
            " https://www.linkedin.com/company/example. Search engines know you by them."
        ),
    )
    enquiries_to = EmailField(
        _("enquiries go to"),
        blank=True,
        help_text=_(
            "What visitors write by the forms is also sent to this address, e.g. post@cluster.example."
        ),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="site_settings_one_row"),
            models.CheckConstraint(
                condition=Q(profiles__regex=_HTTPS_URLS),
                name="site_profiles_are_urls",
                violation_error_message=_NOT_HTTPS_URLS,
            ),
            # both go into a stylesheet
            models.CheckConstraint(
                condition=Q(brand__regex=HEX, accent__regex=HEX), name="site_colours_are_colours"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    @property
    def postal_address(self) -> str:
        """The address on one line, empty if there is none."""
        place = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.street, place, self.country) if part)

    @property
    def profile_urls(self) -> list[str]:
        return self.profiles.split()

    @property
    def colours_address(self) -> str:
        """The small stylesheet with this site's colours, or nothing where they are the program's own."""
        if (self.brand, self.accent) == (BRAND, ACCENT):
            return ""
        return reverse("colours", args=[self.brand[1:], self.accent[1:]])


class LeadStory(SavesChanges):
    """A story at the top of the home page, in order."""

    site = models.ForeignKey(
        SiteSettings, on_delete=models.CASCADE, related_name="leads", default=1
    )
    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("article"),
        help_text=_(
            "Shown while it is published; its translation takes its place on the other language’s home page."
        ),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("lead story")
        verbose_name_plural = _("lead stories")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                name="lead_once",
                violation_error_message=_("This article is a lead story already."),
            )
        ]

    def __str__(self):
        return str(self.article)


def _safe(target: str) -> Q:
    return (
        Q(**{f"{target}__isnull": True})
        | Q(**{target: ""})
        | Q(**{f"{target}__regex": LOCAL_PATH_OR_HTTPS_URL})
    )


class MenuItem(SavesChanges):
    """A link in the header or footer of every page."""

    class Where(models.TextChoices):
        HEADER = "header", _("header")
        FOOTER = "footer", _("footer")

    label = NameField(_("label"), max_length=60)
    target = NameField(
        _("address"),
        max_length=300,
        validators=[validate_local_path_or_https_url],
        help_text=_("On this site, e.g. /about/, or a whole address."),
    )
    place = models.CharField(_("place"), max_length=6, choices=Where, default=Where.HEADER)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("menu item")
        verbose_name_plural = _("menu")
        ordering = ["place", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=_safe("target_en") & _safe("target_nb"),
                name="menu_target_safe",
                violation_error_message=BEGIN_WITH,
            )
        ]

    def __str__(self):
        return self.label

    def address(self, language: str) -> str:
        """Return the URL of the item on a page in ``language``."""
        own = getattr(self, f"target_{language}")
        target = own or self.target_en or self.target_nb or "/"
        return target if own else localised_target(target, language)
