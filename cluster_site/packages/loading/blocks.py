"""The blocks of articles: from a package to a draft's values, and from there to rows."""

from cluster_site.packages.loading.rows import PackageLoad
from news.blocks.gallery import GalleryImage
from news.blocks.member_list import ListedMember
from news.models import BLOCKS

_REGION = "main"
_RECORDS = {
    "member": "members",
    "statement": "statements",
    "person": "people",
    "image": "images",
    "poster": "images",
}
_LISTS = {"members": "members", "images": "images"}
# the keys of each block with what they are where the package does not name them
_EMPTY = {
    "prose": {"html": ""},
    "member_list": {"members": [], "note": ""},
    "spotlight": {"member": None, "html": "", "statement": None, "link": ""},
    "quote": {"statement": None, "text": "", "person": None, "attribution": ""},
    "picture": {"image": None, "caption": ""},
    "gallery": {"images": []},
    "table": {"caption": "", "header": [], "rows": []},
    "download": {"file": "", "title": ""},
    "video": {"url": "", "title": "", "poster": None, "transcript": ""},
}
_CHOICES = {
    "gallery": (GalleryImage, "images", "image_id"),
    "member_list": (ListedMember, "members", "member_id"),
}


def draft_block(block: dict, language: str, load: PackageLoad) -> dict:
    """Return a package's block in the shape of ``news.content.draft_values``."""
    values = {"type": block["type"]}
    for key, empty in _EMPTY[block["type"]].items():
        value = block.get(key)
        if value is None:
            value = [] if empty == [] else empty
        elif key in _RECORDS:
            value = load.id_of(_RECORDS[key], value)
        elif key in _LISTS:
            # two keys may stand for one picture
            value = list(dict.fromkeys(load.ids[_LISTS[key]][name] for name in value))
        elif key == "html":
            value = load.linked_by_id(value, language)
        elif key == "file":
            value = load.media.download(value)
        values[key] = value
    return values


def write_blocks(texts: dict[int, list[dict]]) -> None:
    """Create the blocks of articles from ``texts``, by article id; they must have none."""
    rows = {name: [] for name in BLOCKS}
    choices = {name: [] for name in _CHOICES}
    for article_id, blocks in texts.items():
        for number, block in enumerate(blocks):
            name = block["type"]
            values = {key: value for key, value in block.items() if key != "type"}
            if name in _CHOICES:
                choices[name].append(values.pop(_CHOICES[name][1]))
            values = {_column(key): value for key, value in values.items()}
            place = {"parent_id": article_id, "region": _REGION, "ordering": (number + 1) * 10}
            rows[name].append(BLOCKS[name](**place, **values))
    for name, model in BLOCKS.items():
        made = model.objects.bulk_create(rows[name])
        if name in _CHOICES:
            _write_choices(name, made, choices[name])


def delete_blocks(article_ids: list[int]) -> None:
    for model in BLOCKS.values():
        model.objects.filter(parent__in=article_ids).delete()


def _column(key):
    return f"{key}_id" if key in _RECORDS else key


def _write_choices(name, blocks, choices):
    through, _key, column = _CHOICES[name]
    through.objects.bulk_create(
        through(block=block, position=position, **{column: record})
        for block, chosen in zip(blocks, choices, strict=True)
        for position, record in enumerate(chosen)
    )
