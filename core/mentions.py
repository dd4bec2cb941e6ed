"""Find names in running text: as whole words, also in the genitive, also across inline markup."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

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


def html_to_lines(text: str) -> str:
    """Return clean HTML as plain text: inline markup leaves no gap, every block is a line of its own."""
    return html.unescape(_TAG.sub("\n", _INLINE.sub("", text)))


def compile_name_pattern(names: Iterable[str], *, any_case: bool = False) -> re.Pattern:
    """Return a pattern that finds each of ``names`` as whole words, the longest first; group 1 is the name.

    It matches the ending of a genitive as well: Kelps, Kelp's, Kelp’s, Vekst’.
    """
    ways = (re.escape(name).replace(r"\ ", r"[ \xa0]+") for name in set(names))
    longest_first = "|".join(sorted(ways, key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)({longest_first})(?:['’]s?|s)?(?!\w)", re.IGNORECASE if any_case else 0
    )


def make_excerpt(text: str, match: re.Match) -> Excerpt:
    """Return the match with some words of its line around it."""
    before, after = text[: match.start()], text[match.end() :]
    line, rest = before.rpartition("\n")[2], after.partition("\n")[0]
    if len(line) > _AROUND:
        line = f"…{line[-_AROUND:].partition(' ')[2]}"
    if len(rest) > _AROUND:
        rest = f"{rest[:_AROUND].rpartition(' ')[0]}…"
    return Excerpt(line.lstrip(), match[0], rest.rstrip())


def remove_legal_form(name: str) -> str:
    """Return Kelp Energy for Kelp Energy AS: how texts usually refer to it."""
    return _LEGAL_FORM.sub("", name)


def split_words(name: str) -> list[str]:
    """Return the words of ``name``."""
    return _WORDS.findall(name)


class ContainsWords(Lookup):
    """Lookup ``html__holds_words="Kelp Energy"``: the text contains every word of the name, in any order.

    It narrows a table down for :func:`compile_name_pattern`. The text is put into lower case once for
    all words, which is quicker than ILIKE; that leaves letters outside ASCII as they are, so each of
    them matches any letter.
    """

    lookup_name = "holds_words"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        sql, params = self.process_lhs(compiler, connection)
        words = [f"%{_NOT_ASCII.sub('_', word).lower()}%" for word in split_words(self.rhs)]
        # each word by itself: a trigram index serves no LIKE ALL of an array
        once = f'lower(({sql})::text COLLATE "C") LIKE %s'
        every = " AND ".join([once] * len(words)) or "TRUE"
        return f"({every})", [param for word in words for param in (*params, word)]


for _field in (models.CharField, models.TextField, models.JSONField):
    _field.register_lookup(ContainsWords)
