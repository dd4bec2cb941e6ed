"""HTML of a page for readers outside it: feeds and Markdown.

The templates of the page stay the one description of what a text looks like; here their HTML loses
what only the page's own stylesheet and scripts understand.
"""

import re
from functools import lru_cache
from urllib.parse import urljoin

import nh3

from core.plaintext import replace_unprintable
from core.richtext import TAGS

_TAGS = TAGS | {
    *("h1", "figure", "figcaption", "img", "b", "time", "div", "section"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope"},
    "time": {"datetime"},
    "*": {"lang", "dir"},
}
_SOFT_HYPHEN = "\u00ad"
_ATTRIBUTE = r' [a-z]+="[^"]*"'
_DECORATIVE = re.compile(rf'<img(?:{_ATTRIBUTE})*? alt=""(?:{_ATTRIBUTE})*>')
_LINK_WITHOUT_ADDRESS = re.compile(r"<a>(.*?)</a>", re.DOTALL)


def make_portable(html: str, base: str) -> str:
    """Return ``html`` without classes, ids, soft hyphens and decorative pictures, with absolute URLs.

    ``base`` is the site's own URL. Links within a page, as headings have to themselves, are left out.
    """
    html = replace_unprintable(_cleaner(base).clean(html).replace(_SOFT_HYPHEN, ""))
    html = _DECORATIVE.sub("", html)
    return _LINK_WITHOUT_ADDRESS.sub(r"\1", html).strip()


@lru_cache(maxsize=4)
def _cleaner(base: str) -> nh3.Cleaner:
    def absolute(_tag: str, name: str, value: str) -> str | None:
        if name not in ("href", "src"):
            return value
        return None if value.startswith("#") else urljoin(base, value)

    return nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=absolute, link_rel=None)
