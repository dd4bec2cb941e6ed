"""Resolve the URL of an article at a moment: to an edition, its new URL, or the fact that it is gone.

Former URLs are looked up in the editions themselves, so they are stored once and form no chains.
"""

from datetime import datetime

from django.db.models import CharField, DateTimeField, QuerySet
from django.http import Http404

from core.compiled_queries import Parameter, compile_once
from core.slugs import RESERVED, make_free_slug
from news.models import Article, Edition, Section


class ArticleMoved(Exception):
    """The URL belonged to an article that is now at ``address``."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


class ArticleGone(Exception):
    """The URL was public once and is not any more."""


@compile_once(language=CharField(), slug=CharField(), at=DateTimeField())
def _fetch_live(*, language: Parameter, slug: Parameter, at: Parameter) -> QuerySet[Edition]:
    return Edition.objects.live(at).filter(language=language, slug=slug)[:1]


def find_edition_at(language: str, slug: str, *, page: bool, at: datetime) -> Edition:
    """Return the edition live at a URL at ``at``.

    Raises ArticleMoved or ArticleGone if the URL was public before, Http404 if it never was. A URL
    that several articles had belongs to the one that had it last.
    """
    live = _fetch_live.first(language=language, slug=slug, at=at)
    if live is not None and (live.section == Section.PAGE) == page:
        return live
    same = Edition.objects.filter(language=language, slug=slug)
    former = same.filter(section=Section.PAGE) if page else same.exclude(section=Section.PAGE)
    last = (
        former.issued()
        .filter(live_during__startswith__lte=at)
        .order_by("-live_during__startswith", "-id")
        .first()
    )
    if last is None:
        raise Http404("this address was never public")
    successor = Edition.objects.live(at).filter(article=last.article_id).first()
    if successor is None:
        raise ArticleGone
    raise ArticleMoved(successor.get_absolute_url())


def is_slug_free(slug: str, language: str, *, besides: int | None = None) -> bool:
    """Return whether no article but ``besides`` (a key) has or ever had this public slug."""
    same = {"language": language, "slug": slug}
    articles = Article.objects.filter(**same, trashed=None)
    editions = Edition.objects.issued().filter(**same)
    if besides is not None:
        articles, editions = articles.exclude(pk=besides), editions.exclude(article=besides)
    return not (articles.exists() or editions.exists())


def make_free_article_slug(text: str, language: str) -> str:
    """Return a slug made of ``text`` that no article has or ever had in public."""

    def is_taken(slug: str) -> bool:
        return slug in RESERVED or not is_slug_free(slug, language)

    return make_free_slug(text, is_taken, fallback="article")
