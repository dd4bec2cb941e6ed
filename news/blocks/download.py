"""A file to download."""

from pathlib import Path

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from news.blocks.base import Block, BlockInline, register_inline
from news.files import (
    MAX_PATH_LENGTH,
    download_upload_path,
    validate_file_content,
    validate_file_extension,
)


class Download(Block):
    """A file to download."""

    kind, place = "download", 80

    file = models.FileField(
        _("file"),
        upload_to=download_upload_path,
        max_length=MAX_PATH_LENGTH,
        validators=[validate_file_extension, validate_file_content],
    )
    title = LineField(_("title"), max_length=200)

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = [
            # its URL is made of the name below files/
            models.CheckConstraint(
                condition=Q(file__regex=r"^files/.+"), name="download_file_has_name"
            )
        ]

    @classmethod
    def show(cls, block, page):
        path = Path(block["file"])
        return {
            **super().show(block, page),
            "address": reverse("download", args=[path.relative_to("files")]),
            "kind": path.suffix[1:].upper(),
        }


@register_inline(Download)
class DownloadInline(BlockInline):
    """Inline for downloads."""

    icon = "download"
