"""Finding the links to other sites: those of the pages that are public now."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.outside_links.models import LinkPlace, OutsideLink
from core.links import extract_outside_urls
from core.locking import begin_shared_writing, wait_for_named_lock
from core.moment import read_database_clock
from members.models import Member, Person
from news.blocks.registry import get_content_class
from news.models import Article, Edition

EVERY = timedelta(hours=20)
_LONGEST = 2000  # bytes of a URL; PostgreSQL's index takes 2,704
_AT_ONCE = 500

# (record's model, key, field) of a place, and the URL there
PublicLink = tuple[type[models.Model], int, str, str]


def collect_links(*, again: bool = False) -> None:
    """Bring the table of links up to date with the public pages, once a day or ``again``."""
    with transaction.atomic():
        begin_shared_writing()
        wait_for_named_lock("collecting outside links")
        now = read_database_clock()
        fresh = OutsideLink.objects.filter(seen_at__gt=now - EVERY)
        if fresh.exists() and not again:
            return
        _store([place for place in find_links(now) if _is_outside(place[3])], now)


def find_links(at: datetime) -> Iterator[PublicLink]:
    """Yield every link to another site on the pages that are public at ``at``."""
    editions = Edition.objects.live(at).only("article_id", "blocks")
    for edition in editions.order_by("article_id").iterator(_AT_ONCE):
        for block in edition.blocks:
            for url in get_content_class(block).outside_urls(block):
                yield Article, edition.article_id, block["type"], url
    for member in Member.objects.current(at=at).order_by("pk").iterator(_AT_ONCE):
        yield from _of_fields(member, ("website", "linkedin"))
        yield from _of_texts(member, ("description_en", "description_nb"))
    for person in Person.objects.public(at).order_by("pk").iterator(_AT_ONCE):
        yield from _of_texts(person, ("biography_en", "biography_nb"))
    for item in MenuItem.objects.order_by("pk"):
        yield from _of_fields(item, ("target_en", "target_nb"))
    for site in SiteSettings.objects.all():
        for url in site.profile_urls:
            yield SiteSettings, site.pk, "profiles", url


def _of_fields(record: models.Model, names: Iterable[str]) -> Iterator[PublicLink]:
    for name in names:
        if url := getattr(record, name):
            yield type(record), record.pk, name, url


def _of_texts(record: models.Model, names: Iterable[str]) -> Iterator[PublicLink]:
    for name in names:
        for url in extract_outside_urls(getattr(record, name) or ""):
            yield type(record), record.pk, name, url


def _is_outside(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url.encode()) <= _LONGEST


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


def _store(places: list[PublicLink], now: datetime) -> None:
    """Write ``places`` into the tables; a link that was there keeps what is known of it."""
    links = [
        OutsideLink(url=url, host=_host_of(url), next_check_at=now, seen_at=now)
        for url in dict.fromkeys(url for _model, _key, _field, url in places)
    ]
    OutsideLink.objects.bulk_create(
        links, _AT_ONCE, update_conflicts=True, unique_fields=["url"], update_fields=["seen_at"]
    )
    OutsideLink.objects.exclude(seen_at=now).delete()
    keys = dict(OutsideLink.objects.values_list("url", "pk"))
    kinds = {model: ContentType.objects.get_for_model(model) for model, *_rest in places}
    rows = [
        LinkPlace(link_id=keys[url], content_type=kinds[model], object_id=key, field=field)
        for model, key, field, url in dict.fromkeys(places)
    ]
    LinkPlace.objects.all().delete()
    LinkPlace.objects.bulk_create(rows, _AT_ONCE)
