"""News in templates that stand lower: what was written of a member, and by or of a person."""

from django import template
from django.utils.translation import get_language

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


@register.simple_tag
def statements_in(stories, member, statement_ids, people):
    """What was said for ``member`` in these published stories, word for word as it stands there.

    ``statement_ids`` are those of its statements, ``people`` those of its people who may be shown.
    """
    people = {person.pk: person for person in people}
    found = {}
    for edition in stories:
        for block in edition.blocks:
            quote = block.get("quote") or block
            of_member = block["type"] == "spotlight" and block["member"] in member.any_keys
            if quote.get("text") and (of_member or block.get("statement") in statement_ids):
                said = {**quote, "person": people.get(quote["person"])}
                found.setdefault(quote["text"], {"quote": said, "edition": edition})
    return list(found.values())


@register.simple_tag
def statements_by(stories, person):
    """What ``person`` said in these published stories, word for word as it stands there."""
    found = {}
    for edition in stories:
        for block in edition.blocks:
            quote = block.get("quote") or block
            if quote.get("text") and quote.get("person") in person.any_keys:
                said = {**quote, "person": person}
                found.setdefault(quote["text"], {"quote": said, "edition": edition})
    return list(found.values())


def _latest(context, kind, record):
    at = context["request"].moment.at
    news = Edition.objects.live(at).news().in_language(get_language(), at=at)
    return list(news.naming(kind, record).select_related("hero").newest_first()[:SHOWN])


@register.inclusion_tag("news/_card.html")
def card(
    edition, *, level=3, sizes="(min-width: 60rem) 20rem, 90vw", picture=True, eager=False, css=""
):
    """One story in a list; ``lang`` marks a title in another language than the page's."""
    language = get_language()
    return {
        "edition": edition,
        "level": f"h{level}",
        "sizes": sizes,
        "picture": picture and edition.hero,
        "eager": eager,
        "css": css,
        "foreign": edition.language if edition.language != language else "",
    }
