"""News in templates that stand lower: what was written of a member, and by or of a person."""

from functools import lru_cache

from django import template
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateTimeField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.compiled_queries import compile_once
from core.slugs import filter_addressable
from images.renditions import PictureFile
from members.models import Person
from news.blocks.registry import content_of, quotation_in
from news.content.quotes import visible_quote
from news.models import Edition

register = template.Library()
SHOWN = 10


@register.simple_tag(takes_context=True)
def news_of(context, member):
    """The latest news that names ``member``, at the page's moment."""
    return _latest(context, "member", member)


@register.simple_tag(takes_context=True)
def news_with(context, person):
    """The latest news that names ``person``, at the page's moment."""
    return _latest(context, "person", person)


@register.simple_tag(takes_context=True)
def statements_in(context, stories, member, statement_ids, people):
    """What was said for ``member`` in these published stories, word for word as it stands there.

    ``statement_ids`` are those of its statements; ``people`` are its own, with their embargoes.
    """
    at = context["request"].moment.at
    said = [
        (edition, block, quote)
        for edition, block, quote in _quotes(stories)
        if content_of(block).portrayed(block) in member.any_keys
        or content_of(block).statement_key(block) in statement_ids
    ]
    people = {person.pk: person for person in people}
    others = {quote["person"] for _edition, _block, quote in said} - {None} - people.keys()
    if others:
        speakers = Person.objects.with_embargoes(at).select_related("portrait", "affiliation")
        people |= speakers.in_bulk_with_aliases(others)
    return _visible(said, people, at)


@register.simple_tag(takes_context=True)
def statements_by(context, stories, person):
    """What ``person`` said in these published stories, word for word as it stands there."""
    said = [
        (edition, block, quote)
        for edition, block, quote in _quotes(stories)
        if quote["person"] in person.any_keys
    ]
    people = dict.fromkeys(person.any_keys, person)
    return _visible(said, people, context["request"].moment.at)


def _quotes(stories):
    """Every quotation in ``stories``, with its edition and its block."""
    for edition in stories:
        for block in edition.blocks:
            quote = quotation_in(block)
            if quote and quote["text"]:
                yield edition, block, quote


def _visible(said, people, at):
    """Each text once, as far as it may be known at ``at``."""
    statements = {}
    for edition, block, quote in said:
        statement, speaker = content_of(block).statement_key(block), people.get(quote["person"])
        visible = visible_quote(quote, statement, speaker, at)
        if visible:
            statements.setdefault(quote["text"], {"quote": visible, "edition": edition})
    return list(statements.values())


@compile_once(at=DateTimeField(), key=BigIntegerField(), keys=ArrayField(BigIntegerField()))
def _fetch_latest(kind, has_aliases, *, at, key, keys):
    news = Edition.objects.live(at).news().in_language(get_language(), at=at)
    news = news.naming_any_of(kind, keys) if has_aliases else news.naming_key(kind, key)
    # with their blocks, in which there may be quotations
    return news.for_cards("blocks").newest_first()[:SHOWN]


def _latest(context, kind, record):
    at, keys = context["request"].moment.at, record.any_keys
    rows = _fetch_latest(kind, len(keys) > 1, at=at, key=record.pk, keys=keys)
    return filter_addressable(rows)


# what a card shows of an edition
_CARD_TEXTS = ("section", "language", "slug", "title", "standfirst", "first_published")


@register.simple_tag
def card(
    edition, *, level=3, sizes="(min-width: 60rem) 20rem, 90vw", picture=True, eager=False, css=""
):
    """One story in a list; ``lang`` marks a title in another language than the page's."""
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


@lru_cache(maxsize=1024)
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
