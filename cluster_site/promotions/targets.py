"""What a promotion leads to at a moment: the record at its address, if the public may know it then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import DateField, Model, Q, QuerySet
from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import get_language, override

from cluster_site.models import localised_target
from cluster_site.promotions.models import SearchPromotion
from core.addresses import is_local_path
from core.compiled_queries import compile_once
from core.folding import fold_words
from members.models import Member, Person
from news.content.addresses import ArticleGone, ArticleMoved, find_edition_at
from news.models import Article, Edition, Tag

MOST = 3  # results that are promoted at once
_RECORD_PAGES = ("article", "page", "member", "person", "news-tag")


@dataclass(frozen=True)
class PromotedResult:
    """A promoted result as the search page shows it; ``language`` if it is not the page's."""

    title: str
    address: str
    text: str
    language: str = ""


def find_promoted(texts: Iterable[str], *, at: datetime, day: date) -> list[PromotedResult]:
    """Return the results that are promoted on ``day`` for one of these searches, in the active language."""
    keys, language = {fold_words(text) for text in texts} - {""}, get_language()
    if not keys:
        return []
    promotions = [
        promotion
        for promotion in _fetch_present(language, day=day)
        if fold_words(promotion.words) in keys
    ]
    results = filter(None, (_make_result(promotion, at) for promotion in promotions))
    # several promotions, old addresses among them, may lead to one page
    by_address: dict[str, PromotedResult] = {}
    for result in results:
        by_address.setdefault(result.address, result)
    return list(by_address.values())[:MOST]


@compile_once(day=DateField())
def _fetch_present(language: str, *, day: Any) -> QuerySet:
    anywhere_or_here = Q(language="") | Q(language=language)
    return SearchPromotion.objects.filter(anywhere_or_here, period__contains=day).order_by("id")


def match_path(target: str) -> ResolverMatch | None:
    """Return the view of this site that a local address leads to."""
    path = urlsplit(target).path
    with override(_language_of(path)):
        try:
            return resolve(path)
        except Resolver404:
            return None


def has_page(target: str) -> bool:
    """Whether a local address leads to a page, or will once its record is public."""
    match = match_path(target)
    if match is None or match.url_name not in _RECORD_PAGES:
        return match is not None
    if match.url_name in ("article", "page"):
        place = {"language": _language_of(target), "slug": match.kwargs["slug"]}
        own = Article.objects.filter(**place, trashed=None)
        return own.exists() or Edition.objects.filter(**place).exists()
    if match.url_name == "news-tag":
        return Tag.objects.all().find_at(match.kwargs["tag"]) is not None
    people_or_members = Member.objects if match.url_name == "member" else Person.objects
    return people_or_members.all().find_at(match.kwargs["slug"]) is not None


def is_record_page(target: str) -> bool:
    """Whether the page at a local address is of a record, which has a title of its own."""
    match = match_path(target)
    return match is not None and match.url_name in _RECORD_PAGES


def _language_of(path: str) -> str:
    return "nb" if path.startswith("/nb/") else settings.LANGUAGE_CODE


def _make_result(promotion: SearchPromotion, at: datetime) -> PromotedResult | None:
    target = promotion.target
    if not is_local_path(target) or not is_record_page(target):
        address = localised_target(target, get_language())
        return PromotedResult(promotion.title or target, address, promotion.text)
    record = _find_record(target, at)
    if record is None:
        return None
    language = record.language if isinstance(record, Edition) else ""
    return PromotedResult(
        promotion.title or (record.local_name if isinstance(record, Tag) else str(record)),
        record.get_absolute_url(),
        promotion.text or _describe(record),
        language if language != get_language() else "",
    )


def _find_record(target: str, at: datetime) -> Model | None:
    """Return the record whose page is, or was, at ``target``; None if the public may not see it."""
    match = match_path(target)
    if match.url_name in ("article", "page"):
        return _find_edition(target, match, at)
    if match.url_name == "member":
        return Member.objects.known(at).find_at(match.kwargs["slug"])
    if match.url_name == "person":
        return Person.objects.public(at).not_erased().find_at(match.kwargs["slug"])
    return Tag.objects.known(at).find_at(match.kwargs["tag"])


def _find_edition(target: str, match: ResolverMatch, at: datetime) -> Edition | None:
    try:
        edition = find_edition_at(
            _language_of(target), match.kwargs["slug"], page=match.url_name == "page", at=at
        )
    except ArticleMoved as moved:
        return _find_record(moved.address, at)
    except (ArticleGone, Http404):
        return None
    translations = Edition.objects.live(at).filter(translation_group=edition.translation_group)
    return translations.filter(language=get_language()).first() or edition


def _describe(record: Model) -> str:
    if isinstance(record, Edition):
        return record.standfirst
    if isinstance(record, Member):
        return record.summary
    return record.title if isinstance(record, Person) else ""
