"""What an address leads to at a moment: an edition, its new address, or word that it is gone.

Old addresses are found in the editions themselves, so they are stored once and form no chains.
"""

from datetime import datetime

from django.db.models import CharField, DateTimeField
from django.http import Http404

from core.compiled_queries import compile_once
from core.slugs import RESERVED, make_free_slug
from news.models import Article, Edition, Section


class Moved(Exception):
    """The address belonged to an article that is now at ``address``."""

    def __init__(self, address: str):
        super().__init__(address)
        self.address = address


class Gone(Exception):
    """The address was public once and is no more."""


@compile_once(language=CharField(), slug=CharField(), at=DateTimeField())
def _fetch_live(*, language, slug, at):
    return Edition.objects.live(at).filter(language=language, slug=slug)[:1]


def edition_at(language: str, slug: str, *, page: bool, at: datetime) -> Edition:
    """The edition live at an address at ``at``.

    Raises Moved or Gone where the address was public before, Http404 where it never was. An
    address that several articles held belongs to the one that held it last.
    """
    live = _fetch_live.first(language=language, slug=slug, at=at)
    if live is not None and (live.section == Section.PAGE) == page:
        return live
    same = Edition.objects.filter(language=language, slug=slug)
    held = same.filter(section=Section.PAGE) if page else same.exclude(section=Section.PAGE)
    last = (
        held.issued()
        .filter(live_during__startswith__lte=at)
        .order_by("-live_during__startswith", "-id")
        .first()
    )
    if last is None:
        raise Http404("this address was never public")
    successor = Edition.objects.live(at).filter(article=last.article_id).first()
    if successor is None:
        raise Gone
    raise Moved(successor.get_absolute_url())


def is_free(slug: str, language: str, *, besides: int | None = None) -> bool:
    """Whether no article has ``slug`` or ever had it in public, apart from that with key ``besides``."""
    same = {"language": language, "slug": slug}
    return not (
        Article.objects.filter(**same, trashed=None).exclude(pk=besides).exists()
        or Edition.objects.issued().filter(**same).exclude(article=besides).exists()
    )


def free_article_slug(text: str, language: str) -> str:
    """Return a web address made of ``text`` that no article has or ever had in public."""

    def is_taken(slug):
        return slug in RESERVED or not is_free(slug, language)

    return make_free_slug(text, is_taken, fallback="article")
