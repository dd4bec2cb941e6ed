"""A video that opens elsewhere, with a still picture and a transcript."""

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, TextField, URLField
from images.models import Image
from news.blocks.base import Block, BlockInline, register_inline


class Video(Block):
    """A video elsewhere on the web."""

    kind, place = "video", 90
    parts_for_matching = ("url",)

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

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    @classmethod
    def problems(cls, block):
        if not block["transcript"].strip():
            message = gettext(
                "The video “%(title)s” has no transcript. Write what is said and shown in it,"
                " or that nothing is said."
            )
            yield "transcript-missing", "transcript", message % {"title": block["title"]}


@register_inline(Video)
class VideoInline(BlockInline):
    """Inline for videos."""

    icon = "movie"
    autocomplete_fields = ("poster",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "transcript":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
