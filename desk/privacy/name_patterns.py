"""Regular expressions that match a person's names, e-mail addresses and slugs."""

import re
from html import escape

_GAP = r"(?:\s|&nbsp;|<[^<>]*>)+"  # between two words of a name
# endings in English and Norwegian: Ness’s, Ness’, Nordmanns, the Nordmanns’
_GENITIVE, _AFTER_S = r"['’]?s['’]?", r"['’]?s|['’]"
# between words, in a web address, and where HTML may write a character otherwise
_VARIES = re.compile(r"[^\x21-\x7e]|['&\"-]")


def name_pattern(name: str) -> re.Pattern:
    """Match a whole name, with tags between its words and with a genitive ending."""
    parts = (
        "|".join(dict.fromkeys([re.escape(part), re.escape(escape(part))])) for part in name.split()
    )
    whole = _GAP.join(f"(?:{part})" for part in parts)
    return re.compile(
        rf"(?<!\w){whole}(?P<genitive>{_genitive_ending(name)})?(?!\w)", re.IGNORECASE
    )


def name_part_pattern(part: str) -> re.Pattern:
    """Match one word of a name, as it is written or in capitals."""
    # “per”, “dag” and “even” are words of their own: a name counts as it is written or in capitals
    forms = "|".join(map(re.escape, dict.fromkeys([part, part.upper(), part.capitalize()])))
    genitive = f"(?P<genitive>(?i:{_genitive_ending(part)}))?"
    return re.compile(rf"(?<![^\W_])(?:{forms}){genitive}(?![^\W_])")


def _genitive_ending(name: str) -> str:
    return _AFTER_S if name[-1].lower() in "sxz" else _GENITIVE


def email_containing(part: str) -> str:
    """Return the source of a pattern for e-mail addresses that contain one word of a name."""
    return rf"[\w.+-]*(?<![^\W_]){re.escape(part)}(?![^\W_])[\w.+-]*@[\w-]+(?:\.[\w-]+)+"


def email_pattern(email: str) -> re.Pattern:
    """Match an e-mail address, given as the source of a pattern."""
    return re.compile(rf"(?<![\w.+-]){email}(?![\w-])", re.IGNORECASE)


def mail_link_pattern(email: str) -> re.Pattern:
    """Match a whole link to an e-mail address; its groups are ``email`` and ``text``."""
    link = rf'<a\b[^<>]*\bhref="mailto:(?P<email>{email})(?:\?[^"]*)?"[^<>]*>(?P<text>.*?)</a>'
    return re.compile(link, re.IGNORECASE | re.DOTALL)


def slug_pattern(slug: str) -> re.Pattern:
    """Match a slug within a web address, with any of the usual characters between its words."""
    parts = r"(?:[-_.+]|%20)".join(map(re.escape, slug.split("-")))
    return re.compile(rf"(?<![a-z0-9]){parts}(?![a-z0-9])", re.IGNORECASE)


def rough_words_pattern(words: str) -> str:
    """Return a pattern for the database, with both cases of non-ASCII letters, which it may not fold."""
    return ".{0,200}?".join("".join(map(_either_case, part)) for part in words.split())


def longest_literal(words: str) -> str:
    """Return the longest part of ``words`` that both rough patterns contain unchanged, in lower case."""
    return max(_VARIES.split(words), key=len).lower()


def rough_slug_pattern(slug: str) -> str:
    """Return a pattern for the database that matches the words of a slug."""
    return ".{1,3}".join(map(re.escape, slug.split("-")))


def _either_case(letter: str) -> str:
    if letter.isascii():
        # what HTML writes otherwise may stand there as several characters
        return "(&[a-z0-9#]+;|.)" if letter in "'&\"" else re.escape(letter)
    return f"[{letter.lower()}{letter.upper()}]"
