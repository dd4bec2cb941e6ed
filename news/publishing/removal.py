"""Editions and drafts without records that are gone, or that may not be shown any more."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from core.links import translate_reference_keys
from desk.privacy.erase import erased_quote_placeholder
from news.blocks.gallery import Gallery, GalleryImage
from news.blocks.picture import Picture
from news.blocks.video import Video
from news.models import Article


@dataclass(frozen=True)
class Gone:
    """The keys of what is erased: the person, what they said, the pictures of them."""

    people: frozenset[int]
    statements: frozenset[int]
    images: frozenset[int]

    def block(self, block: dict, language: str) -> dict | None:
        """A block of an edition or a draft without what is gone; None where nothing is left."""
        block = dict(block)
        if block["type"] == "quote" and (
            block.get("person") in self.people or block.get("statement") in self.statements
        ):
            removed = {
                "text": erased_quote_placeholder(language),
                "person": None,
                "statement": None,
            }
            frozen = ("attribution", "question", "name", "title", "organisation")
            block |= removed | {name: "" for name in frozen if name in block}
        if block["type"] == "spotlight":
            said = block.get("quote") or {}
            if said.get("person") in self.people or block.get("statement") in self.statements:
                block["statement"] = None
                if "quote" in block:
                    block["quote"] = None
        return without_pictures(block, self.images)

    def blocks(self, blocks: list[dict], language: str) -> list[dict]:
        kept = [self.block(block, language) for block in blocks]
        return [self.unlinked(block) for block in kept if block is not None]

    def unlinked(self, value):
        """``value`` with its links to the person gone, whatever it is made of."""
        if isinstance(value, str):
            return (
                translate_reference_keys(value, self._key) if "record:person/" in value else value
            )
        if isinstance(value, list):
            return [self.unlinked(each) for each in value]
        if isinstance(value, dict):
            return {name: self.unlinked(each) for name, each in value.items()}
        return value

    def _key(self, kind, key):
        return None if kind == "person" and key in map(str, self.people) else key


def without_pictures(block: dict, images: Collection[int]) -> dict | None:
    """A block of an edition or a draft without these pictures; None where nothing is left."""
    block = dict(block)
    if block.get("poster") in images:
        block["poster"] = None
    if "images" in block:
        block["images"] = [key for key in block["images"] if key not in images]
        if not block["images"]:
            return None
    return None if block.get("image") in images else block


def without_quote(block: dict, statement: int) -> dict | None:
    """A block of an edition or a draft without the quote; None where it is the quote itself."""
    if block.get("statement") != statement:
        return block
    if block["type"] == "quote":
        return None
    return {**block, "statement": None, **({"quote": None} if "quote" in block else {})}


def remove_pictures_from_drafts(articles: QuerySet[Article], images: Collection[int]) -> None:
    """Take these pictures out of the working copies of ``articles``, and blocks that held no other."""
    articles.filter(hero__in=images).update(hero=None)
    Video.objects.filter(parent__in=articles, poster__in=images).update(poster=None)
    Picture.objects.filter(parent__in=articles, image__in=images).delete()
    choices = GalleryImage.objects.filter(block__parent__in=articles, image__in=images)
    galleries = list(choices.values_list("block", flat=True))
    choices.delete()
    Gallery.objects.filter(pk__in=galleries, choices=None).delete()
