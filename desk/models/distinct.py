"""Pairs of records that look like duplicates but were found to be different."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DistinctPair(models.Model):
    """Two different records of one model; ``first`` is the lower key."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    first = models.PositiveBigIntegerField()
    second = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("pair of different records")
        verbose_name_plural = _("pairs of different records")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "first", "second"], name="distinct_pair_once"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="distinct_pair_ordered"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "second"], name="distinct_pair_second")]

    def __str__(self):
        return f"{self.first}, {self.second}"
