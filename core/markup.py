"""Limit the HTML that a parser is given to what it reads quickly.

The time a parser takes grows with the square of the elements that are open at once. Real texts have
a dozen; far more were made to keep the server busy, and lose their tags. The count here never falls
below the parser's own: a long text whose tags, quotes and comments could be read in two ways is not
given to it either.
"""

import re

LONGEST = 200_000  # characters; some 30,000 words
DEEPEST = 100  # elements open at once
_MOST_FORMATTING = 20  # of these that format words; each paragraph repeats those left open
_FEW = 1_000  # tags, read in a moment however they are nested
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r"<(/?)([a-z][^\s/<>]*)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--[^<>]*-->")
_UNCLEAR = re.compile(r"<[!?]|<[a-z/][^<>]*(?:<|\Z)", re.IGNORECASE)
_FORMATTING = {"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"}
# what has no content, and what the next of its kind closes
_NEVER_NESTED = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "a",
    "dd",
    "dt",
    "li",
    "nobr",
    "optgroup",
    "option",
    "p",
    "rb",
    "rp",
    "rt",
    "rtc",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
}
_SCOPES = {"caption", "table"}  # an end tag inside closes nothing outside
# inside these, tags are text or follow other rules
_ODD = {
    "applet",
    "button",
    "foreignobject",
    "form",
    "frameset",
    "iframe",
    "marquee",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
}


def limit_markup(html: str) -> str:
    """Return ``html`` if a parser reads it quickly, else its words without any tag."""
    if len(html) <= LONGEST and _is_quickly_read(html):
        return html
    return replace_tags_with_spaces(html)


def replace_tags_with_spaces(html: str) -> str:
    """Return the words of ``html``, escaped, with a space for each tag."""
    return _TAG.sub(" ", html).replace("<", "&lt;")


def remove_tags(html: str) -> str:
    """Return the words of ``html``, entities left as they are. Django's ``strip_tags`` rejects odd texts."""
    return _TAG.sub("", html)


def _is_quickly_read(html: str) -> bool:
    is_long = html.count("<") > _FEW
    html = _COMMENT.sub("", html)
    if is_long and _UNCLEAR.search(html):
        return False
    open_elements: list[str] = []
    formatting = 0
    for is_end, name in _NAMED.findall(html):
        name = name.lower()
        if is_long and name in _ODD:
            return False
        if name in _NEVER_NESTED:
            continue
        if not is_end:
            open_elements.append(name)
            formatting += name in _FORMATTING
            if len(open_elements) > DEEPEST or formatting > _MOST_FORMATTING:
                return False
        elif _close(open_elements, name):
            formatting -= name in _FORMATTING
    return True


def _close(open_elements: list[str], name: str) -> bool:
    """Remove the innermost element called ``name`` if an end tag here closes it."""
    for index in range(len(open_elements) - 1, -1, -1):
        if open_elements[index] == name:
            del open_elements[index]
            return True
        if open_elements[index] in _SCOPES:
            return False
    return False
