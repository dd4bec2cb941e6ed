"""Look up the words of a query in the index: their lexemes, how rare these are, and whom they name."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cluster_site.search.parsing import ParsedQuery, Word
from core.folding import fold_text
from core.replica import read_connection

LONGEST_NAME = 8  # words of a name that is looked for within a query
EXPANSIONS = 20  # lexemes that one prefix stands for
SHORTEST_PART = 4  # letters of a part of a word

# Whether a text that may be known has the lexeme: what only secret ones have is treated as a word that
# nobody wrote. With LIMIT it is looked up for each lexeme, never joined.
IS_PUBLIC = """(
    SELECT true FROM cluster_site_searchsegment g
        CROSS JOIN unnest(g.documents) AS key
        JOIN cluster_site_searchdocument d ON d.id = key
    WHERE g.lexeme = l.id AND d.known @> %(at)s LIMIT 1
)"""
_LEXEMES = f"""
    SELECT asked.place, stem.position, stem.lexeme, languages.language, l.id, coalesce(l.documents, 0),
        coalesce(t.documents, 0)
    FROM unnest(%(words)s::text[]) WITH ORDINALITY AS asked(word, place)
        CROSS JOIN (VALUES ('en'), ('nb')) AS languages(language)
        CROSS JOIN LATERAL unnest(
            tsvector_to_array(search_vector(languages.language, search_clean(asked.word)))
        ) WITH ORDINALITY AS stem(lexeme, position)
        LEFT JOIN cluster_site_searchlexeme l
            ON l.lexeme = stem.lexeme AND l.language = languages.language AND {IS_PUBLIC}
        LEFT JOIN cluster_site_searchstatistics t ON t.language = languages.language
"""  # noqa: S608 - of constants
# who or what is called like some of the query's words, and the lexemes by which texts refer to it
_NAMES = """
    WITH asked AS (
        SELECT search_fold(search_clean(%(text)s)) AS whole,
            string_to_array(search_fold(search_clean(%(text)s)), ' ') AS words
    ), parts AS (
        SELECT array_agg(name) AS names
        FROM (SELECT DISTINCT array_to_string(words[first:last], ' ') AS name
            FROM asked, generate_subscripts(words, 1) AS first, LATERAL
                generate_series(first, least(first + %(longest)s - 1, cardinality(words))) AS last
            OFFSET 0) AS named
    )
    SELECT d.id, asked.whole = ANY(d.names), d.facet / 10 %% 10, l.id, l.documents,
        coalesce(t.documents, 0)
    FROM asked, parts, cluster_site_searchdocument d
        LEFT JOIN cluster_site_searchlexeme l ON l.lexeme = d.kind || ':' || d.record
        LEFT JOIN cluster_site_searchstatistics t ON t.language = l.language
    WHERE (d.names && parts.names OR d.names && ARRAY[asked.whole]) AND d.known @> %(at)s
        AND (d.kind <> 'article' OR asked.whole = ANY(d.names))
"""
# A beginning is folded once: within LIKE it would be for each word of the index, which a few letters that
# decompose into twenty make half a minute of. The index has no words of more than 40 letters.
_PREFIXES = f"""
    WITH asked AS MATERIALIZED (
        SELECT prefix, search_fold(search_clean(prefix)) AS folded
        FROM unnest(%(prefixes)s::text[]) AS prefixes(prefix)
    )
    SELECT asked.prefix, l.id, l.documents, coalesce(t.documents, 0)
    FROM asked
        CROSS JOIN LATERAL (
            SELECT * FROM (
                SELECT DISTINCT l.id, l.documents, l.language
                FROM cluster_site_searchword w JOIN cluster_site_searchlexeme l ON l.id = w.lexeme
                WHERE w.word LIKE %(before)s || asked.folded || '%%'
                    AND length(asked.folded) BETWEEN 1 AND 40
                ORDER BY l.documents DESC, l.id LIMIT 3 * %(most)s
            ) AS l
            WHERE {IS_PUBLIC} LIMIT %(most)s
        ) AS l
        LEFT JOIN cluster_site_searchstatistics t ON t.language = l.language
