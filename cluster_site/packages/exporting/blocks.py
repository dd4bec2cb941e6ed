"""The blocks of an article, as a package holds them."""

from cluster_site.packages.exporting.values import RecordNames, without_empty_values

_RECORDS = {
    "member": "members",
    "statement": "statements",
    "person": "people",
    "image": "images",
    "poster": "images",
}
_LISTS = {"members": "members", "images": "images"}
# the keys of each type, in the order in which they are written
_KEYS = {
    "prose": ["html"],
    "member_list": ["members", "note"],
    "spotlight": ["member", "html", "statement", "link"],
    "quote": ["statement", "text", "person", "attribution"],
    "picture": ["image", "caption"],
    "gallery": ["images"],
    "table": ["caption", "header", "rows"],
    "download": ["file", "title"],
    "video": ["url", "title", "poster", "transcript"],
}
# written also where empty, since an import asks for them
_NEEDED = {
    "prose": {"html": ""},
    "member_list": {"members": []},
    "gallery": {"images": []},
    "table": {"rows": []},
}


def export_block(block: dict, language: str, names: RecordNames, download_of) -> dict:
    """Return a block of a draft or edition; frozen parts of a statement are left out."""
    kind = block["type"]
    keys = ["statement"] if kind == "quote" and block["statement"] else _KEYS[kind]
    values = {}
    for key in keys:
        value = block[key]
        if key in _RECORDS:
            value = names.of(_RECORDS[key], value)
        elif key in _LISTS:
            value = names.all_of(_LISTS[key], value)
        elif key == "html":
            value = names.html(value, language)
        elif key == "file":
            value = download_of(value)
        values[key] = value
    needed = _NEEDED.get(kind, {})
    return {
        "type": kind,
        **{
            key: value
            for key, value in values.items()
            if key in needed or without_empty_values({key: value})
        },
    }
