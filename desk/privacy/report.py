"""Everything that is held about a person: a list with links, and a file to hand out."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePosixPath

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.models import Autosave
from desk.privacy.data_subject import Subject
from desk.privacy.kept_input import typed_pairs
from desk.privacy.owners import key_of, label_of, owner_of, page_of
from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.row_facts import Fact, facts_of


@dataclass
class Held:
    """One thing that is held: what kind, what it is called, where to see it, and what it says.

    It says its ``facts``, else those of its ``row``; ``where`` has the words around each mention.
    """

    kind: str
    label: str
    address: str = ""
    facts: list[Fact] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    row: models.Model | None = None
    files: list = field(default_factory=list)  # stored files that belong to it
    picture: int | None = None  # the key of a picture that may show the person
    about: str = ""  # the key of the record that is about the person by it

    @property
    def excerpt(self) -> str:
        return self.where[0] if self.where else ""

    @property
    def all_facts(self) -> list[Fact]:
        return self.facts or (facts_of(self.row) if self.row is not None else [])


def held_about(subject: Subject) -> list[Held]:
    """Everything, by kind: records and what hangs on them first, then every text with the words."""
    found = [held for data in personal_data_of_apps() for held in data.find(subject)]
    found += [*_texts(subject), *_typed(subject)]
    return sorted(found, key=lambda held: held.kind)


def by_kind(held: list[Held], most: int) -> list[tuple[str, list[Held], int]]:
    """Each kind with its first entries and the number of the others."""
    groups = [(kind, list(group)) for kind, group in groupby(held, key=lambda each: each.kind)]
    return [(kind, group[:most], max(len(group) - most, 0)) for kind, group in groups]


def of_rows(
    kind: str, rows: Iterable[models.Model], *, about: bool = False, where: Iterable[str] = ()
) -> Iterator[Held]:
    """Each of ``rows`` as one thing held, with all its values; ``about`` where it is about the person."""
    for row in rows:
        held = Held(capfirst(kind), label_of(row), page_of(row), where=list(where), row=row)
        held.about = key_of(owner_of(row)) if about else ""
        yield held


def _texts(subject) -> Iterator[Held]:
    for widest in subject.matches:
        match = widest.with_words(subject.words)
        if not match.columns or match.record in subject.records:
            continue
        opts = match.record._meta
        kind = _("Mentioned in: %(kind)s") % {"kind": capfirst(opts.verbose_name_plural)}
        columns = ", ".join(str(column.verbose_name) for column in match.columns)
        picture = match.record.pk if opts.label_lower == "images.image" else None
        files = [match.record.file] if picture else []
        label, page = label_of(match.record), page_of(match.record)
        yield Held(
            kind,
            label,
            page,
            [(_("In the field"), columns)],
            match.excerpts(subject.words),
            files=files,
            picture=picture,
            about=key_of(owner_of(match.record)),
        )


def _typed(subject) -> Iterator[Held]:
    """What somebody typed and has not saved; it is stored as a browser sends it."""
    for kept in Autosave.objects.order_by("pk"):
        where = [
            excerpt for _name, text in typed_pairs(kept) for excerpt in subject.words.found_in(text)
        ]
        if where:
            label = f"{kept.content_type.name} {kept.place}, {kept.user}"
            about = key_of(owner_of(kept))
            yield Held(_("Texts not saved"), label, where=where, about=about)


def as_zip(subject: Subject) -> bytes:
    """A page to read with everything held, and the picture files beside it."""
    buffer, held = io.BytesIO(), held_about(subject)
    files = {file.name: file for each in held for file in each.files if file}
    files = {name: file for name, file in files.items() if file.storage.exists(name)}
    context = {
        "title": _("What we hold about %(name)s") % {"name": subject.name},
        "searched": [*subject.words.names, *subject.words.emails],
        "made": timezone.now(),
        "groups": by_kind(held, most=len(held)),
        "pictures": files,
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        document = render_to_string("desk/personal_document.html", context)
        package.writestr("what-we-hold.html", document)
        for name, file in files.items():
            with file.storage.open(name) as content:
                package.writestr(f"pictures/{PurePosixPath(name).name}", content.read())
    return buffer.getvalue()
