"""Checks of the texts: lengths, headings, link texts and readability."""

import html
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.links import COUNT, RECORD_SCHEME
from core.markup import remove_tags
from core.slugs import validate_web_address
from news.blocks.registry import get_content_class, iterate_rich_texts
from news.content.snapshot import Snapshot
from news.models import Section
from news.publishing.checks.problems import ERROR, WARNING, Problem

TITLE_LIMIT, TEXT_LIMIT = 60, 155  # characters that search results show
_HEADING = re.compile(r"<h([23])>")
# readers do not see a live number as a link
_LINK = re.compile(rf'<a href="(?!{RECORD_SCHEME}:{COUNT}/)[^"]*">(.*?)</a>', re.DOTALL)
_ENDS = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br>")
_BARE = re.compile(r"(?:https?://|www\.)\S+")
_VAGUE_LINK_TEXTS = {
    "here",
    "click",
    "click here",
    "read more",
    "read more here",
    "more",
    "link",
    "this",
    "this link",
    "see here",
    "learn more",
    "her",
    "klikk",
    "klikk her",
    "trykk her",
    "les mer",
    "les mer her",
    "mer",
    "lenke",
    "lenken",
    "denne",
    "denne lenken",
    "se her",
    "dette",
}
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)")
_LONG = 6  # letters; longer words count as long
_FEWEST_WORDS = 60  # words; the formula is meaningless for a shorter text
_DIFFICULT_FROM = 60


def check_fields(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield problems of the title, web address, introduction and missing text."""
    if not snapshot.title:
        yield Problem(ERROR, "title-missing", "title", _("Write a title."))
    elif len(snapshot.title) > TITLE_LIMIT:
        message = _("The title is longer than %(n)s characters; search results cut it off.")
        yield Problem(WARNING, "title-long", "title", message % {"n": TITLE_LIMIT})
    try:
        validate_web_address(snapshot.slug)
    except ValidationError as error:
        yield Problem(ERROR, "web-address", "slug", error.messages[0])
    if not snapshot.standfirst and snapshot.section != Section.PAGE:
        yield Problem(ERROR, "standfirst-missing", "standfirst", _("Write an introduction."))
    elif len(snapshot.standfirst) > TEXT_LIMIT:
        message = _("The introduction is longer than %(n)s characters; search results cut it off.")
        yield Problem(WARNING, "standfirst-long", "standfirst", message % {"n": TEXT_LIMIT})
    if not snapshot.blocks:
        yield Problem(WARNING, "text-missing", "blocks", _("The article has no text yet."))


def check_headings(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield a subheading before any heading: screen readers skip a level."""
    in_a_section = False
    for number, block in enumerate(snapshot.blocks):
        content = get_content_class(block)
        in_a_section = in_a_section or content.has_heading
        for name, text in content.htmls(block):
            for level in _HEADING.findall(text):
                if level == "3" and not in_a_section:
                    message = _("A subheading stands before any heading. Make it a heading.")
                    yield Problem(WARNING, "heading-order", f"blocks[{number}].{name}", message)
                in_a_section = True


def check_link_texts(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield links whose text does not describe their target."""
    for place, text in iterate_rich_texts(snapshot.blocks):
        for link_html in _LINK.findall(text):
            words = html.unescape(remove_tags(link_html)).strip()
            plain = words.strip(" .:…!»→>").lower()
            if not plain or plain in _VAGUE_LINK_TEXTS or _BARE.fullmatch(words):
                message = _("The link text “%(words)s” does not say where it leads.")
                yield Problem(WARNING, "link-words", place, message % {"words": words})


def check_readability(snapshot: Snapshot) -> Iterator[Problem]:
    """Yield a warning if the text is very difficult to read."""
    lix = readability_index(snapshot)
    if lix is not None and lix >= _DIFFICULT_FROM:
        message = _("The text is very difficult to read. Shorter sentences and words would help.")
        yield Problem(WARNING, "hard-to-read", "blocks", message)


def readability_index(snapshot: Snapshot) -> int | None:
    """Return the LIX readability index (Björnsson 1968): words per sentence plus percentage of long words.

    None where the text is too short to say.
    """
    texts = [snapshot.standfirst]
    for block in snapshot.blocks:
        for text in get_content_class(block).running_text(block):
            texts.append(html.unescape(remove_tags(_ENDS.sub(". ", text))))
    whole = ". ".join(texts)
    words = _WORD.findall(whole)
    if len(words) < _FEWEST_WORDS:
        return None
    sentences = sum(1 for part in _SENTENCE_END.split(whole) if _WORD.search(part))
    long = sum(1 for word in words if len(word) > _LONG)
    return round(len(words) / sentences + 100 * long / len(words))


def describe_readability(snapshot: Snapshot) -> str:
    """Return the readability index and what it means, as a sentence."""
    lix = readability_index(snapshot)
    if lix is None:
        return _("The text is too short to say.")
    bands = (
        (30, _("very easy, like a children’s book")),
        (40, _("easy, like a novel or a magazine")),
        (50, _("medium, like a newspaper")),
        (60, _("difficult, like an official report")),
    )
    hardest = _("very difficult, like a law or a thesis")
    words = next((words for below, words in bands if lix < below), hardest)
    return _("LIX %(lix)s: %(words)s.") % {"lix": lix, "words": words}


def preview_search_result(
    snapshot: Snapshot, *, site: str, host: str, address: str
) -> dict[str, str]:
    """Return a search engine's preview of the page: ``title``, ``address`` and ``text``."""
    return {
        "title": _truncate(f"{snapshot.title} – {site}", TITLE_LIMIT),
        "address": " › ".join([host, *filter(None, address.split("/"))]),
        "text": _truncate(snapshot.standfirst, TEXT_LIMIT),
    }


def _truncate(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head, _space, _rest = text[:most].rpartition(" ")
    return f"{head or text[: most - 1]}…"
