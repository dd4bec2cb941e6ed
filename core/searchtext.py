"""Words as they are searched: folded, held in generated columns.

Words are looked for with LIKE, which an index of trigrams serves.
"""

import re

from django.db import models
from django.db.models import F, Func, Lookup, Value
from django.db.models.functions import Coalesce

from core.folding import fold, folded

LETTERS, WORDS = 100, 6  # of a search; more is no search but an attack
_FORGIVEN = 5  # letters from which on a word may hold a slip
_ANY = "\N{REPLACEMENT CHARACTER}"  # stands in a spelling for any one letter


class Joined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = models.TextField()


def search_text(*columns: str) -> models.GeneratedField:
    """A stored column that holds all ``columns`` as they are searched."""
    parts = [Coalesce(F(column), Value("")) for column in columns]
    spaced = [part for each in parts for part in (Value(" | "), each)][1:]
    return models.GeneratedField(
        expression=folded(Joined(*spaced)),
        output_field=models.TextField(),
        db_persist=True,
    )


def words_of(asked: str) -> list[str]:
    """The words of a search, folded."""
    asked = asked.replace("\x00", " ").replace(_ANY, " ")[:LETTERS]
    return list(dict.fromkeys(fold(asked).split()))[:WORDS]


def spellings(word: str, *, forgiving: bool) -> list[str]:
    """``word``, and where ``forgiving`` what was meant if one letter of it was mistyped."""
    if not forgiving or len(word) < _FORGIVEN:
        return [word]
    found = [word]
    for place in range(len(word)):
        before, after = word[:place], word[place + 1 :]
        found += [f"{before}{_ANY}{after}", f"{before}{after}"]  # another letter, one too many
        if place:
            found.append(f"{before}{_ANY}{word[place:]}")  # one left out
        if after:
            found.append(f"{before}{after[0]}{word[place]}{after[1:]}")  # two that changed places
    return list(dict.fromkeys(found))


def like_pattern(spelling: str) -> str:
    return "%" + re.sub(r"([\\%_])", r"\\\1", spelling).replace(_ANY, "_") + "%"


class Spelled(Lookup):
    """``found__spelled=[…]``: the text holds one of these spellings."""

    lookup_name = "spelled"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} LIKE ANY(%s)", [*params, [like_pattern(each) for each in self.rhs]]


class FoldedContains(Lookup):
    """``name__folded_contains="lodz"``: the text holds these letters, whatever their accents."""

    lookup_name = "folded_contains"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, params = compiler.compile(folded(self.lhs))
        return f"{sql} LIKE %s", [*params, like_pattern(fold(self.rhs))]


class FoldedWordStart(Lookup):
    """``name__folded_word_start="as"``: a word of the text begins so, whatever its accents."""

    lookup_name = "folded_word_start"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, params = compiler.compile(folded(self.lhs))
        return f"' ' || {sql} LIKE %s", [*params, like_pattern(f" {fold(self.rhs)}")]


models.TextField.register_lookup(Spelled)
for _field in (models.CharField, models.TextField):
    _field.register_lookup(FoldedContains)
    _field.register_lookup(FoldedWordStart)


def mark_finder(words: list[str], *, forgiving: bool) -> re.Pattern | None:
    """Finds in a folded text what a search for ``words`` found there, the longest first."""
    every = [each for word in words for each in spellings(word, forgiving=forgiving)]
    every.sort(key=len, reverse=True)
    alternatives = [re.escape(each).replace(re.escape(_ANY), r"\w") for each in every]
    return re.compile("|".join(alternatives)) if alternatives else None
