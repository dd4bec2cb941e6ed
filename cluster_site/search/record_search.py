"""The index for other searches: the directory's, and the desk's for records and for choices."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from cluster_site.search.engine import search
from core.record_search import RecordIndex, register_record_index
from members.models import Member, Person
from news.models import Article, Edition, Tag

# model of a record: what its documents are called, and the filters that leave them alone
_KINDS: Mapping[type[Model], tuple[str, list[dict[str, str]]]] = {
    Article: ("article", [{"kind": "news"}, {"kind": "page"}]),
    Member: ("member", [{"kind": "member"}]),
    Person: ("person", [{"kind": "person"}]),
    Tag: ("tag", [{"kind": "tag"}]),
}
# for each word the lexemes of its stems, and those of the words that begin with it
_WITH_WORDS = """
    SELECT d.record
    FROM (
        SELECT asked.place, l.id
        FROM unnest(%s::text[]) WITH ORDINALITY AS asked(word, place)
            CROSS JOIN (VALUES ('en'), ('nb')) AS languages(language)
            CROSS JOIN LATERAL unnest(
                tsvector_to_array(search_vector(languages.language, search_clean(asked.word)))
            ) AS stem(lexeme)
            JOIN cluster_site_searchlexeme l
                ON l.lexeme = stem.lexeme AND l.language = languages.language
        UNION
        SELECT asked.place, w.lexeme
        FROM unnest(%s::text[]) WITH ORDINALITY AS asked(word, place)
            JOIN cluster_site_searchword w ON w.word LIKE asked.word || '%%'
        WHERE length(asked.word) > 2
    ) AS terms(place, lexeme)
        JOIN cluster_site_searchsegment g ON g.lexeme = terms.lexeme
        CROSS JOIN unnest(g.documents) AS document
        JOIN cluster_site_searchdocument d ON d.id = document
    WHERE d.kind = %s AND d.known @> %s::timestamptz
    GROUP BY d.record
    HAVING count(DISTINCT terms.place) = cardinality(%s::text[])
"""


class SiteIndex(RecordIndex):
    """The index of the site's search."""

    def search(self, model: type[Model], text: str, *, at: datetime, most: int) -> list[int]:
        if model not in _KINDS:
            return []
        kind, filters = _KINDS[model]
        hits = [
            hit
            for chosen in filters
            for hit in search(
                text, at=at, language=get_language() or "en", chosen=chosen, depth=most
            ).hits
        ]
        keys = [hit.record for hit in sorted(hits, key=lambda hit: -hit.score) if hit.kind == kind]
        if model is Article:
            articles = dict(Edition.objects.filter(pk__in=keys).values_list("pk", "article"))
            keys = [articles[key] for key in keys if key in articles]
        return keys

    def keys_with_words(self, model: type[Model], words: Sequence[str], *, at: datetime) -> RawSQL:
        kind, _filters = _KINDS[model]
        texts = list(words)
        likely = [word.replace("\\", "").replace("%", "").replace("_", "") for word in texts]
        return RawSQL(_WITH_WORDS, (texts, likely, kind, at, texts))  # noqa: S611 - a constant; values are parameters


register_record_index(SiteIndex())
