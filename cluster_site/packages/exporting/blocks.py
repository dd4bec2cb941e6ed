"""The blocks of an article, as a package holds them."""

from cluster_site.packages.block_formats import COLLECTIONS
from cluster_site.packages.exporting.values import RecordNames, without_empty_values
from cluster_site.packages.problems import PackageError
from news.blocks.parts import FilePart, Part, RowPart
from news.blocks.record_parts import RecordListPart, RecordPart
from news.blocks.registry import BLOCKS


def export_block(
    block: dict, language: str, names: RecordNames, download_of, *, place: str
) -> dict:
    """Return a block of a draft or an edition for a package, without the frozen values of a statement.

    Raise PackageError for a kind that the code no longer has, which no import would read.
    """
    if block["type"] not in BLOCKS:
        raise PackageError(
            [f'{place}: no kind of block "{block["type"]}" any more; publish the article again']
        )
    model = BLOCKS[block["type"]]
    parts, values = model.parts(), model.package_values(block)
    packed = {
        name: _packed(part, values[name], language, names, download_of)
        for name, part in parts.items()
    }
    return {
        "type": model.kind,
        **{
            name: value
            for name, value in packed.items()
            if _may_be_empty(parts[name]) or without_empty_values({name: value})
        },
    }


def _packed(part: Part, value, language: str, names: RecordNames, download_of):
    if isinstance(part, RecordListPart):
        return names.all_of(COLLECTIONS[part.kind], value)
    if isinstance(part, RecordPart):
        return names.of(COLLECTIONS[part.kind], value)
    if isinstance(part, FilePart):
        return download_of(value)
    return names.html(value, language) if part.is_html else value


def _may_be_empty(part: Part) -> bool:
    """Whether the part is written also where it is empty, since an import asks for it."""
    return part.required and (part.is_html or isinstance(part, RecordListPart | RowPart))
