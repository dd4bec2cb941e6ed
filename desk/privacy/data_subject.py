"""The data subject: the records that are the person, and the words to search for."""

from functools import cached_property
from typing import TypeVar

from django.db import models

from core.parsing import parse_whole_number
from desk.privacy.name_matching import SubjectWords
from desk.privacy.owners import find_owner, row_key
from desk.privacy.personal_data import subject_kinds
from desk.privacy.text_search import KeysByModel, TextMatch, find_matches

Record = TypeVar("Record", bound=models.Model)
_MOST_WORDS = 20
SHORTEST, LONGEST = 3, 250


class DataSubject:
    """A person: the chosen records, at most one of each kind, and further words."""

    def __init__(
        self, records=(), words=(), pictures=(), about=(), among: KeysByModel | None = None
    ):
        self.records = list(records)
        self.typed = [word for word in words if SHORTEST <= len(word.strip()) <= LONGEST]
        # keys of pictures that show the person, besides the portrait
        self.pictures = set(pictures)
        # keys of the records in which a part of the name that stands alone is this person, too
        self.about = set(about)
        # the only rows that can contain the words, where that is known
        self.among = among

    def refresh(self) -> "DataSubject":
        """Return the same subject with current records; of a deleted one the words remain."""
        records, words = [], [*self.words.names, *self.words.emails]
        for record in self.records:
            now = type(record)._base_manager.filter(pk=record.pk).first()
            current = getattr(now, "merged_into", None) or now
            records += [current] if current else []
        return DataSubject(records, words, self.pictures, self.about)

    def __bool__(self):
        return bool(self.records or self.typed)

    def record(self, model: type[Record]) -> Record | None:
        return next((record for record in self.records if isinstance(record, model)), None)

    def keys(self, model: type[models.Model]) -> list[int]:
        """Return the key of the record of ``model``, and those of the duplicates merged into it."""
        record = self.record(model)
        return list(record.own_and_alias_keys().values_list("pk", flat=True)) if record else []

    @cached_property
    def words(self) -> SubjectWords:
        """The names and e-mail addresses of the person."""
        names, emails = [], []
        for record in self.records:
            kind = next(kind for kind in subject_kinds() if isinstance(record, kind.model))
            names += kind.names(record)
            emails += kind.emails(record)
        for text in self.typed:
            (emails if "@" in text else names).append(text)
        return SubjectWords(names, emails)

    @cached_property
    def widest_words(self) -> SubjectWords:
        """The names and e-mail addresses, and each part of the names."""
        return self.words.with_parts()

    @cached_property
    def matching_rows(self) -> list[TextMatch]:
        """Every row that contains the words or parts of a name, found in one pass over all texts."""
        return list(find_matches(self.widest_words, self.among))

    @property
    def matching_keys(self) -> KeysByModel:
        """The keys of the rows that contained the words when they were searched for, by model."""
        keys: dict[type[models.Model], list] = {}
        for match in self.matching_rows:
            keys.setdefault(type(match.record), []).append(match.record.pk)
        return keys

    @property
    def erased_words(self) -> SubjectWords:
        """The widest words that :meth:`words_for` may return."""
        return self.widest_words if self.about else self.words

    def words_for(self, row: models.Model) -> SubjectWords:
        """Return the words that mean this person in ``row``; parts of the name if that was confirmed."""
        wide = self.about and row_key(find_owner(row)) in self.about
        return self.widest_words if wide else self.words

    @property
    def name(self) -> str:
        """The text to type for confirmation."""
        return (self.words.names or self.words.emails)[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The subject as form fields or a query string."""
        fields = [("record", f"{record._meta.label_lower}:{record.pk}") for record in self.records]
        fields += [("words", word) for word in self.typed]
        return fields + [("picture", str(key)) for key in sorted(self.pictures)]


def parse_data_subject(fields) -> DataSubject:
    """Return the subject that the fields of a form (a QueryDict) describe; unknown records are left out."""
    records_by_kind = {}
    texts = [text for kind in subject_kinds() for text in fields.getlist(f"record.{kind.label}")]
    for text in [*texts, *fields.getlist("record")]:
        record = parse_record_key(text)
        if record is not None:
            records_by_kind[record._meta.label_lower] = record
    words = [
        line.strip()
        for text in fields.getlist("words")
        for line in text.replace("\x00", "").splitlines()
    ]
    pictures = {parse_whole_number(key) for key in fields.getlist("picture")} - {None}
    about = fields.getlist("about")
    return DataSubject(
        records_by_kind.values(), list(dict.fromkeys(words))[:_MOST_WORDS], pictures, about
    )


def parse_record_key(text: str) -> models.Model | None:
    """Return the record of a person at a key such as "members.person:12"; of a duplicate the one it was merged into."""
    label, _colon, key = text.partition(":")
    kind = next((kind for kind in subject_kinds() if kind.label == label), None)
    record = kind and kind.model._base_manager.filter(pk=parse_whole_number(key)).first()
    return getattr(record, "merged_into", None) or record
