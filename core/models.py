"""How often something was done lately, for limits on senders and accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateWindow(models.Model):
    """How often one act was counted in a running window of time.

    ``key`` is a keyed hash of the limit and of whom it is counted for: neither a network address
    nor what was typed as a name can be read off it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("count for a rate limit")
        verbose_name_plural = _("counts for rate limits")
        indexes = [models.Index(fields=["until"], name="rate_window_until")]

    def __str__(self):
        return f"{self.key[:8]}…: {self.count}"
