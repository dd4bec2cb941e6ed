"""Open Graph images: an article's main picture, or a card drawn from its title.

Every other page has the site's own card, drawn from its name and tagline.

The URL of a card contains the hash of its contents. It is drawn when it is first requested, never
while a page is rendered.
"""

import hashlib
import logging
from dataclasses import astuple, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.moment import SiteRequest, read_database_clock
from core.storage import write_atomically
from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from images.cards import SIZE, Card, can_draw_title, draw_card
from images.models import Image
from news.models import Edition, Section

logger = logging.getLogger(__name__)
# part of the hash: raise it when cards are drawn differently, so that their URLs change
_RULES = "2"
# pixels; other sites show a narrower picture as a thumbnail or not at all
_NARROWEST = 600
_KEPT_FOR = timedelta(days=30)
_Site = Any  # cluster_site.models.SiteSettings, which news may not import


@dataclass(frozen=True)
class ShareImage:
    """An Open Graph image: URL, size in pixels, and alt text."""

    url: str
    width: int
    height: int
    alt: str


def find_share_image(edition: Edition, hero: Image | None, site: _Site) -> ShareImage | None:
    """Return the crop of the main picture, or a drawn card if other sites can't use it.

    A title in a script that no face of ours has gets the site's own card. None in the preview of an
    article that is not saved: its card has no address yet.
    """
    cropped = hero.share() if hero is not None and not hero.is_drawing else None
    if hero is not None and cropped is not None and cropped.width >= _NARROWEST:
        return ShareImage(cropped.url, cropped.width, cropped.height, hero.alt or edition.title)
    if not edition.article_id:
        return None
    card = make_share_card(edition, site)
    if not can_draw_title(card.title):
        return site_share_image(site, edition.language)
    address = reverse("share", args=[edition.article_id, _name(card)])
    return ShareImage(address, *SIZE, edition.title)


def site_share_image(site: _Site, language: str) -> ShareImage:
    """Return the image of pages that have none of their own."""
    card = _card_of_site(site, language)
    return ShareImage(reverse("share-site", args=[language, _name(card)]), *SIZE, card.name)


def make_share_card(edition: Edition, site: _Site) -> Card:
    """Return the card for an edition, in its language."""
    with override(edition.language):
        label = "" if edition.section == Section.PAGE else edition.get_section_display()
        return Card(edition.title, str(label), site.name, site.brand, site.accent)


def _card_of_site(site: _Site, language: str) -> Card:
    with override(language):
        return Card(site.tagline or site.name, "", site.name, site.brand, site.accent)


def _name(card: Card) -> str:
    return hashlib.sha256("\n".join([_RULES, *astuple(card)]).encode()).hexdigest()[:32]


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "share"


def share_view(request: SiteRequest, article: str, name: str) -> HttpResponse:
    """Serve the card of a live article; redirect from an outdated card to the current one."""
    edition = Edition.objects.live(request.moment.at).filter(article=int(article)).first()
    if edition is None:
        raise Http404("no such article is live")
    today = find_share_image(edition, None, request.site)
    if today is not None and request.path != today.url:
        return HttpResponseRedirect(today.url)
    return _drawn(make_share_card(edition, request.site))


def share_site_view(request: SiteRequest, language: str, name: str) -> HttpResponse:
    """Serve the site's card; redirect from an outdated card to the current one."""
    card = _card_of_site(request.site, language)
    if name != _name(card):
        return HttpResponseRedirect(reverse("share-site", args=[language, _name(card)]))
    return _drawn(card)


def _drawn(card: Card) -> HttpResponse:
    path = _folder() / f"{_name(card)}.png"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = draw_card(card)
        _store(path, content)
    response = HttpResponse(content, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _store(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda file: file.write(content))
    except OSError:  # such as a full disk; the card is drawn again next time
        logger.exception("can't store the share picture %s", path.name)


@register_scheduled_task("share pictures")
def delete_old_cards(*, dry_run: bool, say: Say) -> None:
    """Delete old cards; a card still requested is drawn again."""
    oldest = (read_database_clock() - _KEPT_FOR).timestamp()
    old = [path for path in _folder().glob("*") if _is_older(path, oldest)]
    if not dry_run:
        for path in old:
            path.unlink(missing_ok=True)
    if old:
        words = ngettext("%(number)s drawn long ago", "%(number)s drawn long ago", len(old))
        say(f"{_('Share pictures')}: {words % {'number': len(old)}}")


def _is_older(path: Path, time: float) -> bool:
    try:
        return path.stat().st_mtime < time
    except FileNotFoundError:  # another process deleted it
        return False
