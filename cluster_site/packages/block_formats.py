"""Format 1 of content packages: the types of blocks and the keys of each."""

from cluster_site.packages.shapes import Html, Line, Text
from cluster_site.packages.structures import Keys, ListOf
from news.blocks.download import Download
from news.blocks.member_list import MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.blocks.video import Video

# the name of another record: whether there is such a record is checked later
NAME = Text()

BLOCKS = {
    "prose": Keys({"html": Html.of(Prose, "html")}, required=["html"]),
    "member_list": Keys(
        {"members": ListOf(NAME, once=True), "note": Text.of(MemberList, "note")},
        required=["members"],
    ),
    "spotlight": Keys(
        {
            "member": NAME,
            "html": Html.of(Spotlight, "html"),
            "statement": NAME,
            "link": Text.of(Spotlight, "link"),
        },
        required=["member"],
    ),
    "quote": Keys(
        {
            "statement": NAME,
            "text": Text.of(Quote, "text"),
            "person": NAME,
            "attribution": Text.of(Quote, "attribution"),
        },
    ),
    "picture": Keys({"image": NAME, "caption": Text.of(Picture, "caption")}, required=["image"]),
    "gallery": Keys({"images": ListOf(NAME, once=True)}, required=["images"]),
    "table": Keys(
        {
            "caption": Text.of(Table, "caption"),
            "header": ListOf(Line()),
            "rows": ListOf(ListOf(Line())),
        },
        required=["caption", "rows"],
    ),
    "download": Keys(
        {"file": NAME, "title": Text.of(Download, "title")},
        required=["file", "title"],
    ),
    "video": Keys(
        {
            "url": Text.of(Video, "url"),
            "title": Text.of(Video, "title"),
            "poster": NAME,
            "transcript": Text.of(Video, "transcript"),
        },
        required=["url", "title"],
    ),
}
