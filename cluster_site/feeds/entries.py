"""What a feed holds, whatever its format."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from operator import attrgetter

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.plaintext import replace_unprintable
from core.structured import absolute_url
from images.renditions import Rendition, whole_renditions
from news.content.rendering import Story, build_stories
from news.models import Edition
from news.public.filters import NewsFilters
from news.public.lists import fetch_latest_editions
from news.public.portable import render_portable

LENGTH = 20  # articles

_TYPES = {"jpg": "image/jpeg", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Enclosure:
    """The main picture of an article; ``length`` is in bytes, 0 while the file is not made."""

    url: str
    type: str
    length: int


@dataclass(frozen=True)
class Author:
    """Who wrote an article: a person of the byline, or the site itself."""

    name: str
    url: str


@dataclass(frozen=True)
class Category:
    """The section or a tag of an article: its key in URLs, and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class Entry:
    """An article in a feed, every text fit for XML."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published: datetime
    updated: datetime
    authors: list[Author]
    categories: list[Category]
    picture: Enclosure | None


@dataclass(frozen=True)
class FeedContent:
    """A feed: what it is of, and its entries, newest first."""

    title: str
    description: str
    language: str
    page_url: str
    url: str
    site_url: str
    icon_url: str
    author: Author
    updated: datetime
    entries: list[Entry]


def build_feed(request, filters: NewsFilters, *, page_path: str) -> FeedContent:
    """Return the feed of the newest articles in the list of ``filters``, whose page is at ``page_path``."""
    at, site = request.moment.at, request.site
    author = Author(replace_unprintable(site.name), absolute_url(request, reverse("home")))
    editions = fetch_latest_editions(filters, at, LENGTH)
    entries = {}
    for story in _stories(editions, at):
        with override(story.edition.language):
            entries[story.edition.pk] = _entry(request, story, author)
    ordered = [entries[edition.pk] for edition in editions]
    name = filters.heading if filters.labels else ""
    return FeedContent(
        title=replace_unprintable(f"{site.name}: {name}" if name else site.name),
        description=replace_unprintable(
            site.tagline or _("News from %(name)s") % {"name": site.name}
        ),
        language=request.LANGUAGE_CODE,
        page_url=absolute_url(request, page_path),
        url=absolute_url(request, request.path),
        site_url=author.url,
        icon_url=absolute_url(request, reverse("icon", args=[192])),
        author=author,
        # an empty feed changes no more often than the day
        updated=max(
            (entry.updated for entry in ordered),
            default=timezone.make_aware(datetime.combine(request.moment.day, time.min)),
        ),
        entries=ordered,
    )


def _stories(editions: Iterable[Edition], at: datetime) -> list[Story]:
    """Return the contents of the pages of ``editions``, each in its own language."""
    stories, language = [], attrgetter("language")
    for code, group in groupby(sorted(editions, key=language), key=language):
        with override(code):
            stories += build_stories(list(group), at)
    return stories


def _entry(request, story: Story, site_author: Author) -> Entry:
    edition = story.edition
    base = absolute_url(request, "")
    authors = [
        Author(replace_unprintable(person.name), f"{base}{person.get_absolute_url()}")
        for person in story.byline
    ]
    return Entry(
        id=_tag_uri(edition, base),
        url=f"{base}{edition.get_absolute_url()}",
        title=replace_unprintable(edition.title),
        summary=replace_unprintable(edition.standfirst),
        html=render_portable(story, base),
        language=edition.language,
        published=edition.first_published,
        updated=edition.live_during.lower,
        authors=authors or [site_author],
        categories=[
            Category(edition.section, str(edition.get_section_display())),
            *(Category(tag.slug, replace_unprintable(tag.local_name)) for tag in story.tags),
        ],
        picture=_enclosure(story.hero, base) if story.hero else None,
    )


def _tag_uri(edition: Edition, base: str) -> str:
    """Return the article's permanent id (RFC 4151), which no new address or correction changes."""
    host = base.partition("://")[2].partition(":")[0]
    day = edition.first_published.date().isoformat()
    return f"tag:{host},{day}:{edition.language}/article/{edition.article_id}"


def _enclosure(image, base: str) -> Enclosure:
    rendition: Rendition = whole_renditions(image, "jpg")[-1]
    try:
        length = rendition.path.stat().st_size
    except FileNotFoundError:
        length = 0  # as RSS wants it where nobody knows
    return Enclosure(f"{base}{rendition.url}", _TYPES[rendition.ending], length)
