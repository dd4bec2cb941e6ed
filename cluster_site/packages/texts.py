"""Texts of a package: in which language they are, and links in them by slug."""

from collections.abc import Callable

from core.links import COUNT, extract_references, translate_reference_keys
from core.richtext import clean_html
from members.counts import COUNTS

Words = str | dict[str, str | None] | None
# the kind of a link in HTML -> the kind of records in a package
LINKED = {"member": "members", "person": "people", "article": "articles"}


def texts_by_language(words: Words, language: str) -> dict[str, str]:
    """Return the texts in ``words`` by language; a plain string is in ``language``."""
    if not isinstance(words, dict):
        words = {language: words}
    return {code: text or "" for code, text in words.items()}


def has_text(words: Words) -> bool:
    """Return whether a localized text has any text."""
    return any(text.strip() for text in texts_by_language(words, "").values())


def parse_article_reference(key: str, language: str) -> tuple[str, str]:
    """Return language and slug of ``<slug>`` or ``nb:<slug>``."""
    other, colon, slug = key.partition(":")
    return (other, slug) if colon else (language, key)


def find_link_problems(html: str, language: str, has: Callable[[str, object], bool]) -> list[str]:
    """Yield errors of links in ``html``; ``has(kind, name)`` tests whether a record exists."""
    html = clean_html(html or "")
    problems = []
    for kind, key in sorted(extract_references(html)):
        name = parse_article_reference(key, language) if kind == "article" else key
        if kind == COUNT:
            if key not in COUNTS:
                problems.append(f'a number of unknown kind "{key}"')
        elif kind not in LINKED:
            problems.append(f'a link to a record of unknown kind "{kind}"')
        elif not has(LINKED[kind], name):
            problems.append(f'a link to {kind} "{key}", which is not there')
    if 'href="record:' in translate_reference_keys(html, lambda kind, key: None):
        problems.append("a link to a record that is not written record:<kind>/<slug>")
    return problems
