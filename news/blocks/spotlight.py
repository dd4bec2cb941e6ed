"""The portrait of one member, with an optional quote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import URLField
from core.richtext import RichTextField
from members.models import Member, Statement
from news.blocks.base import Block, BlockInline, register_inline
from news.blocks.parts import Reference
from news.blocks.quotations import freeze_statement, iterate_quote_texts


class Spotlight(Block):
    """A portrait of a member, with a quote."""

    kind, place = "spotlight", 30
    links_name = _("links in member portraits of")
    has_heading = True  # the member's name
    parts_for_matching = ("member", "statement")

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

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("member portrait")
        verbose_name_plural = _("member portraits")

    @classmethod
    def freeze(cls, block, language, sources):
        statement = sources.statements.get(block["statement"])
        quote = freeze_statement(statement, language) if statement else None
        return {**super().freeze(block, language, sources), "quote": quote}

    @classmethod
    def show(cls, block, page):
        member = page.record("member", block["member"])
        # before the headings of its text, which would take the id otherwise
        part = member and page.parts.make_id(member.name)
        return {**super().show(block, page), "part": part}

    @classmethod
    def references(cls, block):
        yield from super().references(block)
        quote = cls.quotation(block)
        if quote and quote["person"]:
            yield Reference("statement", "person", quote["person"])

    @classmethod
    def quotation(cls, block):
        return block.get("quote")

    @classmethod
    def portrayed(cls, block):
        return block.get("member")

    @classmethod
    def texts(cls, block):
        yield from super().texts(block)
        yield from iterate_quote_texts(cls.quotation(block) or {}, "quote.")

    @classmethod
    def replace_records(cls, block, replace):
        changed, quote = super().replace_records(block, replace), cls.quotation(block)
        if changed is None or not quote:
            return changed
        person = quote["person"] and replace("person", quote["person"])
        if (block.get("statement") and not changed["statement"]) or (
            quote["person"] and not person
        ):
            return {**changed, "statement": None, "quote": None}
        return {**changed, "quote": {**quote, "person": person}}


@register_inline(Spotlight)
class SpotlightInline(BlockInline):
    """Inline for member portraits."""

    icon = "star"
    autocomplete_fields = ("member", "statement")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "statement":
            # the quotes of that member come first, see static/desk/choices.js
            field.widget.attrs["data-beside"] = "member"
        return field
