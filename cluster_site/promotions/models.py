"""Results that staff promote, and searches that found nothing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.addresses import BEGIN_WITH, LOCAL_PATH_OR_HTTPS_URL, validate_local_path_or_https_url
from core.date_limits import date_limits_constraint
from core.fields import LineField, NameField, PeriodField
from core.saving import SavesChanges


class SearchPromotion(SavesChanges):
    """A page that comes first when visitors search for these words, on the days of its period."""

    words = NameField(
        _("search for"),
        max_length=100,
        help_text=_("What visitors type, e.g. “membership”. Capitals and accents do not matter."),
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Of the search page. Empty: both."),
    )
    target = NameField(
        _("address of the page"),
        max_length=300,
        validators=[validate_local_path_or_https_url],
        help_text=_("On this site, e.g. /members/kelp-energy/, or a whole address."),
    )
    title = LineField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the page’s own, for articles, pages, members, people and tags."),
    )
    text = LineField(
        _("text below it"), max_length=300, blank=True, help_text=_("Empty: the page’s own.")
    )
    period = PeriodField(_("days"))

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["words", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["words", "language", "target"],
                name="search_promotion_once",
                violation_error_message=_("This page is promoted for these words already."),
            ),
            models.CheckConstraint(
                condition=Q(target__regex=LOCAL_PATH_OR_HTTPS_URL),
                name="search_promotion_target_safe",
                violation_error_message=BEGIN_WITH,
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False),
                name="search_promotion_has_first_day",
                violation_error_message=_("Enter the first day."),
            ),
            date_limits_constraint("search_promotion_dates", periods=["period"]),
        ]

    def __str__(self):
        return self.words


class MissedSearch(models.Model):
    """Words that were searched for and found nothing: how often, and nothing of who typed them."""

    words = models.CharField(_("searched for"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    times = models.PositiveIntegerField(_("times"), default=1)
    last_day = models.DateField(_("last searched"))
    noted = models.BooleanField(_("noted"), default=False)

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        ordering = ["-times", "-last_day", "words"]
        indexes = [models.Index(fields=["last_day"], name="missed_search_last_day")]
        constraints = [
            models.UniqueConstraint(fields=["words", "language"], name="missed_search_once")
        ]

    def __str__(self):
        return self.words
