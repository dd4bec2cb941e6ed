"""What scheduled tasks did last, so that somebody notices when they stop."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TaskRun(models.Model):
    """The last run of a task; ``error`` says why it failed, and is empty if it did not."""

    name = models.CharField(primary_key=True, max_length=50)
    at = models.DateTimeField(db_default=Now())
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("run of a scheduled task")
        verbose_name_plural = _("runs of scheduled tasks")

    def __str__(self):
        return self.name
