"""Find the word that was meant by one that the index has not: "did you mean".

Candidates share letter triples with it; the nearest of them comes first, and of equals the more
frequent. Only a word that stands in a text which the public may read at that moment is offered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from cluster_site.search.terms import IS_PUBLIC
from core.folding import fold_text
from core.replica import read_connection

CANDIDATES, EXAMINED = 30, 3
TEXTS = 20  # texts of a lexeme that are read for the word itself
_WORD = re.compile(r"\w+")

_CANDIDATES = f"""
    WITH asked AS MATERIALIZED (
        SELECT word, search_fold(search_clean(word)) AS folded
        FROM unnest(%(words)s::text[]) AS words(word)
    )
    SELECT asked.word, l.word, l.id, l.documents
    FROM asked
        CROSS JOIN LATERAL (
            SELECT w.word, l.id, l.documents
            FROM cluster_site_searchword w JOIN cluster_site_searchlexeme l ON l.id = w.lexeme
            WHERE w.word %% asked.folded
            ORDER BY similarity(w.word, asked.folded) DESC, w.word LIMIT %(most)s
        ) AS l
    WHERE {IS_PUBLIC}
"""  # noqa: S608 - of constants
_EVIDENCE = """
    SELECT asked.place, written.text
    FROM unnest(%(words)s::text[], %(lexemes)s::int[]) WITH ORDINALITY AS asked(word, lexeme, place)
        CROSS JOIN LATERAL (
            SELECT texts.text
            FROM (
                SELECT d.kind, d.record, d.language
                FROM cluster_site_searchsegment g CROSS JOIN unnest(g.documents) AS key
                    JOIN cluster_site_searchdocument d ON d.id = key
                WHERE g.lexeme = asked.lexeme AND d.known @> %(at)s LIMIT %(texts)s
            ) AS d
                CROSS JOIN LATERAL search_sources(d.kind, ARRAY[d.record]) AS s
                CROSS JOIN LATERAL (
                    SELECT concat_ws(E'\\n', s.title,
                        -- a person's former name is understood and never shown
                        CASE WHEN d.kind <> 'person' THEN array_to_string(s.names, E'\\n') END, s.body)
                ) AS texts(text)
            WHERE s.language = d.language AND strpos(
                ' ' || search_fold(search_clean(texts.text)) || ' ', ' ' || asked.word || ' ') > 0
            LIMIT 1
        ) AS written
    ORDER BY asked.place
"""


def correct_words(words: Iterable[str], at: datetime) -> dict[str, str]:
    """Return for each of ``words``, where there is one, the word that was probably meant."""
    corrections = {}
    for word, candidates in find_nearest_words(words, at).items():
        if written := _first_in_use(candidates[:EXAMINED], at):
            corrections[word] = written
    return corrections


def find_nearest_words(words: Iterable[str], at: datetime) -> dict[str, list[tuple[str, int]]]:
    """Return for each of ``words`` those of the index, with their lexemes, that may be meant, best first.

    What only texts under embargo have is left out before any is counted: it would take the places of others.
    """
    candidates = defaultdict(list)
    with read_connection().cursor() as cursor:
        cursor.execute(_CANDIDATES, {"words": list(words), "most": CANDIDATES, "at": at})
        for word, candidate, lexeme, documents in cursor.fetchall():
            distance = edit_distance(fold_text(word), candidate)
            if distance <= allowed_distance(word):
                candidates[word].append((distance, -documents, candidate, lexeme))
    return {
        word: [(name, lexeme) for *_order, name, lexeme in sorted(several)]
        for word, several in candidates.items()
    }


def _first_in_use(candidates: list[tuple[str, int]], at: datetime) -> str | None:
    """Return the first of the candidates that a public text has, as it is written there."""
    words, lexemes = zip(*candidates, strict=True)
    with read_connection().cursor() as cursor:
        cursor.execute(
            _EVIDENCE,
            {"words": list(words), "lexemes": list(lexemes), "at": at, "texts": TEXTS},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    place, text = row
    return next(
        (written for written in _WORD.findall(text) if fold_text(written) == words[place - 1]),
        words[place - 1],
    )


def allowed_distance(word: str) -> int:
    """Return how many slips a word of this length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def edit_distance(word: str, other: str) -> int:
    """Return the number of letters to add, leave out, change or swap with the next (Damerau)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        this = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(
                last[column] + 1, this[column - 1] + 1, last[column - 1] + (letter != wanted)
            )
            if row > 1 and column > 1 and letter == other[column - 2] and wanted == word[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        before, last = last, this
    return last[-1]
