"""Count the statements in a version of an article that an organisation is a member, by kind."""

from collections import Counter

from django.utils.translation import gettext_lazy

from core.links import COUNT, extract_references
from core.mentions import Excerpt
from members.leaving.findings import FindingKind, Leaver
from news.blocks.registry import get_content_class
from news.content.correctable_texts import iterate_texts
from news.content.snapshot import Snapshot
from news.models import Edition

LISTS = FindingKind(
    50,
    "lists",
    gettext_lazy("Lists of members"),
    gettext_lazy("Take it off the list in the draft and publish again."),
)
LOGOS = FindingKind(
    60,
    "logos",
    gettext_lazy("Its logo in pictures"),
    gettext_lazy("Take the picture out of the draft and publish again."),
)
PORTRAITS = FindingKind(
    70,
    "portraits",
    gettext_lazy("Member portraits"),
    gettext_lazy("An older article may keep its portrait; the page of a former member says so."),
)
LINKS = FindingKind(
    80,
    "links",
    gettext_lazy("Links to its page"),
    gettext_lazy(
        "The page says that it is a former member. Mend the words where they say otherwise."
    ),
)
SAID = FindingKind(
    90,
    "quotes",
    gettext_lazy("Quotes in articles"),
    gettext_lazy(
        "A quote keeps the words and the organisation of its day. Look at what stands around it."
    ),
)
MENTIONS = FindingKind(
    100,
    "mentions",
    gettext_lazy("Named in the text, without a link"),
    gettext_lazy("Correct the words, or leave them where they were true on their day."),
)
NUMBERS = FindingKind(
    110,
    "numbers",
    gettext_lazy("Live numbers of members"),
    gettext_lazy("The number goes down by itself. See whether the sentence still holds."),
)
_SPEAKER = ("name", "title", "organisation")


def count_membership_claims(
    version: Edition | Snapshot, hero: int | None, leaver: Leaver, statements: set[int]
) -> tuple[Counter, Excerpt | None]:
    """Return the counts by kind of finding of what calls it a member, and the first mention.

    ``statements`` are the keys of the statements for it.
    """
    keys, logo, counts = leaver.keys, leaver.member.logo_id, Counter()
    counts[LOGOS.name] += bool(logo) and hero == logo
    for block in version.blocks:
        content, portrayed = get_content_class(block), get_content_class(block).portrayed(block)
        quote = content.quotation(block) or {}
        named = [item for item in content.references(block) if item.kind == "member"]
        listed = {item.key for item in named if not item.is_link} - {portrayed}
        pictures = {item.key for item in content.references(block) if item.kind == "image"}
        counts[LISTS.name] += not keys.isdisjoint(listed)
        counts[PORTRAITS.name] += portrayed in keys
        counts[LOGOS.name] += bool(logo) and logo in pictures
        counts[LINKS.name] += any(item.is_link and item.key in keys for item in named)
        counts[SAID.name] += content.statement_key(block) in statements or leaver.is_called(
            quote.get("organisation") or ""
        )
        counts[NUMBERS.name] += any(
            kind == COUNT
            for _name, html in content.htmls(block)
            for kind, _key in extract_references(html)
        )
    title, *texts = iterate_texts(version)
    # the first one is shown; the title is shown beside it anyway
    mentions = [item for text in (*texts, title) for item in _mentions(text, leaver)]
    counts[MENTIONS.name] = len(mentions)
    return +counts, mentions[0] if mentions else None


def _mentions(text, leaver: Leaver) -> list[Excerpt]:
    if text.in_quote and text.name.rpartition(".")[2] in _SPEAKER:
        return []
    return text.part.mentions(text.value, leaver)
