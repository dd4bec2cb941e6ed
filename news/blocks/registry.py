"""The kinds of blocks, found among the modules of this folder."""

import pkgutil
from importlib import import_module
from operator import attrgetter

from news import blocks
from news.blocks.base import Block, BlockContent, Unfinished

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
