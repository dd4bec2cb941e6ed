"""Template tags for pages below the news: news about members and people, and their quotes."""

from functools import lru_cache

from django import template
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.aliases import by_any_key
from core.compiled_queries import compile_once
from core.slugs import filter_addressable
from images.renditions import PictureFile
from members.models import Person
from news.blocks.registry import get_content_class, get_quotation
from news.content.quotes import hide_embargoed_speaker
from news.models import Edition

register = template.Library()
LATEST = 10


@register.simple_tag(takes_context=True)
def member_news(context, member):
    """Return the latest news that refers to ``member`` at the page's moment."""
    return _latest_news(context, "member", member)


@register.simple_tag(takes_context=True)
def person_news(context, person):
    """Return the latest news that refers to ``person`` at the page's moment."""
    return _latest_news(context, "person", person)


@compile_once(at=DateTimeField(), keys=ArrayField(BigIntegerField()))
def _fetch_speakers(*, at, keys):
    speakers = Person.objects.with_embargoes(at).select_related("portrait", "affiliation")
    return speakers.with_any_key(keys)


@register.simple_tag(takes_context=True)
def member_quotes(context, stories, member):
    """Return the quotes for ``member`` in these published stories, word for word.

    ``member`` comes with its ``any_keys`` and ``statement_keys``.
    """
    at = context["request"].moment.at
    quotes = [
        (edition, block, quote)
        for edition, block, quote in _iterate_quotes(stories)
        if get_content_class(block).portrayed(block) in member.any_keys
        or get_content_class(block).statement_key(block) in member.statement_keys
    ]
    keys = {quote["person"] for _edition, _block, quote in quotes} - {None}
    speakers = by_any_key(_fetch_speakers(at=at, keys=keys), keys) if keys else {}
    return _visible_quotes(quotes, speakers, at)


@register.simple_tag(takes_context=True)
def person_quotes(context, stories, person):
    """Return the quotes of ``person`` in these published stories, word for word."""
    quotes = [
        (edition, block, quote)
        for edition, block, quote in _iterate_quotes(stories)
        if quote["person"] in person.any_keys
    ]
    people = dict.fromkeys(person.any_keys, person)
    return _visible_quotes(quotes, people, context["request"].moment.at)


def _iterate_quotes(stories):
    """Yield every quote in ``stories`` with its edition and its block."""
    for edition in stories:
        for block in edition.blocks:
            quote = get_quotation(block)
            if quote and quote["text"]:
                yield edition, block, quote


def _visible_quotes(quotes, people, at):
    """Return each text once, without those under embargo at ``at``."""
    statements = {}
    for edition, block, quote in quotes:
        statement, speaker = (
            get_content_class(block).statement_key(block),
            people.get(quote["person"]),
        )
        visible = hide_embargoed_speaker(quote, statement, speaker, at)
        if visible:
            statements.setdefault(quote["text"], {"quote": visible, "edition": edition})
    return list(statements.values())


@compile_once(at=DateTimeField(), key=BigIntegerField(), keys=ArrayField(BigIntegerField()))
def _fetch_latest(kind, has_aliases, *, at, key, keys):
    news = Edition.objects.live(at).news().in_language(get_language(), at=at)
    news = news.naming_any_of(kind, keys) if has_aliases else news.naming_key(kind, key)
    # with the blocks, which may have quotes
    return news.for_cards("blocks").newest_first()[:LATEST]


def _latest_news(context, kind, record):
    at, keys = context["request"].moment.at, record.any_keys
    rows = _fetch_latest(kind, len(keys) > 1, at=at, key=record.pk, keys=keys)
    return filter_addressable(rows)


# columns of a card
_CARD_TEXTS = ("section", "language", "slug", "title", "standfirst", "first_published")


@register.simple_tag
def news_card(
    edition, *, level=3, sizes="(min-width: 60rem) 20rem, 90vw", picture=True, eager=False, css=""
):
    """Render one story in a list; ``lang`` marks a title in another language than the page's."""
    return _card_html(
        tuple(getattr(edition, name) for name in _CARD_TEXTS),
        PictureFile.of(edition.hero) if picture and edition.hero else None,
        f"h{level}",
        sizes,
        eager,
        css,
        get_language(),
        timezone.get_current_timezone_name(),
    )


@lru_cache(maxsize=1024, typed=True)
def _card_html(texts, picture, level, sizes, eager, css, language, _zone) -> SafeString:
    """Render a card; the values passed are all it depends on, so nothing has to be invalidated."""
    edition = Edition(**dict(zip(_CARD_TEXTS, texts, strict=True)))
    return render_to_string(
        "news/_card.html",
        {
            "edition": edition,
            "level": level,
            "sizes": sizes,
            "picture": picture,
            "eager": eager,
            "css": css,
            "foreign": edition.language if edition.language != language else "",
        },
    )
