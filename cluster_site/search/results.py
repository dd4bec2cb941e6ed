"""The records of search results as a page shows them, through the doors of public code."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_site.search.highlight import Highlighter
from cluster_site.search.ranking import Hit
from core.replica import read_connection
from core.slugs import filter_addressable
from members.models import Member, Person
from news.models import Edition, Section, Tag

_TEXTS = """
    SELECT hit.kind, hit.record, s.names, s.body
    FROM unnest(%(kinds)s::text[], %(records)s::bigint[], %(languages)s::text[])
            AS hit(kind, record, language)
        CROSS JOIN LATERAL search_sources(hit.kind, ARRAY[hit.record]) AS s
    WHERE s.language = hit.language
"""


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
    doors = {
        "article": lambda: Edition.objects.live(at).for_cards(),
        "member": lambda: Member.objects.known(at),
        "person": lambda: Person.objects.public(at).not_erased(),
        "tag": lambda: Tag.objects.known(at),
    }
    records = {
        (kind, record.pk): record
        for kind, of_kind in keys.items()
        for record in filter_addressable(doors[kind]().filter(pk__in=of_kind))
    }
    texts = _fetch_texts(hits) if highlighter and records else {}
    return [
        _make_result(hit, records[hit.kind, hit.record], highlighter, texts)
        for hit in hits
        if (hit.kind, hit.record) in records
    ]


def _fetch_texts(hits: list[Hit]) -> dict[tuple[str, int], tuple[list[str], str]]:
    with read_connection().cursor() as cursor:
        cursor.execute(
            _TEXTS,
            {
                "kinds": [hit.kind for hit in hits],
                "records": [hit.record for hit in hits],
                "languages": [hit.language for hit in hits],
            },
        )
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
