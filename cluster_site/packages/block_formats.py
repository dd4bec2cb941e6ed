"""Format 1 of content packages: the types of blocks and the keys of each, by the parts of the blocks."""

from cluster_site.packages.shapes import HtmlShape, LineShape, Shape, TextShape
from cluster_site.packages.structures import ListShape, ObjectShape
from news.blocks.base import Block
from news.blocks.parts import FilePart, Part, RichTextPart, RowPart, RowsPart, TextPart, URLPart
from news.blocks.record_parts import RecordListPart, RecordPart
from news.blocks.registry import BLOCKS

# the name of another record: whether there is such a record is checked later
NAME = TextShape()
# the kind of a record that a block names -> the kind of records in a package
COLLECTIONS = {
    "image": "images",
    "member": "members",
    "person": "people",
    "statement": "statements",
}
# the most special first
_SHAPES = {
    RichTextPart: lambda part: HtmlShape(part.field),
    RowsPart: lambda part: ListShape(ListShape(LineShape())),
    RowPart: lambda part: ListShape(LineShape()),
    TextPart: lambda part: TextShape(part.field),
    URLPart: lambda part: TextShape(part.field),
    FilePart: lambda part: NAME,
    RecordListPart: lambda part: ListShape(NAME, once=True),
    RecordPart: lambda part: NAME,
}


def make_part_shape(part: Part) -> Shape:
    """Return the shape of a part's value in a package."""
    return next(shape(part) for of_part, shape in _SHAPES.items() if isinstance(part, of_part))


def block_keys(model: type[Block]) -> ObjectShape:
    """Return the shape of the keys of a block of this kind in a package."""
    parts = model.parts().items()
    return ObjectShape(
        {name: make_part_shape(part) for name, part in parts},
        required=[name for name, part in parts if part.required],
    )


def block_shapes() -> dict[str, ObjectShape]:
    """Return the keys of each type of block."""
    return {kind: block_keys(model) for kind, model in BLOCKS.items()}
