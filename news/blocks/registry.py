"""The kinds of blocks, found among the modules of this folder."""

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from operator import attrgetter

from django.db import models

from news import blocks
from news.blocks.base import Block, BlockContent, Unfinished
from news.blocks.parts import File, Part, Reference

for _module in pkgutil.iter_modules(blocks.__path__):
    import_module(f"{blocks.__name__}.{_module.name}")

# the name of a kind in editions and content packages -> its model
BLOCKS: dict[str, type[Block]] = {
    model.kind: model for model in sorted(Block.__subclasses__(), key=attrgetter("place"))
}


def content_of(block: dict) -> type[BlockContent]:
    """Return the kind that knows what the values of ``block`` mean."""
    return BLOCKS.get(block["type"], Unfinished)


def kind_of_model(name: str) -> type[Block] | None:
    """Return the kind whose model has this name, as the saves of records call it."""
    return next((model for model in BLOCKS.values() if model._meta.model_name == name), None)


def quotation_in(block: dict) -> dict | None:
    """Return the quote that ``block`` shows."""
    return content_of(block).quotation(block)


def references_in(blocks: Iterable[dict]) -> Iterator[tuple[int, Reference]]:
    """Yield every record that ``blocks`` name, with the number of the block."""
    for number, block in enumerate(blocks):
        for reference in content_of(block).references(block):
            yield number, reference


def htmls_in(blocks: Iterable[dict]) -> Iterator[tuple[str, str]]:
    """Yield every rich text of ``blocks`` with its place, such as ``blocks[3].html``."""
    for number, block in enumerate(blocks):
        for name, html in content_of(block).htmls(block):
            yield f"blocks[{number}].{name}", html


def parts_naming(model: type[models.Model]) -> Iterator[tuple[type[Block], Part]]:
    """Yield the kinds and their parts that name a record of ``model``."""
    for block in BLOCKS.values():
        for part in block.parts().values():
            if part.related is model:
                yield block, part


def file_parts() -> Iterator[tuple[type[Block], Part]]:
    """Yield the kinds and their parts that offer a file."""
    for block in BLOCKS.values():
        for part in block.parts().values():
            if isinstance(part, File):
                yield block, part
