"""What erased persons were called, as keyed hashes: so that no form that was open brings a name back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ErasedName(models.Model):
    """One name, e-mail address or web address of somebody erased; ``words`` is how many words it has.

    It is forgotten once no form can be open any more that was opened before.
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
