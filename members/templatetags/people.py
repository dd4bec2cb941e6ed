"""People and members in templates."""

from datetime import timedelta
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.inclusion_tag("members/_portrait.html")
def portrait(person, *, sizes="12rem", lazy=True):
    """Render a person's portrait, or initials; without alt text, since the name stands beside it."""
    words = person.name.split()
    return {
        "person": person,
        "sizes": sizes,
        "lazy": lazy,
        "initials": "".join(
            word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
        ),
    }


@register.simple_tag
def found_tile(member):
    """Render a member of the directory; with words that a search found, each time anew."""
    if member.get("also"):
        return render_to_string("members/_found_tile.html", {"member": member})
    return _tile_html(*(member[name] for name in _TILE), get_language())


_TILE = ("logo", "address", "name", "summary", "summary_language")


# typed: a name with marked words is HTML, and must not share a cache entry with the plain name
@lru_cache(maxsize=1024, typed=True)
def _tile_html(logo, address, name, summary, summary_language, _language) -> SafeString:
    values = (logo, address, name, summary, summary_language)
    return render_to_string(
        "members/_found_tile.html", {"member": dict(zip(_TILE, values, strict=True))}
    )


@register.filter
def last_day(first_day_that_no_longer_counts):
    """Return the last day, inclusive, of a period."""
    return first_day_that_no_longer_counts - timedelta(days=1)
