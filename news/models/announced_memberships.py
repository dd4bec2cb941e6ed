"""Memberships that an article announces: nobody knows of them before it is published."""

from django.db import models

from members.models import Membership
from news.models.articles import Article


class AnnouncedMembership(models.Model):
    """A membership that becomes known when an edition of the article, or a translation, names its member."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="announced_memberships"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="announced_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "membership"], name="announced_membership_once"
            )
        ]

    def __str__(self):
        return f"{self.article_id} {self.membership_id}"
