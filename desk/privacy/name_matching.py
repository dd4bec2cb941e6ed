"""Find a person's names and e-mail addresses in running text, and replace them with neutral words.

``Kari Nordmanns`` and ``<strong>Kari</strong> Nordmann`` match as well, and the name in web
addresses, ``kari-nordmann``. On request single parts of a name match too: ``Nordmann came``,
``Karis``, ``kari@old.example``.
"""

import re
from collections.abc import Iterator
from html import unescape

from core.slugs import make_slug
from desk.privacy.name_patterns import (
    email_containing,
    email_pattern,
    longest_literal,
    mail_link_pattern,
    name_part_pattern,
    name_pattern,
    rough_slug_pattern,
    rough_words_pattern,
    slug_pattern,
)

NEUTRAL = {"en": "a person", "nb": "en person"}
NO_ADDRESS = "erased@erased.invalid"
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:>“\"\n])\s*$")
_INLINE = re.compile(r"(?:</?(?:strong|em|a|sup|sub|b|i)\b[^<>]*>\s*)+$")
_AROUND = 90
# values of JSON that are code, not words
_CODES = {"type", "section", "language", "state"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_SLUG_OF_ANY_LENGTH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_TAGS_OF_EXCERPT = re.compile(r"</?[a-z][^<>]*>|^[^<>]*>|</?[a-z][^<>]*$", re.IGNORECASE)
_IN_READABLE_VALUE = re.compile(
    r'\b(?:href|alt|title|aria-label)="(?!record:)[^"]*$', re.IGNORECASE
)
_SHORTEST_IN_ADDRESS = 3  # characters of a part of a name
_IN_ADDRESS = re.compile(r"(?:[/_=]|\w[-.])$")
_ADDRESS = re.compile(r"(?:/|https?:|www\.)", re.IGNORECASE)
_NOT_ADDRESS = re.compile(r"[\s<>\"()]")


class SubjectWords:
    """The names and e-mail addresses of a person; ``parts`` are single words of a name that match alone."""

    def __init__(self, names, emails, parts=()):
        self.names = tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
        self.emails = tuple(dict.fromkeys(email.strip() for email in emails if email.strip()))
        self.parts = tuple(sorted(dict.fromkeys(parts), key=lambda part: (-len(part), part)))
        longest_first = sorted(self.names, key=len, reverse=True)
        emails = [(email, re.escape(email)) for email in self.emails]
        emails += [(part, email_containing(part)) for part in self.parts]
        # each beside a literal that is in every text it matches
        self._patterns = [
            (longest_literal(words), pattern(source), replacement)
            for pattern, sources, replacement in (
                (mail_link_pattern, emails, self._unlinked),
                (email_pattern, emails, self._no_email),
                (name_pattern, [(name, name) for name in longest_first], self._neutral),
                (name_part_pattern, [(part, part) for part in self.parts], self._part),
            )
            for words, source in sources
        ]
        slugs = [slug for name in longest_first if "-" in (slug := make_slug(name))]
        part_slugs = [make_slug(part) for part in self.parts if len(part) >= _SHORTEST_IN_ADDRESS]
        self._slugs = [(longest_literal(slug), slug_pattern(slug), _is_markup) for slug in slugs]
        self._slugs += [
            (longest_literal(slug), slug_pattern(slug), _is_not_address) for slug in part_slugs
        ]
        slugs += part_slugs
        words = [*self.names, *self.emails, *self.parts]
        self._rough = "|".join([*map(rough_words_pattern, words), *map(rough_slug_pattern, slugs)])
        self._literals = [*map(longest_literal, words), *map(longest_literal, slugs)]

    def __bool__(self):
        return bool(self.names or self.emails or self.parts)

    def with_parts(self) -> "SubjectWords":
        """Return the same words with each single word of the names as a part."""
        return SubjectWords(self.names, self.emails, [*self.parts, *_parts_of(self.names)])

    @property
    def rough_pattern(self) -> str:
        """A pattern for the database: matches all that :meth:`redact` changes, and some more."""
        return self._rough

    @property
    def literals(self) -> list[str]:
        """Lower-case strings, one of which is in every text that ``rough_pattern`` matches.

        Searching for them is many times quicker than matching the pattern.
        """
        literals = sorted(set(self._literals), key=len)
        return [
            literal
            for place, literal in enumerate(literals)
            if not any(shorter in literal for shorter in literals[:place])
        ]

    def redact(self, text: str, language: str) -> str:
        """Return ``text`` with neutral words in place of the names."""
        if _SLUG.fullmatch(text):
            return self.redact_slug(text)
        folded = text.casefold()
        for literal, pattern, replacement in self._patterns:
            if literal in folded:
                text = pattern.sub(lambda match, new=replacement: new(match, language), text)
        return self.redact_slug(text)

    def redact_slug(self, slug: str, key: int | str = "") -> str:
        """Return a slug without the name; ``key`` makes it unique."""
        neutral = f"person-{key}" if key else "person"
        for _literal, pattern, is_other in self._slugs:
            slug = pattern.sub(
                lambda match, is_other=is_other: match[0] if is_other(match) else neutral, slug
            )
        return slug

    def redact_values(self, value, language: str):
        """Redact every text of a JSON value."""
        if isinstance(value, str):
            return self.redact(value, language)
        if isinstance(value, list):
            return [self.redact_values(item, language) for item in value]
        if isinstance(value, dict):
            own = value.get("language", language)
            language = own if own in NEUTRAL else language
            return {
                name: item
                if name in _CODES
                else self.redact_values(item, _language_of(name, language))
                for name, item in value.items()
            }
        return value

    def match(self, text: str, *, beside: "SubjectWords | None" = None) -> bool:
        """Whether the words are in ``text``, which costs less than :meth:`found_in`."""
        return next(self._finds_outside(text, beside), None) is not None

    def found_in(self, text: str, *, beside: "SubjectWords | None" = None) -> list[str]:
        """Return an excerpt around each match of the words.

        Matches that overlap with those of the words ``beside`` are left out.
        """
        return [
            ("…" if match.start() > _AROUND else "")
            + _without_tags(text[max(match.start() - _AROUND, 0) : match.end() + _AROUND])
            + ("…" if match.end() + _AROUND < len(text) else "")
            for match in self._finds_outside(text, beside)
        ]

    def _finds_outside(self, text, beside) -> Iterator[re.Match]:
        taken = [match.span() for match in beside._finds(text)] if beside else []
        for match in self._finds(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                yield match

    def _finds(self, text) -> Iterator[re.Match]:
        folded = text.casefold()  # a look for the literal costs a fraction of the pattern
        for literal, pattern, _new in self._patterns:
            if literal in folded:
                yield from (match for match in pattern.finditer(text) if not _is_markup(match))
        for literal, pattern, is_other in self._slugs:
            if literal in folded:
                yield from (match for match in pattern.finditer(text) if not is_other(match))

    @staticmethod
    def _no_email(match, language):
        return NO_ADDRESS

    def _unlinked(self, match, language):
        """Return the text of a link to the person's e-mail; neutral words if it contains their name."""
        text = match["text"]
        if match["email"].casefold() in text.casefold() or self.with_parts().found_in(text):
            return _neutral_words(match, language)
        return text

    def _part(self, match, language):
        if _is_markup(match):
            return match[0]
        in_address = _tag_around(match) or _IN_ADDRESS.search(match.string[: match.start()])
        return "person" if in_address else self._neutral(match, language)

    @staticmethod
    def _neutral(match, language):
        words = _neutral_words(match, language)
        if match["genitive"]:
            words += "’s" if language == "en" else "s"
        # what was bold or a link around half of the name keeps its pairs of tags
        return words + "".join(re.findall(r"<[^<>]*>", match[0]))


def _neutral_words(match: re.Match, language: str) -> str:
    words = NEUTRAL.get(language, NEUTRAL["en"])
    if _ENDS_SENTENCE.search(_INLINE.sub("", match.string[: match.start()])):
        return words[0].upper() + words[1:]
    return words


def _without_tags(excerpt: str) -> str:
    """Return an excerpt of HTML as plain text, without tags that are cut at either end."""
    return " ".join(unescape(_TAGS_OF_EXCERPT.sub(" ", excerpt)).split())


def iterate_texts(value) -> Iterator[str]:
    """Yield every text of a JSON value that a user may have written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from iterate_texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in _CODES:
                yield from iterate_texts(item)


def _language_of(name: str, language: str) -> str:
    ending = name.rpartition("_")[2]
    return ending if ending in NEUTRAL else language


def _parts_of(names) -> list[str]:
    """Return the words of names that have several, and the halves of double names; no van, de or von."""
    parts = []
    for name in names:
        words = name.split()
        for word in words if len(words) > 1 else ():
            halves = word.split("-") if "-" in word else []
            parts += [
                part
                for part in (word, *halves)
                if len(part.strip(".")) > 1 and (name.islower() or not part[0].islower())
            ]
    return parts


def _tag_around(match: re.Match) -> re.Match | None:
    """Return the HTML tag inside which a match begins."""
    text, start = match.string, match.start()
    opening = text.rfind("<", 0, start)
    tag = _TAG.match(text, opening) if opening >= 0 else None
    return tag if tag and tag.end() > start else None


def _is_markup(match: re.Match) -> bool:
    """Whether a match is markup: the name of a tag, or an attribute that is never displayed."""
    tag = _tag_around(match)
    if tag is None:
        return False
    return not _IN_READABLE_VALUE.search(tag[0][: match.start() - tag.start()])


def _is_not_address(match: re.Match) -> bool:
    """Whether a match is markup or running text, not part of a web address."""
    if _is_markup(match):
        return True
    if _tag_around(match):
        return False
    text = match.string
    before = _NOT_ADDRESS.split(text[: match.start()])[-1]
    after = _NOT_ADDRESS.split(text[match.end() :], maxsplit=1)[0]
    word = before + match[0] + after
    return not (_ADDRESS.match(word) or (word == text and _SLUG_OF_ANY_LENGTH.fullmatch(text)))
