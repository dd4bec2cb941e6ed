"""Who is asked about: records that are somebody, and the words they are found by."""

from functools import cached_property

from django.db import models

from core.parsing import parse_whole_number
from desk.privacy.name_matching import Words
from desk.privacy.owners import key_of, owner_of
from desk.privacy.personal_data import subject_kinds
from desk.privacy.text_columns import Match, matches

_MOST_WORDS = 20
SHORTEST, LONGEST = 3, 250


class Subject:
    """Somebody: the records chosen, one of each kind at most, and words typed besides."""

    def __init__(self, records=(), words=(), pictures=(), about=()):
        self.records = list(records)
        self.typed = [word for word in words if SHORTEST <= len(word.strip()) <= LONGEST]
        # keys of pictures that show the person, besides the portrait
        self.pictures = set(pictures)
        # keys of the records in which a part of the name that stands alone is this person, too
        self.about = set(about)

    def read_again(self) -> "Subject":
        """The same somebody as the records stand now; of one that is gone the words are left."""
        records, words = [], [*self.words.names, *self.words.emails]
        for record in self.records:
            now = type(record)._base_manager.filter(pk=record.pk).first()
            kept = getattr(now, "merged_into", None) or now
            records += [kept] if kept else []
        return Subject(records, words, self.pictures, self.about)

    def __bool__(self):
        return bool(self.records or self.typed)

    def record(self, model: type[models.Model]) -> models.Model | None:
        return next((record for record in self.records if isinstance(record, model)), None)

    def keys(self, model: type[models.Model]) -> list[int]:
        """The key of the record of ``model``, and those of the duplicates merged into it."""
        record = self.record(model)
        return list(record.own_and_alias_keys().values_list("pk", flat=True)) if record else []

    @cached_property
    def words(self) -> Words:
        names, emails = [], []
        for record in self.records:
            kind = next(kind for kind in subject_kinds() if isinstance(record, kind.model))
            names += kind.names(record)
            emails += kind.emails(record)
        for typed in self.typed:
            (emails if "@" in typed else names).append(typed)
        return Words(names, emails)

    @cached_property
    def widest_words(self) -> Words:
        return self.words.with_parts()

    @cached_property
    def matches(self) -> list[Match]:
        """Every row in which the words or parts of a name stand, read in one pass over all texts."""
        return list(matches(self.widest_words))

    def words_for(self, row: models.Model) -> Words:
        """The words that are this person in ``row``: the parts of the name too, where that was said."""
        wide = self.about and key_of(owner_of(row)) in self.about
        return self.widest_words if wide else self.words

    @property
    def name(self) -> str:
        """What has to be typed to confirm."""
        return (self.words.names or self.words.emails)[0]

    @property
    def query(self) -> list[tuple[str, str]]:
        """The subject as the fields of a form or the query of an address."""
        fields = [("record", f"{record._meta.label_lower}:{record.pk}") for record in self.records]
        fields += [("words", word) for word in self.typed]
        return fields + [("picture", str(key)) for key in sorted(self.pictures)]


def subject_from(fields) -> Subject:
    """The subject that the fields of a form (a QueryDict) name; what is not there is left out."""
    chosen = {}
    texts = [text for kind in subject_kinds() for text in fields.getlist(f"record.{kind.label}")]
    for text in [*texts, *fields.getlist("record")]:
        label, _colon, key = text.partition(":")
        kind = next((kind for kind in subject_kinds() if kind.label == label), None)
        if kind:
            record = kind.model._base_manager.filter(pk=parse_whole_number(key)).first()
            if record is not None:
                chosen[kind.label] = getattr(record, "merged_into", None) or record
    words = [
        line.strip()
        for text in fields.getlist("words")
        for line in text.replace("\x00", "").splitlines()
    ]
    pictures = {parse_whole_number(key) for key in fields.getlist("picture")} - {None}
    about = fields.getlist("about")
    return Subject(chosen.values(), list(dict.fromkeys(words))[:_MOST_WORDS], pictures, about)
