"""Template tags of every public page: cleaned HTML, numbers and structured data."""

import json

from django import template
from django.db.models import Model
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from core.hyphenation import add_soft_hyphens, has_very_long_word
from core.numbers import format_number, format_percentage

register = template.Library()
register.filter("figures", format_number)
register.filter("share_of", format_percentage)
register.filter("soft_hyphens", stringfilter(add_soft_hyphens), is_safe=True)
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.inclusion_tag("core/_html.html")
def cleaned(html: str) -> dict[str, str]:
    """Output HTML that an edition builder or a rich text field has cleaned."""
    return {"html": html}


@register.simple_tag
def lang_of(record: Model, name: str) -> str:
    """Return the attribute ``lang`` if a text of ``record`` is only available in the other language."""
    language = get_language()
    other = "nb" if language == "en" else "en"
    if getattr(record, f"{name}_{language}", "") or not getattr(record, f"{name}_{other}", ""):
        return ""
    return format_html(' lang="{}"', other)


@register.simple_tag
def headline_class(text: str, others: str = "") -> str:
    """Return the attribute ``class`` of a headline: ``others``, and smaller type if it has a very long word."""
    names = [*others.split(), *(["long-word"] if has_very_long_word(text) else [])]
    return format_html(' class="{}"', " ".join(names)) if names else ""


@register.simple_tag
def json_ld(thing: dict | list) -> str:
    """Return schema.org data, one object or a list of them, as a script block that no text can break out of."""
    whole = thing if isinstance(thing, dict) else {"@graph": thing}
    text = json.dumps({"@context": "https://schema.org", **whole}, default=str, ensure_ascii=False)
    escaped = mark_safe(text.translate(_ESCAPES))  # noqa: S308 - no "<" is left in it
    return format_html('<script type="application/ld+json">{}</script>', escaped)
