"""The blocks that an article's text is made of.

An ordered choice inside a block is one multi-select field whose through row has a position,
since inlines do not nest.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import LineField, LinesField, NameField, TextField, URLField
from core.richtext import RichTextField
from images.models import Image
from members.models import Member, Person, Statement
from news.files import MOST_CHARACTERS, place_of, validate_content, validate_ending
from news.models.articles import BlockBase


class Prose(BlockBase):
    html = RichTextField(_("text"))

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("text")
        verbose_name_plural = _("texts")


class Picture(BlockBase):
    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture")
    )
    caption = LineField(
        _("caption"), max_length=500, blank=True, help_text=_("Empty: the picture’s own caption.")
    )

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class Gallery(BlockBase):
    images = models.ManyToManyField(
        Image, through="news.GalleryImage", related_name="+", verbose_name=_("pictures")
    )

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")


class GalleryImage(models.Model):
    block = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="choices")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["block", "image"], name="gallery_image_once")
        ]

    def __str__(self):
        return str(self.image)


class Quote(BlockBase):
    """A statement, or words typed here with a person or an attribution.

    ``TO_COME`` stands for words that nobody has given yet; it is never published.
    """

    TO_COME = "…"

    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("quote"),
        help_text=_("An approved quote. Or write the words below instead."),
    )
    text = TextField(_("words"), blank=True, help_text=_("Without quotation marks."))
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    attribution = NameField(
        _("attribution"),
        max_length=200,
        blank=True,
        help_text=_("Who said it, where it is nobody on file; e.g. A nurse at the ward."),
    )

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, text="")
                | (Q(statement__isnull=True) & ~Q(text="")),
                name="quote_has_one_source",
                violation_error_message=_("Choose a quote, or write the words; one of the two."),
            )
        ]


class MemberList(BlockBase):
    members = models.ManyToManyField(
        Member, through="news.ListedMember", related_name="+", verbose_name=_("members")
    )
    note = LineField(_("note"), max_length=300, blank=True)

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("member list")
        verbose_name_plural = _("member lists")


class ListedMember(models.Model):
    block = models.ForeignKey(MemberList, on_delete=models.CASCADE, related_name="choices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["block", "member"], name="listed_member_once")
        ]

    def __str__(self):
        return str(self.member)


class Spotlight(BlockBase):
    """A portrait of one member, with an optional quotation."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("member")
    )
    html = RichTextField(_("text"), blank=True)
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("quote"),
    )
    link = URLField(
        _("read more"),
        blank=True,
        help_text=_("An address for “read more”, e.g. https://example.org/story"),
    )

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("member portrait")
        verbose_name_plural = _("member portraits")


def validate_table(rows):
    """Raise ValidationError unless ``rows`` is a list of equally long lists of strings."""
    whole = isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    )
    if not whole:
        raise ValidationError(_("A table is a list of rows of texts."), code="table-shape")
    if len({len(row) for row in rows}) > 1:
        raise ValidationError(_("All rows need the same number of columns."), code="table-ragged")


class Table(BlockBase):
    caption = LineField(
        pgettext_lazy("of a table", "caption"), max_length=300, help_text=_("What the table shows.")
    )
    header = LinesField(_("header"), default=list, blank=True)
    rows = LinesField(_("rows"), default=list, validators=[validate_table])

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("table")
        verbose_name_plural = _("tables")

    def clean(self):
        if self.header and self.rows and len(self.header) != len(self.rows[0]):
            raise ValidationError(
                {"rows": _("The header and the rows need the same number of columns.")},
                code="table-ragged",
            )


class Download(BlockBase):
    file = models.FileField(
        _("file"),
        upload_to=place_of,
        max_length=MOST_CHARACTERS,
        validators=[validate_ending, validate_content],
    )
    title = LineField(_("title"), max_length=200)

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = [
            # its address is made of the name below files/
            models.CheckConstraint(
                condition=Q(file__regex=r"^files/.+"), name="download_file_has_name"
            )
        ]


class Video(BlockBase):
    url = URLField(_("address of the video"))
    title = LineField(_("title"), max_length=200)
    poster = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("poster"),
        help_text=_("A still picture; the video itself opens elsewhere."),
    )
    transcript = TextField(_("transcript"), blank=True)

    class Meta(BlockBase.Meta):
        abstract = False
        verbose_name = _("video")
        verbose_name_plural = _("videos")


# the name of a block in editions and content packages -> its model
BLOCKS = {
    "prose": Prose,
    "member_list": MemberList,
    "spotlight": Spotlight,
    "quote": Quote,
    "picture": Picture,
    "gallery": Gallery,
    "table": Table,
    "download": Download,
    "video": Video,
}
