"""Accepted answers that an article was drafted from."""

from django.db import models

from news.models import Article
from relations.models.decisions import AnswerDecision


class UsedAnswer(models.Model):
    """Says that an article was drafted with the text that ``decision`` accepted."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="used_answers")
    decision = models.ForeignKey(AnswerDecision, on_delete=models.CASCADE, related_name="uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "decision"], name="answer_used_once")
        ]

    def __str__(self) -> str:
        return str(self.decision_id)
