"""References from editions to records: they make lists quick and protect the records from deletion.

They are written once, with the edition; a trigger refuses every later change.
"""

from django.db import models

from images.models import Image
from members.models import BoardSeat, Member, Person
from news.models.articles import Article
from news.models.editions import Edition
from news.models.tags import Tag


class EditionReference(models.Model):
    """A reference from an edition to a record."""

    # the database cascades, see Edition.article
    edition = models.ForeignKey(
        Edition, on_delete=models.DO_NOTHING, db_constraint=False, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.edition_id} {self._meta.model_name}"


class EditionMember(EditionReference):
    """A member that an edition refers to."""

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
    """A person that an edition refers to."""

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
    """A tag of an edition."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="named_in")
    first_published = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "tag"], name="edition_tag_once")]
        indexes = [
            models.Index(fields=["tag", "-first_published", "edition"], name="edition_tag_list")
        ]


class EditionImage(EditionReference):
    """An image in an edition."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="named_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="edition_image_once")
        ]


class EditionArticle(EditionReference):
    """Another article that an edition refers to."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="named_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "article"], name="edition_article_once")
        ]


class EditionSeat(EditionReference):
    """A board seat that an edition announces, or with ``ends`` the end of its term."""

    seat = models.ForeignKey(BoardSeat, on_delete=models.PROTECT, related_name="announced_in")
    ends = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "seat", "ends"], name="edition_seat_once")
        ]
