"""The index for other searches: the directory's, and the desk's for records and for choices."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model
from django.utils.translation import get_language

from cluster_site.search.engine import search
from core.record_search import register_record_search
from core.searchtext import split_query
from members.models import Member, Person
from news.models import Article, Edition, Tag

# model of a record: what its documents are called, and the filters that leave them alone
_KINDS: Mapping[type[Model], tuple[str, list[dict[str, str]]]] = {
    Article: ("article", [{"kind": "news"}, {"kind": "page"}]),
    Member: ("member", [{"kind": "member"}]),
    Person: ("person", [{"kind": "person"}]),
    Tag: ("tag", [{"kind": "tag"}]),
}


@register_record_search
def find_record_keys(
    model: type[Model],
    text: str,
    *,
    at: datetime,
    most: int,
    every_word: bool = False,
    forgiving: bool = True,
) -> list[int]:
    """Return the keys of what the site's search finds of ``model``."""
    if model not in _KINDS:
        return []
    texts = split_query(text) if every_word else [text]
    keys: list[int] = []
    for number, part in enumerate(texts):
        matches = _find(model, part, at, most, forgiving)
        keys = [key for key in keys if key in set(matches)] if number else matches
    return keys


def _find(model: type[Model], text: str, at: datetime, most: int, forgiving: bool) -> list[int]:
    kind, filters = _KINDS[model]
    hits = []
    for chosen in filters:
        findings = search(text, at=at, language=get_language() or "en", chosen=chosen, depth=most)
        if forgiving or not findings.corrected:
            hits += findings.hits
    keys = [hit.record for hit in sorted(hits, key=lambda hit: -hit.score) if hit.kind == kind]
    if model is Article:
        articles = dict(Edition.objects.filter(pk__in=keys).values_list("pk", "article"))
        keys = [articles[key] for key in keys if key in articles]
    return keys
