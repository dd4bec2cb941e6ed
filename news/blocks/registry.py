"""The registry of the kinds of blocks, found among the modules of this folder."""

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from operator import attrgetter

from django.db import models

from news import blocks
from news.blocks.base import Block, BlockContent, BlockInline, RemovedBlock, UnfinishedBlock
from news.blocks.parts import FilePart, Part, Reference

for _module in pkgutil.iter_modules(blocks.__path__):
    import_module(f"{blocks.__name__}.{_module.name}")

# the name of a kind in editions and content packages -> its model
BLOCKS: dict[str, type[Block]] = {
    model.kind: model for model in sorted(Block.__subclasses__(), key=attrgetter("place"))
}


def registered_inlines() -> list[type[BlockInline]]:
    """Return the inlines of all kinds; ``manage.py check`` names a kind that has none."""
    return [model.inline for model in BLOCKS.values() if model.inline]


def get_content_class(block: dict) -> type[BlockContent]:
    """Return the class that interprets the values of ``block``."""
    if block["type"] == UnfinishedBlock.kind:
        return UnfinishedBlock
    return BLOCKS.get(block["type"], RemovedBlock)


def find_block_model(name: str) -> type[Block] | None:
    """Return the block model with this model name, or None."""
    return next((model for model in BLOCKS.values() if model._meta.model_name == name), None)


def get_quotation(block: dict) -> dict | None:
    """Return the quote that ``block`` shows, or None."""
    return get_content_class(block).quotation(block)


def iterate_references(blocks: Iterable[dict]) -> Iterator[tuple[int, Reference]]:
    """Yield every reference of ``blocks`` to a record, with the index of the block."""
    for number, block in enumerate(blocks):
        for reference in get_content_class(block).references(block):
            yield number, reference


def iterate_rich_texts(blocks: Iterable[dict]) -> Iterator[tuple[str, str]]:
    """Yield every rich text of ``blocks`` with its place, such as ``blocks[3].html``."""
    for number, block in enumerate(blocks):
        for name, html in get_content_class(block).htmls(block):
            yield f"blocks[{number}].{name}", html


def iterate_parts_naming(model: type[models.Model]) -> Iterator[tuple[type[Block], Part]]:
    """Yield each block model with each of its parts that refers to records of ``model``."""
    for block in BLOCKS.values():
        for part in block.parts().values():
            if part.related is model:
                yield block, part


def iterate_file_parts() -> Iterator[tuple[type[Block], Part]]:
    """Yield each block model with each of its parts that is a file."""
    for block in BLOCKS.values():
        for part in block.parts().values():
            if isinstance(part, FilePart):
                yield block, part
