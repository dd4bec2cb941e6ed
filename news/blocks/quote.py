"""A quote: one on record, or words typed into the article."""

from html import escape

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import NameField, TextField
from desk.privacy.erase import erased_quote_placeholder
from desk.toolkit.forms import DeskForm
from members.models import Person, Statement
from news.blocks.base import Block, BlockInline, register_inline
from news.blocks.parts import Reference
from news.blocks.quotations import freeze_speaker, freeze_statement, iterate_quote_texts


class Quote(Block):
    """A quote from a statement on record, or typed here with a person or an attribution."""

    TO_COME = "…"
    kind, place = "quote", 50
    parts_for_matching = ("statement",)

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

    class Meta(Block.Meta):
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

    @classmethod
    def freeze(cls, block, language, sources):
        if statement := sources.statements.get(block["statement"]):
            return {**block, **freeze_statement(statement, language)}
        person = sources.people.get(block["person"])
        return {**block, **freeze_speaker(person, block["attribution"], language)}

    @classmethod
    def draft_values(cls, block):
        values = super().draft_values(block)
        # frozen from the quote on record, of which the row has only the key
        return {**values, "text": "", "person": None} if values["statement"] else values

    @classmethod
    def package_values(cls, block):
        values = cls.draft_values(block)
        return {**values, "attribution": ""} if values["statement"] else values

    @classmethod
    def references(cls, block):
        for reference in super().references(block):
            if reference.kind == "person" and block.get("statement"):
                reference = Reference("statement", "person", reference.key)
            yield reference

    @classmethod
    def quotation(cls, block):
        return block

    @classmethod
    def texts(cls, block):
        if block.get("statement"):
            yield from iterate_quote_texts(block)
            return
        for text in super().texts(block):
            yield text._replace(in_quote=True)
        yield from (text for text in iterate_quote_texts(block) if text.name not in cls.parts())

    @classmethod
    def running_text(cls, block):
        return [escape(block.get("text") or "")]

    @classmethod
    def problems(cls, block):
        if block.get("text", "").strip() == cls.TO_COME:
            message = gettext(
                "A quote still waits for its words. Write them, or take the quote out."
            )
            yield "quote-to-come", "text", message

    @classmethod
    def package_problems(cls, block):
        if bool(block.get("statement")) == bool((block.get("text") or "").strip()):
            yield "", "needs either a statement or a text"
        elif block.get("statement"):
            for name in ("person", "attribution"):
                if block.get(name):
                    yield name, "comes from the statement; leave it out"

    @classmethod
    def replace_records(cls, block, replace):
        changed = super().replace_records(block, replace)
        return None if block.get("statement") and not changed["statement"] else changed

    @classmethod
    def redact(cls, block, replace, language):
        changed = super().replace_records(block, replace)
        if all(changed.get(name) or not block.get(name) for name in ("person", "statement")):
            return changed
        erased = {"text": erased_quote_placeholder(language), "person": None, "statement": None}
        frozen = ("attribution", "question", "name", "title", "organisation")
        return {**changed, **erased, **{name: "" for name in frozen if name in block}}


class QuoteForm(DeskForm):
    """Form for a quote."""

    constraint_fields = {"quote_has_one_source": "text"}


@register_inline(Quote)
class QuoteInline(BlockInline):
    """Inline for quotes."""

    form = QuoteForm
    icon = "format_quote"
    autocomplete_fields = ("statement", "person")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text":
            field.widget.attrs["rows"] = 3
        return field
