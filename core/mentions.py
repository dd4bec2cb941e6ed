"""Names in running text: whole words, with or without a genitive's ending, across inline markup."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Lookup

SHORTEST = 3  # letters; shorter names are words too often
_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(r"</?(?:strong|em|sup|sub|a|b|i|u|s|small|span|font)\b[^<>]*>")
_AROUND = 60  # characters shown on either side of a name
_WORDS = re.compile(r"\w+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LEGAL_FORM = re.compile(
    r",? (?:AS|ASA|SA|BA|HF|ANS|DA|KS|AB|A/S|ApS|Oy|Oyj|GmbH|AG|Ltd\.?|Inc\.?|plc|BV)$"
)


@dataclass(frozen=True)
class Excerpt:
    """A name as a text has it, with the words around it."""

    before: str
    name: str
    after: str


def plain(text: str) -> str:
    """Clean HTML as it is read: markup within a line leaves no gap, every block is a line of its own."""
    return html.unescape(_TAG.sub("\n", _INLINE.sub("", text)))


def name_pattern(names: Iterable[str], *, any_case: bool = False) -> re.Pattern:
    """Finds each of ``names`` as whole words, the longest first; group 1 is the name itself.

    A genitive's ending belongs to what is found: Kelps, Kelp's, Kelp’s, Vekst’.
    """
    ways = (re.escape(name).replace(r"\ ", r"[ \xa0]+") for name in set(names))
    longest_first = "|".join(sorted(ways, key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)({longest_first})(?:['’]s?|s)?(?!\w)", re.IGNORECASE if any_case else 0
    )


def excerpt(text: str, found: re.Match) -> Excerpt:
    before, after = text[: found.start()], text[found.end() :]
    line, rest = before.rpartition("\n")[2], after.partition("\n")[0]
    if len(line) > _AROUND:
        line = f"…{line[-_AROUND:].partition(' ')[2]}"
    if len(rest) > _AROUND:
        rest = f"{rest[:_AROUND].rpartition(' ')[0]}…"
    return Excerpt(line.lstrip(), found[0], rest.rstrip())


def without_legal_form(name: str) -> str:
    """Kelp Energy for Kelp Energy AS: how people write of it."""
    return _LEGAL_FORM.sub("", name)


def words_of(name: str) -> list[str]:
    return _WORDS.findall(name)


class HoldsWords(Lookup):
    """``html__holds_words="Kelp Energy"``: every word of the name is somewhere in the text.

    Far fewer rows than the table has, for :func:`name_pattern` to look at. ILIKE may leave the case
    of a letter beyond ASCII alone, so such a letter is matched by any.
    """

    lookup_name = "holds_words"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        words = [f"%{_NOT_ASCII.sub('_', word)}%" for word in words_of(self.rhs)]
        return f"({sql})::text ILIKE ALL(%s)", [*params, words]


for _field in (models.CharField, models.TextField, models.JSONField):
    _field.register_lookup(HoldsWords)
