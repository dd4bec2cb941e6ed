"""A picture across the text."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from images.models import Image
from news.blocks.base import Block, BlockInline, register_inline


class Picture(Block):
    """An image with a caption."""

    kind, place = "picture", 20
    parts_for_matching = ("image",)

    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture")
    )
    caption = LineField(
        _("caption"), max_length=500, blank=True, help_text=_("Empty: the picture’s own caption.")
    )

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


@register_inline(Picture)
class PictureInline(BlockInline):
    """Inline for pictures."""

    icon = "image"
    autocomplete_fields = ("image",)
