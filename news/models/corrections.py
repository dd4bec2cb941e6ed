"""The texts changed by corrections of the live version and not yet in the draft."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models.articles import Article
from news.models.editions import Edition


class CorrectedText(models.Model):
    """A text of the live version corrected since the draft was last published."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrected_texts")
    before = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("corrected text")
        verbose_name_plural = _("corrected texts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["after", "key"], name="corrected_text_once")]

    def __str__(self):
        return self.key
