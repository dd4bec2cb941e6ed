"""Running text."""

from django.utils.translation import gettext_lazy as _

from core.richtext import RichTextField
from core.searchtext import text_index
from news.blocks.base import Block, BlockInline, register_inline


class Prose(Block):
    """Rich text."""

    kind, place = "prose", 10

    html = RichTextField(_("text"))

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        indexes = [text_index("html", name="prose_texts")]


@register_inline(Prose)
class ProseInline(BlockInline):
    """Inline for rich text."""

    icon = "notes"
