"""Names that were erased while a form was open: removed from what is sent afterwards.

Only keyed hashes of the names are stored, and only texts begun before the erasing are checked, so
that somebody else of the same name can be written about.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import cache
from html import unescape

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext

from core.slugs import make_slug
from desk.models import ErasedName
from desk.privacy.name_matching import SubjectWords
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

# an older form is never saved (desk.autosave.outdated_form)
FORM_LIFETIME = timedelta(days=30)
# longer than any form, with a day for those that were read while somebody was being erased
_KEPT_FOR = FORM_LIFETIME + timedelta(days=1)
_TAG = re.compile(r"<[^<>]*>|&nbsp;")
_WORD = re.compile(r"\w+")
_ENDS = re.compile(r"^\W+|\W+$")
_GENITIVE = re.compile(r"(?:['’]?s['’]?|['’])$", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+", re.IGNORECASE)


def store_erased_names(subject) -> None:
    """Store the hashes of the names, e-mail addresses and slugs of an erased person.

    Hashes of parts of the name apply only to the records in which the parts were erased too.
    """
    rows = fingerprint_words(subject.words)
    for record in subject.about:
        rows |= {make_fingerprint(part, record): 1 for part in subject.widest_words.parts}
    ErasedName.objects.bulk_create(
        [
            ErasedName(fingerprint=fingerprint, words=rows[fingerprint])
            for fingerprint in sorted(rows)
        ],
        update_conflicts=True,
        unique_fields=["fingerprint"],
        update_fields=["erased_at"],
    )


def fingerprint_words(words: SubjectWords) -> dict[str, int]:
    """Return the hash of each name, e-mail address and slug, with its number of words."""
    rows = {make_fingerprint(email): 1 for email in words.emails}
    for name in words.names:
        rows[make_fingerprint(name)] = len(name.split())
        rows[make_fingerprint(make_slug(name))] = len(make_slug(name).split("-"))
    return rows


class ErasedNames:
    """The names erased since a text was ``begun`` (None: unknown, so all of them); one query.

    ``record`` is the key of the record that the text belongs to
    (:func:`desk.privacy.owners.row_key`).
    """

    def __init__(self, begun: datetime | None, record: str = ""):
        self._record = record
        rows = ErasedName.objects.all()
        if begun is not None:
            rows = rows.filter(erased_at__gte=begun)
        self._words = dict(rows.values_list("fingerprint", "words"))

    def __bool__(self):
        return bool(self._words)

    def redact(self, text: str, language: str) -> str:
        """Return ``text`` with neutral words in place of those names."""
        if not self._words:
            return text
        candidates = set(find_candidates(text, set(self._words.values())))
        matches = {name for name in candidates if make_fingerprint(name) in self._words}
        parts = [candidate for candidate in candidates if self._is_part(candidate)]
        names, emails = split_names_and_emails(matches)
        return SubjectWords(names, emails, parts).redact(text, language)

    def _is_part(self, word: str) -> bool:
        return bool(self._record) and make_fingerprint(word, self._record) in self._words

    def redact_pairs(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the fields of a form, pairs of name and text, with the texts redacted."""
        language = dict(pairs).get("language", "en")
        return [(name, self.redact(value, language)) for name, value in pairs]


def find_candidates(text: str, sizes: Collection[int]) -> Iterator[str]:
    """Yield every part of ``text`` that may be a name of one of these numbers of words, or an e-mail address."""
    yield from _EMAIL.findall(text)
    plain = unescape(_TAG.sub(" ", text))
    # once with what stands inside of a name, as in Anne-Marie, once without what touches it
    for words in ([_ENDS.sub("", word) for word in plain.split()], _WORD.findall(plain)):
        for size in sizes:
            for first in range(len(words) - size + 1):
                name = " ".join(words[first : first + size])
                yield from (name, _GENITIVE.sub("", name))
    for slug in _SLUG.findall(text):
        parts = slug.split("-")
        for size in sizes:
            for first in range(len(parts) - size + 1):
                yield "-".join(parts[first : first + size])


def split_names_and_emails(texts: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the names and the e-mail addresses among ``texts``; of a slug the words that it is made of."""
    emails = [text for text in texts if "@" in text]
    names = [
        text.replace("-", " ") if _SLUG.fullmatch(text) else text
        for text in texts
        if "@" not in text
    ]
    return names, emails


def make_fingerprint(name: str, record: str = "") -> str:
    """Return the keyed hash of a name, which only the site's own SECRET_KEY can compute."""
    name = " ".join(f"{record} {name}".casefold().split())
    return hmac.digest(_hash_key(settings.SECRET_KEY), name.encode(), "sha256").hex()


@cache
def _hash_key(secret: str) -> bytes:
    # that of django.utils.crypto.salted_hmac, computed once and not for each word of a text
    return hashlib.sha256(f"desk.erased-name{secret}".encode()).digest()


@register_scheduled_task("erased names")
def delete_erased_names(*, dry_run: bool, say: Say) -> None:
    """Delete the hashes that no open form can need any more."""
    overdue = ErasedName.objects.filter(erased_at__lt=timezone.now() - _KEPT_FOR)
    count = overdue.count() if dry_run else overdue.delete()[0]
    if count:
        words = (
            ngettext(
                "%(count)s hash of an erased name would be deleted",
                "%(count)s hashes of erased names would be deleted",
                count,
            )
            if dry_run
            else ngettext(
                "%(count)s hash of an erased name is deleted",
                "%(count)s hashes of erased names are deleted",
                count,
            )
        )
        say(words % {"count": count})
