"""Rank documents: the one statement that all searches run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cluster_site.search.facets import LANGUAGES, matching_facets
from cluster_site.search.parsing import ParsedQuery
from cluster_site.search.terms import Terms
from core.replica import read_connection

DEPTH = 100  # results that are ranked; who looks further narrows or says more

# What matches is summed up by search_scores (migration 0022). A text of another language is left out where
# this one's is public, and records are found in the page's language alone. Those called like the whole
# query come first, whatever else they have.
_RANK = """
    WITH scored AS MATERIALIZED (
        SELECT s.document, s.score, s.facet
        FROM search_scores(%(lexemes)s::int[], %(weights)s::real[], %(bits)s::bigint[],
            %(required)s::bigint, %(excluded)s::bigint, %(page)s, %(at)s) AS s
        {phrases}
    ), called AS MATERIALIZED (
        SELECT d.id AS document, coalesce(s.score, 0) AS score, d.facet, e.place,
            s.document IS NULL AS unscored
        FROM unnest(%(exact)s::int[]) WITH ORDINALITY AS e(document, place)
            JOIN cluster_site_searchdocument d ON d.id = e.document
            LEFT JOIN scored s ON s.document = d.id
        WHERE search_sees(d.facet, d.known, d.translated, %(page)s, %(at)s) {phrase}
    ), best AS (
        SELECT document, score, place FROM called {narrowed}
        UNION ALL (
            SELECT document, score, 1000 FROM scored {narrowed}
            ORDER BY score DESC, document DESC LIMIT %(depth)s
        )
    )
    SELECT
        (SELECT json_agg(json_build_array(kind, record, language, round(rank::numeric, 1))
                ORDER BY place, rank DESC, id DESC)
            FROM (
                SELECT d.id, d.kind, d.record, d.language,
                    best.score * (1 + similarity(d.title, %(title)s)) AS rank, best.place
                FROM best JOIN cluster_site_searchdocument d ON d.id = best.document
                WHERE best.place < 1000 OR best.document <> ALL(%(exact)s::int[])
            ) AS ranked),
        (SELECT json_object_agg(facet, number)
            FROM (SELECT facet, sum(number) AS number FROM (
                SELECT facet, count(*) AS number FROM scored GROUP BY facet
                UNION ALL SELECT facet, count(*) FROM called WHERE unscored GROUP BY facet
            ) AS numbers GROUP BY facet) AS counted)
"""
_NARROWED = """
    WHERE facet / 10 %% 10 = ANY(%(parts)s::int[]) AND facet %% 10 = ANY(%(languages)s::int[])
        AND (%(year)s::int IS NULL OR facet / 100 = %(year)s::int)
"""
_PHRASE = """
    AND coalesce(d.words @@ CASE WHEN d.facet %% 10 = 2
        THEN search_phrases('nb', %(phrases)s::text[], %(excluded_phrases)s::text[])
        ELSE search_phrases('en', %(phrases)s::text[], %(excluded_phrases)s::text[]) END, true)
"""
_WITH_PHRASES = f"""
    JOIN cluster_site_searchdocument d ON d.id = s.document WHERE true {_PHRASE}
"""


@dataclass(frozen=True)
class Hit:
    """A document that was found."""

    kind: str
    record: int
    language: str
    score: float


@dataclass(frozen=True)
class Ranking:
    """The best documents, and the numbers of all that match by facet number, unnarrowed."""

    hits: list[Hit]
    facets: Mapping[int, int]


def rank(
    query: ParsedQuery,
    terms: Terms,
    *,
    at: datetime,
    language: str,
    chosen: Mapping[str, str],
    depth: int = DEPTH,
) -> Ranking:
    """Return what matches ``terms`` at ``at`` on a page in ``language``, narrowed to ``chosen``."""
    if not terms.lexemes and not terms.exact:
        return Ranking([], {})
    parts, year, languages = matching_facets(chosen)
    has_phrases = query.phrases or query.excluded_phrases
    with read_connection().cursor() as cursor:
        cursor.execute(
            _RANK.format(
                phrases=_WITH_PHRASES if has_phrases else "",
                phrase=_PHRASE if has_phrases else "",
                narrowed=_NARROWED if chosen else "",
            ),
            {
                "lexemes": terms.lexemes,
                "weights": terms.weights,
                "bits": terms.bits,
                "required": terms.required,
                "excluded": terms.excluded,
                "exact": terms.exact,
                "at": at,
                "page": next(number for number, code in LANGUAGES.items() if code == language),
                "parts": parts,
                "year": year,
                "languages": languages,
                "phrases": list(query.phrases),
                "excluded_phrases": list(query.excluded_phrases),
                "title": query.plain,
                "depth": depth,
            },
        )
        hits, facets = cursor.fetchone()
    return Ranking(
        [Hit(*values) for values in (hits or ())[:depth]],
        {int(number): count for number, count in (facets or {}).items()},
    )
