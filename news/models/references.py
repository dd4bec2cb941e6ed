"""What an edition names, as rows: lists read them, and what they name can't be deleted.

Written once, when the edition is made; a trigger refuses every later change.
"""

from django.db import models

from images.models import Image
from members.models import BoardSeat, Member, Person
from news.models.articles import Article
from news.models.editions import Edition
from news.models.tags import Tag


class EditionReference(models.Model):
    # the database cascades, see Edition.article
    edition = models.ForeignKey(
        Edition, on_delete=models.DO_NOTHING, db_constraint=False, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.edition_id} {self._meta.model_name}"


class EditionMember(EditionReference):
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="named_in")
    first_published = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "member"], name="edition_member_once")
        ]
        indexes = [
            models.Index(
                fields=["member", "-first_published", "edition"], name="edition_member_list"
            )
        ]


class EditionPerson(EditionReference):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_in")
    first_published = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="edition_person_once")
        ]
        indexes = [
            models.Index(
                fields=["person", "-first_published", "edition"], name="edition_person_list"
            )
        ]


class EditionTag(EditionReference):
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="named_in")
    first_published = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "tag"], name="edition_tag_once")]
        indexes = [
            models.Index(fields=["tag", "-first_published", "edition"], name="edition_tag_list")
        ]


class EditionImage(EditionReference):
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="named_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="edition_image_once")
        ]


class EditionArticle(EditionReference):
    """Another article that an edition points to."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="named_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "article"], name="edition_article_once")
        ]


class EditionSeat(EditionReference):
    """A board seat that becomes known with an edition, or with ``ends`` that its term ends."""

    seat = models.ForeignKey(BoardSeat, on_delete=models.PROTECT, related_name="announced_in")
    ends = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "seat", "ends"], name="edition_seat_once")
        ]
