"""The blocks of articles: from a package to a draft's values, and from there to rows."""

from cluster_site.packages.block_formats import COLLECTIONS
from cluster_site.packages.loading.rows import PackageLoad
from news.blocks.parts import FilePart, Part
from news.blocks.record_parts import RecordListPart, RecordPart
from news.blocks.registry import BLOCKS

_REGION = "main"


def block_to_draft(block: dict, language: str, load: PackageLoad) -> dict:
    """Return a block of a package with the values that a draft has."""
    values = {"type": block["type"]}
    for name, part in BLOCKS[block["type"]].parts().items():
        value = block.get(name)
        values[name] = part.empty() if value is None else _loaded(part, value, language, load)
    return values


def _loaded(part: Part, value, language: str, load: PackageLoad):
    if isinstance(part, RecordListPart):
        # two keys may stand for one picture
        return list(dict.fromkeys(load.ids[COLLECTIONS[part.kind]][name] for name in value))
    if isinstance(part, RecordPart):
        return load.id_of(COLLECTIONS[part.kind], value)
    if isinstance(part, FilePart):
        return load.media.download(value)
    return load.linked_by_id(value, language) if part.is_html else value


def create_blocks(texts: dict[int, list[dict]]) -> None:
    """Create the blocks in ``texts``, by article id; the articles must have none."""
    blocks = {kind: [] for kind in BLOCKS}
    for article_id, values in texts.items():
        for number, block in enumerate(values):
            row = BLOCKS[block["type"]](
                parent_id=article_id, region=_REGION, ordering=(number + 1) * 10
            )
            for name, part in row.parts().items():
                if not isinstance(part, RecordListPart):
                    part.write(row, block[name])
            blocks[block["type"]].append((row, block))
    for kind, model in BLOCKS.items():
        model.objects.bulk_create([row for row, _block in blocks[kind]])
        for name, part in model.parts().items():
            if isinstance(part, RecordListPart):
                part.through.objects.bulk_create(
                    choice
                    for row, block in blocks[kind]
                    for choice in part.rows_for(row, block[name])
                )


def delete_blocks(article_ids: list[int]) -> None:
    """Delete all blocks of these articles."""
    for model in BLOCKS.values():
        model.objects.filter(parent__in=article_ids).delete()
