"""The base classes of all blocks: their content, their model and their inline in the admin.

A kind of block is described by the fields of its model (:mod:`news.blocks.parts`); its class
overrides what is special about it.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from content_editor.admin import ContentEditorInline
from content_editor.models import PluginBase
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.links import extract_outside_urls
from core.saving import SavesChanges
from desk.records.inlines import DeskInline, ParentPermissionsMixin
from desk.toolkit.uses import rows_linking_to
from news.blocks.part_types import make_part
from news.blocks.parts import FilePart, Part, Reference, Replace, TextPart, URLPart
from news.blocks.record_parts import RecordListPart, RecordMissing


class BlockText(NamedTuple):
    """A text of a block: its name for corrections, its part and its value.

    ``in_quote`` says whether it belongs to somebody's quote: the words, or who spoke them.
    """

    name: str
    part: TextPart
    value: object
    in_quote: bool = False


class BlockContent:
    """The content of a block of one kind, as a dict of values with its ``type``."""

    kind = ""
    has_heading = False  # whether the page shows a heading above it
    # parts by which a block is recognised in a translation
    parts_for_matching: tuple[str, ...] = ()

    @classmethod
    def template_name(cls) -> str:
        """Return the name of the template that shows a block on a page."""
        return f"news/blocks/_{cls.kind}.html"

    @classmethod
    def parts(cls) -> dict[str, Part]:
        """Return the parts by their names, in the order of the model's fields."""
        return {}

    @classmethod
    def freeze(cls, block: dict, language: str, sources) -> dict:
        """Return ``block`` as an edition holds it.

        ``sources`` are the :class:`news.content.snapshot.Sources` of its quotes.
        """
        parts = [(name, part) for name, part in cls.parts().items() if name in block]
        return {**block, **{name: part.freeze(block[name]) for name, part in parts}}

    @classmethod
    def draft_values(cls, block: dict) -> dict:
        """Return the values of a draft that would be published as ``block``."""
        return {name: block.get(name, part.empty()) for name, part in cls.parts().items()}

    @classmethod
    def package_values(cls, block: dict) -> dict:
        """Return the values that a content package holds of ``block``."""
        return cls.draft_values(block)

    @classmethod
    def show(cls, block: dict, page) -> dict:
        """Return ``block`` for its template, with records in place of their keys."""
        parts = cls.parts().items()
        return {**block, **{name: part.show(block.get(name), page) for name, part in parts}}

    @classmethod
    def references(cls, block: dict) -> Iterator[Reference]:
        """Yield the references of ``block`` to records."""
        for name, part in cls.parts().items():
            yield from part.references(block.get(name))

    @classmethod
    def quotation(cls, block: dict) -> dict | None:
        """Return the quote that ``block`` shows, with its ``text`` and its speaker."""
        return None

    @classmethod
    def statement_key(cls, block: dict) -> int | None:
        """Return the key of the statement that ``block`` quotes, or None."""
        references = cls.references(block)
        return next(
            (reference.key for reference in references if reference.kind == "statement"), None
        )

    @classmethod
    def portrayed(cls, block: dict) -> int | None:
        """Return the key of the member that ``block`` portrays, or None."""
        return None

    @classmethod
    def texts(cls, block: dict) -> Iterator[BlockText]:
        """Yield the texts that a correction may change, without empty ones."""
        for name, part in cls.parts().items():
            if isinstance(part, TextPart) and block.get(name):
                yield BlockText(name, part, block[name])

    @classmethod
    def htmls(cls, block: dict) -> Iterator[tuple[str, str]]:
        """Yield the name and the value of each rich text that is not empty."""
        for text in cls.texts(block):
            if text.part.is_html:
                yield text.name, text.value

    @classmethod
    def outside_urls(cls, block: dict) -> Iterator[str]:
        """Yield the URLs of other sites that ``block`` links to."""
        for name, part in cls.parts().items():
            if isinstance(part, URLPart) and block.get(name):
                yield block[name]
        for _name, html in cls.htmls(block):
            yield from extract_outside_urls(html)

    @classmethod
    def files(cls, block: dict) -> list[str]:
        """Return the names of the files that ``block`` offers."""
        parts = cls.parts().items()
        return [
            block[name] for name, part in parts if isinstance(part, FilePart) and block.get(name)
        ]

    @classmethod
    def running_text(cls, block: dict) -> list[str]:
        """Return the continuous text as HTML, for the reading time and readability."""
        return [html for _name, html in cls.htmls(block)]

    @classmethod
    def problems(cls, block: dict) -> Iterator[tuple[str, str, str]]:
        """Yield reasons why a frozen ``block`` can't be published: code, name of the part, message."""
        yield from ()

    @classmethod
    def package_problems(cls, block: dict) -> Iterator[tuple[str, object]]:
        """Yield errors in ``block`` of a package: the name of a part, or "", and the message."""
        yield from ()

    @classmethod
    def replace_records(cls, block: dict, replace: Replace) -> dict | None:
        """Return ``block`` with its records replaced; None if a required one has no replacement."""
        parts = [(name, part) for name, part in cls.parts().items() if name in block]
        try:
            return {
                **block,
                **{name: part.replace(block[name], replace) for name, part in parts},
            }
        except RecordMissing:
            return None

    @classmethod
    def redact(cls, block: dict, replace: Replace, language: str) -> dict | None:
        """Return ``block`` without erased records, which ``replace`` maps to None; None if nothing remains."""
        return cls.replace_records(block, replace)


