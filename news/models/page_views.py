"""The number of page views of each article and day, without data about readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models.articles import Article


class Reading(models.Model):
    """The number of page views of one article on one day."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="readings", verbose_name=_("article")
    )
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times opened"))

    class Meta:
        verbose_name = _("page view")
        verbose_name_plural = _("page views")
        ordering = ["-day", "article"]
        indexes = [models.Index(fields=["day", "article"], name="reading_day")]
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="reading_once_a_day")
        ]

    def __str__(self):
        return f"{self.article_id}, {self.day}: {self.times}"
