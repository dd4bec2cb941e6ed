"""The records of search results as a page shows them, through the doors of public code."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_site.search.highlight import Highlighter
from cluster_site.search.ranking import Hit
from core.compiled_queries import compile_once
from core.replica import read_connection
from core.slugs import filter_addressable
from members.models import Member, Person
from news.models import Edition, Section, Tag

# search_sources() makes the same text of an edition, and plans all else that the index needs of it
_TEXTS = {
    "article": """
        SELECT 'article', id, ARRAY[]::text[], search_edition_text(e) FROM news_edition e
        WHERE id = ANY(%(article)s)
    """,
    "member": """
        SELECT 'member', record, names, body FROM search_sources('member', %(member)s::bigint[])
        WHERE language = %(language)s
    """,
    "person": """
        SELECT 'person', record, names, body FROM search_sources('person', %(person)s::bigint[])
        WHERE language = %(language)s
    """,
}
_PARAMETERS = {"at": DateTimeField(), "keys": ArrayField(BigIntegerField())}
_NAME_COLUMNS = ("name", "name_en", "name_nb", "slug")


@dataclass(frozen=True)
class Result:
    """One result: a record with the label of its kind, and what its page is about."""

    label: str
    title: str
    address: str
    language: str = ""  # if it is not the page's
    date: datetime | None = None
    excerpt: str = ""
    also: str = ""


def kind_labels() -> dict[str, str]:
    """Return what visitors call the kinds of results, in the order of the filter."""
    return {
        "news": _("News"),
        "page": _("Pages"),
        "member": _("Members"),
        "person": _("People"),
        "tag": _("Tags"),
    }


def fetch_results(
    hits: Iterable[Hit], *, at: datetime, highlighter: Highlighter | None = None
) -> list[Result]:
    """Return the results for ``hits`` in their order, with excerpts if there is a ``highlighter``.

    What the public may not see at ``at`` is left out, whatever the index says.
    """
    hits = list(hits)
    keys = defaultdict(list)
    for hit in hits:
        keys[hit.kind].append(hit.record)
    records = {
        (kind, record.pk): record
        for kind, of_kind in keys.items()
        for record in filter_addressable(_FETCH[kind](at=at, keys=of_kind))
    }
    texts = _fetch_texts(keys) if highlighter else {}
    return [
        _make_result(hit, records[hit.kind, hit.record], highlighter, texts)
        for hit in hits
        if (hit.kind, hit.record) in records
    ]


@compile_once(**_PARAMETERS)
def _fetch_editions(*, at: Any, keys: Any) -> QuerySet:
    editions = Edition.objects.live(at).filter(pk__any=keys)
    return editions.only("article", "language", "section", "slug", "title", "first_published")


@compile_once(**_PARAMETERS)
def _fetch_members(*, at: Any, keys: Any) -> QuerySet:
    return Member.objects.known(at).filter(pk__any=keys).only(*_NAME_COLUMNS)


@compile_once(**_PARAMETERS)
def _fetch_people(*, at: Any, keys: Any) -> QuerySet:
    return Person.objects.public(at).not_erased().filter(pk__any=keys).only("name", "slug")


@compile_once(**_PARAMETERS)
def _fetch_tags(*, at: Any, keys: Any) -> QuerySet:
    return Tag.objects.known(at).filter(pk__any=keys)


_FETCH = {
    "article": _fetch_editions,
    "member": _fetch_members,
    "person": _fetch_people,
    "tag": _fetch_tags,
}


def _fetch_texts(keys: dict[str, list[int]]) -> dict[tuple[str, int], tuple[list[str], str]]:
    """Return the names and the text of each record; tags have none."""
    statements = [sql for kind, sql in _TEXTS.items() if kind in keys]
    if not statements:
        return {}
    with read_connection().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), {**keys, "language": get_language()})
        return {(kind, record): (names, body) for kind, record, names, body in cursor.fetchall()}


def _make_result(hit: Hit, record, highlighter: Highlighter | None, texts) -> Result:
    labels = {"member": _("Member"), "person": _("Person"), "tag": _("Tag")}
    is_news = hit.kind == "article" and record.section != Section.PAGE
    title = str(record)
    names, body = texts.get((hit.kind, hit.record), ([], ""))
    also = ""
    if highlighter and hit.kind == "member" and not highlighter.matches(title, hit.language):
        also = next((name for name in names if highlighter.matches(name, hit.language)), "")
    return Result(
        label=labels.get(hit.kind)
        or (str(Section(record.section).label) if is_news else _("Page")),
        title=highlighter.mark(title, hit.language) if highlighter else title,
        address=record.get_absolute_url(),
        language=hit.language if hit.language != get_language() else "",
        date=record.first_published if is_news else None,
        excerpt=highlighter.excerpt(body, hit.language) if highlighter and body else "",
        also=highlighter.mark(also, hit.language) if highlighter and also else "",
    )