class UnfinishedBlock(BlockContent):
    """A block of a form that is incomplete; only previews contain it."""

    kind = "unfinished"


class RemovedBlock(BlockContent):
    """A block of an edition whose kind the code no longer has; pages leave it out."""

    kind = "removed"


class Block(BlockContent, SavesChanges, PluginBase):
    """A block of an article's draft."""

    links_name = _("links in the drafts of")  # what the merging of records calls its links
    place = 0  # position of its button in the form of an article
    inline: "type[BlockInline] | None" = None  # set by register_inline

    parent = models.ForeignKey(
        "news.Article",
        related_name="%(app_label)s_%(class)s_set",
        on_delete=models.CASCADE,
    )
    region = models.CharField(max_length=255)
    ordering = models.IntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["ordering"]

    @classmethod
    @cache
    def parts(cls):
        own = {field.name for field in Block._meta.get_fields()} | {cls._meta.pk.name}
        fields = [*cls._meta.concrete_fields, *cls._meta.many_to_many]
        named = [(field, make_part(field)) for field in sorted(fields) if field.name not in own]
        # the system check reports a field without a part
        return {field.name: part for field, part in named if part is not None}

    @classmethod
    def read_rows(cls, rows: Iterable["Block"]) -> list[dict]:
        """Return the values of each of ``rows``, with one query for each part that lists records."""
        rows, parts = list(rows), cls.parts().items()
        blocks = [
            {"type": cls.kind, **{name: part.read(row) for name, part in parts}} for row in rows
        ]
        by_key = {row.pk: block for row, block in zip(rows, blocks, strict=True)}
        for _name, part in parts:
            if isinstance(part, RecordListPart):
                part.fill(by_key)
        return blocks

    def write_values(self, block: dict) -> None:
        """Save the values of ``block``, from which records may have been removed."""
        for name, part in self.parts().items():
            part.write(self, block[name])
        self.save()

    @classmethod
    def naming(cls, model: type[models.Model], keys: Iterable) -> Q:
        """Return the condition for rows that refer to one of these records by a foreign key."""
        condition = Q(pk__in=())
        for name, part in cls.parts().items():
            if part.related is model:
                condition |= Q(**{f"{name}__in": keys})
        return condition

    @classmethod
    def linking(cls, record: models.Model) -> Q:
        """Return the condition for rows with a rich text that links to ``record``."""
        names = [name for name, part in cls.parts().items() if part.is_html]
        return rows_linking_to(record, *names) if names else Q(pk__in=())


class BlockInline(DeskInline, ParentPermissionsMixin, ContentEditorInline):
    """The base of the inlines in which the blocks of an article are edited."""

    template = "desk/blocks.html"


def register_inline(model: type[Block]):
    """Register the decorated inline as the one in which blocks of ``model`` are edited."""

    def decorate(inline: type[BlockInline]) -> type[BlockInline]:
        inline.model, model.inline = model, inline
        return inline

    return decorate
