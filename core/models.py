"""Counts of recent actions, for rate limits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateWindow(models.Model):
    """How often one action was counted in the current window of time.

    ``key`` is a keyed hash of the limit and its subject, so neither a network address nor a typed
    name can be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("count for a rate limit")
        verbose_name_plural = _("counts for rate limits")
        indexes = [models.Index(fields=["until"], name="rate_window_until")]

    def __str__(self) -> str:
        return f"{self.key[:8]}…: {self.count}"
