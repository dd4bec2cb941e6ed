"""Names that were erased while a form was open: removed from what is sent afterwards.

Only keyed hashes of the names are stored, and only texts begun before the erasing are checked, so
that somebody else of the same name can be written about.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

from django.utils import timezone
from django.utils.crypto import salted_hmac
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
_ENDS = re.compile(r"^\W+|\W+$")
_GENITIVE = re.compile(r"(?:['’]?s['’]?|['’])$", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+", re.IGNORECASE)


def store_erased_names(subject) -> None:
    """Store the hashes of the names, e-mail addresses and slugs of an erased person.

    Hashes of parts of the name apply only to the records in which the parts were erased too.
    """
    words = subject.words
    rows = {_fingerprint(email): 1 for email in words.emails}
    for name in words.names:
        rows[_fingerprint(name)] = len(name.split())
        rows[_fingerprint(make_slug(name))] = len(make_slug(name).split("-"))
    for record in subject.about:
        rows |= {_fingerprint(part, record): 1 for part in subject.widest_words.parts}
    ErasedName.objects.bulk_create(
        [
            ErasedName(fingerprint=fingerprint, words=rows[fingerprint])
            for fingerprint in sorted(rows)
        ],
        update_conflicts=True,
        unique_fields=["fingerprint"],
        update_fields=["erased_at"],
    )


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
        candidates = set(self._candidates(text))
        names = [candidate for candidate in candidates if _fingerprint(candidate) in self._words]
        parts = [candidate for candidate in candidates if self._is_part(candidate)]
        emails = [name for name in names if "@" in name]
        # a web address is found again by the words that it is made of
        names = [name.replace("-", " ") if _SLUG.fullmatch(name) else name for name in names]
        names = [name for name in names if "@" not in name]
        return SubjectWords(names, emails, parts).redact(text, language)

    def _is_part(self, word: str) -> bool:
        return bool(self._record) and _fingerprint(word, self._record) in self._words

    def redact_pairs(self, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the fields of a form, pairs of name and text, with the texts redacted."""
        language = dict(pairs).get("language", "en")
        return [(name, self.redact(value, language)) for name, value in pairs]

    def _candidates(self, text: str) -> Iterator[str]:
        """Yield every part of ``text`` with as many words as one of the names."""
        yield from _EMAIL.findall(text)
        sizes = set(self._words.values())
        plain = [_ENDS.sub("", word) for word in unescape(_TAG.sub(" ", text)).split()]
        for size in sizes:
            for first in range(len(plain) - size + 1):
                name = " ".join(plain[first : first + size])
                yield from (name, _GENITIVE.sub("", name))
        for slug in _SLUG.findall(text):
            parts = slug.split("-")
            for size in sizes:
                for first in range(len(parts) - size + 1):
                    yield "-".join(parts[first : first + size])


def _fingerprint(name: str, record: str = "") -> str:
    name = " ".join(f"{record} {name}".casefold().split())
    return salted_hmac("desk.erased-name", name, algorithm="sha256").hexdigest()


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
