"""Several pictures side by side."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from images.models import Image
from news.blocks.base import Block, BlockInline, register_inline


class Gallery(Block):
    """A gallery of images."""

    kind, place = "gallery", 60

    images = models.ManyToManyField(
        Image, through="news.GalleryImage", related_name="+", verbose_name=_("pictures")
    )

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")


class GalleryImage(models.Model):
    """An image at its position in a gallery."""

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


@register_inline(Gallery)
class GalleryInline(BlockInline):
    """Inline for galleries."""

    icon = "photo_library"
    ordered_choices = ("images",)
