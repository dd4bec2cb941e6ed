"""What the page of an address without a page offers: a search for its words, and the other language."""

import re
from datetime import datetime

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, override

from core.slugs import RESERVED, filter_addressable
from news.models import Edition, Section

WORDS, LETTERS = 12, 100
# the rest of these addresses is a key or a file's name, which nobody would search for
_NOT_SEARCHED = {"admin", "answer", "api", "media", "preview", "read", "static"}
_PREFIX = re.compile(r"^/nb(?=/|$)")
_FILE_ENDING = re.compile(r"\.[a-z][a-z0-9]{1,4}$")


def address_words(path: str) -> str:
    """Return the words of an address without a page, as somebody would type them into a search."""
    segments = [segment for segment in _PREFIX.sub("", path).split("/") if segment]
    if not segments or segments[0] in _NOT_SEARCHED:
        return ""
    segments[-1] = _FILE_ENDING.sub("", segments[-1])
    words = [
        word
        for segment in segments
        if segment not in RESERVED and segment not in dict(settings.LANGUAGES)
        for word in re.findall(r"[^\W_]+", segment)
    ]
    # numbers alone are those of an archive or of another system
    words = [word for word in words if re.search(r"\D", word)] or words
    return " ".join(words[:WORDS])[:LETTERS].strip()


def find_other_language(path: str, at: datetime) -> list[Edition]:
    """Return what an address without a page would lead to in the other language.

    That is the article live there, after its translation into the page's own language if there is one.
    """
    language = get_language()
    other = next(code for code, _name in settings.LANGUAGES if code != language)
    bare = _PREFIX.sub("", path)
    with override(other):
        try:
            match = resolve(bare if other == settings.LANGUAGE_CODE else f"/{other}{bare}")
        except Resolver404:
            return []
    if match.url_name not in ("article", "page"):
        return []
    there = Edition.objects.live(at).filter(language=other, slug=match.kwargs["slug"])
    of_pages = {"section": Section.PAGE}
    there = there.filter(**of_pages) if match.url_name == "page" else there.exclude(**of_pages)
    edition = there.for_cards().first()
    if edition is None:
        return []
    translation = (
        Edition.objects.live(at)
        .filter(language=language, translation_group=edition.translation_group)
        .for_cards()
        .first()
    )
    return filter_addressable([translation, edition] if translation else [edition])