"""  # noqa: S608 - of constants


@dataclass
class Terms:
    """What the index is asked for: lexemes with weights, each with the bit of the word it stands for.

    ``unknown`` are words that the index has not; ``exact`` documents that are called like the whole
    query, best kind first. ``stems``, by language, and ``prefixes`` say what to mark in a text.
    """

    lexemes: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    bits: list[int] = field(default_factory=list)
    required: int = 0
    excluded: int = 0
    unknown: list[Word] = field(default_factory=list)
    exact: list[int] = field(default_factory=list)
    stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    prefixes: set[str] = field(default_factory=set)
    used: int = 0  # bits given away

    def add(self, lexemes: Iterable[tuple[int, float]], *, required=False, excluded=False) -> None:
        """Add the lexemes, with weights, that one word may stand for."""
        if self.used > 60:
            return
        bit = 1 << self.used
        self.used += 1
        self.required |= bit if required else 0
        self.excluded |= bit if excluded else 0
        for lexeme, weight in lexemes:
            self.lexemes.append(lexeme)
            self.weights.append(0.0 if excluded else weight)
            self.bits.append(bit)

    def require_impossible(self) -> None:
        """Let nothing match, as where a word in quotes is nowhere."""
        self.add((), required=True)


def _inverse_frequency(documents: int, total: int) -> float:
    """Return how much the rarity of a lexeme counts, as in BM25."""
    return math.log(1 + (max(total - documents, 0) + 0.5) / (documents + 0.5))


def look_up_terms(query: ParsedQuery, at: datetime) -> Terms:
    """Return the terms of ``query`` as may be known at ``at``, in two or three statements."""
    terms = Terms()
    words = [word for word in query.words if not word.prefix]
    if words:
        _add_words(terms, words, at)
    prefixes = [word for word in query.words if word.prefix]
    if prefixes:
        _add_prefixes(terms, prefixes, at)
    if query.plain:
        _add_names(terms, query.plain, at)
    return terms


def complete_words(terms: Terms, at: datetime) -> None:
    """Take unknown words for the beginnings of words, else for parts; the rest stay unknown.

    So a part of a compound finds it, where the part is no word of its own.
    """
    words, terms.unknown = terms.unknown, []
    if words:
        _add_prefixes(terms, words, at)
    parts = [word for word in terms.unknown if len(word.text) >= SHORTEST_PART]
    if parts:
        terms.unknown = [word for word in terms.unknown if word not in parts]
        _add_prefixes(terms, parts, at, before="%")


def _add_words(terms: Terms, words: list[Word], at: datetime) -> None:
    with read_connection().cursor() as cursor:
        cursor.execute(_LEXEMES, {"words": [word.text for word in words], "at": at})
        rows = cursor.fetchall()
    stems: dict[int, dict[int, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    languages: dict[int, set[str]] = defaultdict(set)
    for place, position, stem, language, lexeme, documents, total in rows:
        if not words[place - 1].excluded:
            terms.stems[language].add(stem)
        languages[place].add(language)
        if lexeme is not None:
            stems[place][position].append(
                (lexeme, _inverse_frequency(documents, total) * words[place - 1].times)
            )
    for place, word in enumerate(words, 1):
        for lexemes in stems[place].values():
            terms.add(lexemes, required=word.required, excluded=word.excluded)
        # what is a stop word in one of the languages is not looked for in vain
        if not stems[place] and len(languages[place]) == 2 and not word.excluded:
            if word.required:
                terms.require_impossible()
            terms.unknown.append(word)


def _add_prefixes(terms: Terms, words: list[Word], at: datetime, before: str = "") -> None:
    values = {"prefixes": [word.text for word in words], "most": EXPANSIONS}
    with read_connection().cursor() as cursor:
        cursor.execute(_PREFIXES, {**values, "at": at, "before": before})
        rows = cursor.fetchall()
    lexemes: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for prefix, lexeme, documents, total in rows:
        lexemes[prefix].append((lexeme, _inverse_frequency(documents, total)))
    for word in words:
        if lexemes[word.text]:
            terms.prefixes.add(fold_text(word.text))
            terms.add(lexemes[word.text], required=word.required, excluded=word.excluded)
        elif not word.excluded:
            terms.unknown.append(word)


def _add_names(terms: Terms, text: str, at: datetime) -> None:
    with read_connection().cursor() as cursor:
        cursor.execute(_NAMES, {"text": text, "at": at, "longest": LONGEST_NAME})
        rows = cursor.fetchall()
    # members and people before tags before pages and news
    exact = {(part in (1, 2, 3, 4), part == 7, part, key) for key, whole, part, *_ in rows if whole}
    terms.exact = [key for *_order, key in sorted(exact)]
    named = {
        lexeme: _inverse_frequency(documents, total)
        for _key, _whole, _part, lexeme, documents, total in rows
        if lexeme is not None
    }
    if named:
        terms.add(named.items())
