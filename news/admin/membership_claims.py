"""What in one version of an article calls an organisation a member, by kind."""

from collections import Counter

from django.utils.translation import gettext_lazy

from core.links import COUNT, extract_references, linked_record_ids
from core.mentions import Excerpt
from members.leaving.findings import FindingKind, Leaver
from news.content.correctable_texts import texts_of
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


def calls(
    version: Edition | Snapshot, hero: int | None, leaver: Leaver, said: set[int]
) -> tuple[Counter, Excerpt | None]:
    """How often a version calls it a member, by the name of the kind, and the first mention.

    ``said`` are the quotes on record for it.
    """
    keys, logo, found = leaver.keys, leaver.member.logo_id, Counter()
    found[LOGOS.name] += bool(logo) and hero == logo
    for block in version.blocks:
        html = block.get("html") or ""
        quote = block.get("quote") or block
        pictures = [block.get("image"), block.get("poster"), *block.get("images", ())]
        found[LISTS.name] += not keys.isdisjoint(block.get("members", ()))
        found[PORTRAITS.name] += block.get("member") in keys
        found[LOGOS.name] += bool(logo) and logo in pictures
        found[LINKS.name] += not keys.isdisjoint(linked_record_ids([html], "member"))
        found[SAID.name] += block.get("statement") in said or leaver.is_called(
            quote.get("organisation") or ""
        )
        found[NUMBERS.name] += any(kind == COUNT for kind, _key in extract_references(html))
    title, *texts = texts_of(version)
    # shown is the first one; the title stands beside it anyway
    mentions = [each for text in (*texts, title) for each in _mentions(text, leaver)]
    found[MENTIONS.name] = len(mentions)
    return +found, mentions[0] if mentions else None


def _mentions(text, leaver: Leaver) -> list[Excerpt]:
    of_quote = text.kind == "quote" or text.name.startswith("quote.")
    if of_quote and text.name.rpartition(".")[2] in _SPEAKER:
        return []
    if text.name == "html":
        return leaver.mentions_in_html(text.value)
    if isinstance(text.value, str):
        return leaver.mentions(text.value)
    rows = text.value if text.name == "rows" else [text.value]
    return leaver.mentions("\n".join(cell for row in rows for cell in row))
