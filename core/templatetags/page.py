"""What every public page needs: cleaned HTML, numbers and structured data."""

import json

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from core.hyphenation import has_very_long_word, with_soft_hyphens
from core.numbers import as_share, in_figures

register = template.Library()
register.filter("figures", in_figures)
register.filter("share_of", as_share)
register.filter("soft_hyphens", stringfilter(with_soft_hyphens), is_safe=True)
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.inclusion_tag("core/_html.html")
def cleaned(html):
    """HTML that an edition builder or a rich text field has cleaned."""
    return {"html": html}


@register.simple_tag
def lang_of(record, name):
    """The attribute ``lang`` for a text of ``record`` that is shown in the other language, as it is in that alone."""
    language = get_language()
    other = "nb" if language == "en" else "en"
    if getattr(record, f"{name}_{language}", "") or not getattr(record, f"{name}_{other}", ""):
        return ""
    return format_html(' lang="{}"', other)


@register.simple_tag
def headline_class(text, others=""):
    """The attribute ``class`` of a headline: ``others``, and smaller type where a word is very long."""
    names = [*others.split(), *(["long-word"] if has_very_long_word(text) else [])]
    return format_html(' class="{}"', " ".join(names)) if names else ""


@register.simple_tag
def json_ld(thing):
    """schema.org data of a page, one thing or a list of them, as a data block that no script can break out of."""
    whole = thing if isinstance(thing, dict) else {"@graph": thing}
    text = json.dumps({"@context": "https://schema.org", **whole}, default=str, ensure_ascii=False)
    escaped = mark_safe(text.translate(_ESCAPES))  # noqa: S308 - no "<" is left in it
    return format_html('<script type="application/ld+json">{}</script>', escaped)
