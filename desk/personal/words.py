"""A person's names and e-mail addresses in running text: found as whole words, replaced by neutral ones.

``Kari Nordmanns`` and ``<strong>Kari</strong> Nordmann`` are found as well, and the name as it
stands in web addresses, ``kari-nordmann``.
"""

import re
from collections.abc import Iterator
from html import escape

from core.slugs import slug_of

NEUTRAL = {"en": "a person", "nb": "en person"}
NO_ADDRESS = "erased@erased.invalid"
_GAP = r"(?:\s|&nbsp;|<[^<>]*>)+"
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:>“\"\n])\s*$")
_INLINE = re.compile(r"(?:</?(?:strong|em|a|sup|sub|b|i)\b[^<>]*>\s*)+$")
_AROUND = 90


class Words:
    """What somebody is called and written to."""

    def __init__(self, names, emails):
        self.names = tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
        self.emails = tuple(dict.fromkeys(email.strip() for email in emails if email.strip()))
        longest_first = sorted(self.names, key=len, reverse=True)
        self._patterns = [(_of_email(email), self._no_email) for email in self.emails]
        self._patterns += [(_of_name(name), self._neutral) for name in longest_first]
        slugs = [slug for name in longest_first if "-" in (slug := slug_of(name))]
        self._slugs = [_of_slug(slug) for slug in slugs]
        self._rough = "|".join(
            [*map(_rough, self.names), *map(_rough, self.emails), *map(_rough_slug, slugs)]
        )

    def __bool__(self):
        return bool(self.names or self.emails)

    @property
    def rough_pattern(self) -> str:
        """For the database: finds all that :meth:`redact` changes, and some more."""
        return self._rough

    def redact(self, text: str, language: str) -> str:
        """``text`` with neutral words instead."""
        for pattern, replacement in self._patterns:
            text = pattern.sub(lambda found, new=replacement: new(found, language), text)
        return self.redact_slug(text)

    def redact_slug(self, slug: str, key: int | str = "") -> str:
        """A web address without the name; ``key`` makes it one of its own."""
        neutral = f"person-{key}" if key else "person"
        for pattern in self._slugs:
            slug = pattern.sub(neutral, slug)
        return slug

    def redact_values(self, value, language: str):
        """The same in every text of a JSON value."""
        if isinstance(value, str):
            return self.redact(value, language)
        if isinstance(value, list):
            return [self.redact_values(each, language) for each in value]
        if isinstance(value, dict):
            own = value.get("language", language)
            language = own if own in NEUTRAL else language
            return {
                name: self.redact_values(each, _language_of(name, language))
                for name, each in value.items()
            }
        return value

    def found_in(self, text: str) -> list[str]:
        """Each place where the words stand, with a little of what is around it."""
        return [
            ("…" if found.start() > _AROUND else "")
            + text[max(found.start() - _AROUND, 0) : found.end() + _AROUND].strip()
            + ("…" if found.end() + _AROUND < len(text) else "")
            for found in self._finds(text)
        ]

    def _finds(self, text) -> Iterator[re.Match]:
        for pattern in [*(pattern for pattern, _new in self._patterns), *self._slugs]:
            yield from pattern.finditer(text)

    @staticmethod
    def _no_email(found, language):
        return NO_ADDRESS

    @staticmethod
    def _neutral(found, language):
        words = NEUTRAL.get(language, NEUTRAL["en"])
        if _ENDS_SENTENCE.search(_INLINE.sub("", found.string[: found.start()])):
            words = words[0].upper() + words[1:]
        if found["genitive"]:
            words += "’s" if language == "en" else "s"
        # what was bold or a link around half of the name keeps its pairs of tags
        return words + "".join(re.findall(r"<[^<>]*>", found[0]))


def _language_of(name: str, language: str) -> str:
    ending = name.rpartition("_")[2]
    return ending if ending in NEUTRAL else language


def _of_name(name):
    parts = (
        "|".join(dict.fromkeys([re.escape(part), re.escape(escape(part))])) for part in name.split()
    )
    whole = _GAP.join(f"(?:{part})" for part in parts)
    return re.compile(rf"(?<!\w){whole}(?P<genitive>['’]?s)?(?!\w)", re.IGNORECASE)


def _of_email(email):
    return re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", re.IGNORECASE)


def _of_slug(slug):
    parts = r"(?:[-_.+]|%20)".join(map(re.escape, slug.split("-")))
    return re.compile(rf"(?<![a-z0-9]){parts}(?![a-z0-9])", re.IGNORECASE)


def _rough(words: str) -> str:
    """Letters outside ASCII in both cases by themselves: the database may not know them as letters."""
    return ".{0,200}?".join("".join(map(_either_case, part)) for part in words.split())


def _rough_slug(slug: str) -> str:
    return ".{1,3}".join(map(re.escape, slug.split("-")))


def _either_case(letter: str) -> str:
    if letter.isascii():
        # what HTML writes otherwise may stand there as several characters
        return "(&[a-z0-9#]+;|.)" if letter in "'&\"" else re.escape(letter)
    return f"[{letter.lower()}{letter.upper()}]"
