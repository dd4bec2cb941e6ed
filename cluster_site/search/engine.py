"""Search everything that the public may know at a moment: the way that page, suggestions and benchmark go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cluster_site.search.facets import FacetCounts, count_facets
from cluster_site.search.highlight import Highlighter
from cluster_site.search.parsing import ParsedQuery, parse_query, unquote_part
from cluster_site.search.ranking import DEPTH, Hit, rank
from cluster_site.search.spelling import correct_words
from cluster_site.search.terms import complete_words, look_up_terms


@dataclass(frozen=True)
class Findings:
    """What a search found; ``corrected`` is the text searched for instead, "" if that is what was typed."""

    query: ParsedQuery
    hits: list[Hit]
    counts: FacetCounts
    highlighter: Highlighter
    corrected: str = ""


def search(
    typed: str,
    *,
    at: datetime,
    language: str,
    chosen: Mapping[str, str] | None = None,
    unfinished: bool = False,
    depth: int = DEPTH,
) -> Findings:
    """Return what is found for ``typed`` on a page in ``language``, narrowed to ``chosen``.

    With ``unfinished`` the last word may be the beginning of one.
    """
    chosen = chosen or {}
    query, corrected = (
        parse_query(f"{typed}*" if unfinished and typed[-1:].isalnum() else typed),
        "",
    )
    terms = look_up_terms(query, at)
    complete_words(terms, at)
    if terms.unknown:
        corrections = correct_words([word.text for word in terms.unknown], at)
        if corrections:
            corrected = " ".join(_replace(part, corrections) for part in query.text.split())
            query = parse_query(corrected)
            terms = look_up_terms(query, at)
            complete_words(terms, at)
    ranking = rank(query, terms, at=at, language=language, chosen=chosen, depth=depth)
    return Findings(
        query,
        ranking.hits,
        count_facets(ranking.facets, chosen),
        Highlighter(terms.stems, terms.prefixes),
        corrected,
    )


def _replace(part: str, corrections: Mapping[str, str]) -> str:
    bare = unquote_part(part)
    return part.replace(bare, corrections[bare]) if bare in corrections else part
