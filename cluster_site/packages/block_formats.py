"""Format 1 of content packages: the types of blocks and the keys of each."""

from cluster_site.packages.shapes import HtmlShape, LineShape, TextShape
from cluster_site.packages.structures import ListShape, ObjectShape
from news.blocks.download import Download
from news.blocks.member_list import MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.blocks.video import Video

# the name of another record: whether there is such a record is checked later
NAME = TextShape()

BLOCKS = {
    "prose": ObjectShape({"html": HtmlShape.of(Prose, "html")}, required=["html"]),
    "member_list": ObjectShape(
        {"members": ListShape(NAME, once=True), "note": TextShape.of(MemberList, "note")},
        required=["members"],
    ),
    "spotlight": ObjectShape(
        {
            "member": NAME,
            "html": HtmlShape.of(Spotlight, "html"),
            "statement": NAME,
            "link": TextShape.of(Spotlight, "link"),
        },
        required=["member"],
    ),
    "quote": ObjectShape(
        {
            "statement": NAME,
            "text": TextShape.of(Quote, "text"),
            "person": NAME,
            "attribution": TextShape.of(Quote, "attribution"),
        },
    ),
    "picture": ObjectShape(
        {"image": NAME, "caption": TextShape.of(Picture, "caption")}, required=["image"]
    ),
    "gallery": ObjectShape({"images": ListShape(NAME, once=True)}, required=["images"]),
    "table": ObjectShape(
        {
            "caption": TextShape.of(Table, "caption"),
            "header": ListShape(LineShape()),
            "rows": ListShape(ListShape(LineShape())),
        },
        required=["caption", "rows"],
    ),
    "download": ObjectShape(
        {"file": NAME, "title": TextShape.of(Download, "title")},
        required=["file", "title"],
    ),
    "video": ObjectShape(
        {
            "url": TextShape.of(Video, "url"),
            "title": TextShape.of(Video, "title"),
            "poster": NAME,
            "transcript": TextShape.of(Video, "transcript"),
        },
        required=["url", "title"],
    ),
}
