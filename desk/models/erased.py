"""Names of erased people as keyed hashes, so that no open form brings a name back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ErasedName(models.Model):
    """A name, e-mail address or slug of somebody erased; ``words`` is its number of words.

    It is deleted once no form can be open that was opened before the erasing.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    words = models.PositiveSmallIntegerField()
    # by the clock that also dates the forms
    erased_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("erased name")
        verbose_name_plural = _("erased names")

    def __str__(self):
        return f"{self.fingerprint[:8]}…"
