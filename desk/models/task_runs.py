"""What scheduled tasks did last, so that somebody notices when they stop."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TaskRun(models.Model):
    """The last run of a task; ``error`` says in English why it failed, and is empty if it did not.

    ``translations`` has the same by language.
    """

    name = models.CharField(primary_key=True, max_length=50)
    at = models.DateTimeField(db_default=Now())
    error = models.TextField(blank=True)
    translations = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True
    )

    class Meta:
        verbose_name = _("run of a scheduled task")
        verbose_name_plural = _("runs of scheduled tasks")

    def __str__(self):
        return self.name

    @property
    def reason(self) -> str:
        """Why it failed, in the language that is active."""
        return self.translations.get(get_language(), self.error)
