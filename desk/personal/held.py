"""Everything that is held about a person: a list with links, and a file to hand out."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePosixPath

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.models import Autosave
from desk.personal.owners import key_of, label_of, owner_of, page_of
from desk.personal.subject import Subject
from desk.personal.tables import matches
from desk.personal.typed import typed_pairs
from desk.values import has_shape, values_of


@dataclass
class Held:
    """One thing that is held: what kind, what it is called, where to see it, and what it says."""

    kind: str
    label: str
    address: str = ""
    content: dict = field(default_factory=dict)
    files: list = field(default_factory=list)  # stored files that belong to it
    picture: int | None = None  # the key of a picture that may show the person
    about: str = ""  # the key of the record that is about the person by it

    @property
    def excerpt(self) -> str:
        return self.content.get("where", [""])[0]


Holder = Callable[[Subject], Iterable[Held]]
_holders: list[Holder] = []


def holds(holder: Holder) -> Holder:
    """Register a function that yields what one app holds about a subject."""
    _holders.append(holder)
    return holder


def held_about(subject: Subject) -> list[Held]:
    """Everything, by kind: records and what hangs on them first, then every text with the words."""
    found = [held for holder in _holders for held in holder(subject)]
    found += [*_texts(subject), *_typed(subject)]
    return sorted(found, key=lambda held: held.kind)


def by_kind(held: list[Held], most: int) -> list[tuple[str, list[Held], int]]:
    """Each kind with its first entries and the number of the others."""
    groups = [(kind, list(group)) for kind, group in groupby(held, key=lambda each: each.kind)]
    return [(kind, group[:most], max(len(group) - most, 0)) for kind, group in groups]


def of_rows(
    kind: str, rows: Iterable[models.Model], *, about: bool = False, **content
) -> Iterator[Held]:
    """Each of ``rows`` as one thing held, with all its values; ``about`` where it is about the person."""
    for row in rows:
        values = values_of(row) if has_shape(type(row)) else plain_values(row)
        held = Held(capfirst(kind), label_of(row), page_of(row), {"values": values, **content})
        held.about = key_of(owner_of(row)) if about else ""
        yield held


def plain_values(row: models.Model) -> dict:
    return {
        column.name: column.value_from_object(row)
        for column in row._meta.concrete_fields
        if column.name != "password" and not isinstance(column, models.FileField)
    }


def _texts(subject) -> Iterator[Held]:
    for match in matches(subject.words):
        if match.record in subject.records:
            continue
        opts = match.record._meta
        kind = _("Mentioned in: %(kind)s") % {"kind": capfirst(opts.verbose_name_plural)}
        content = {
            "fields": [str(column.verbose_name) for column in match.columns],
            "where": match.excerpts(subject.words),
        }
        picture = match.record.pk if opts.label_lower == "images.image" else None
        files = [match.record.file] if picture else []
        label, page = label_of(match.record), page_of(match.record)
        yield Held(kind, label, page, content, files, picture, key_of(owner_of(match.record)))


def _typed(subject) -> Iterator[Held]:
    """What somebody typed and has not saved; it is stored as a browser sends it."""
    for kept in Autosave.objects.order_by("pk"):
        where = [
            excerpt for _name, text in typed_pairs(kept) for excerpt in subject.words.found_in(text)
        ]
        if where:
            label = f"{kept.content_type.name} {kept.place}, {kept.user}"
            about = key_of(owner_of(kept))
            yield Held(_("Texts not saved"), label, content={"where": where}, about=about)


def as_zip(subject: Subject) -> bytes:
    """``data.json`` with everything held, and the picture files beside it."""
    buffer, held = io.BytesIO(), held_about(subject)
    data = {
        "about": {"names": subject.words.names, "emails": subject.words.emails},
        "made": timezone.now(),
        "held": [
            {"kind": each.kind, "label": each.label, "address": each.address, **each.content}
            for each in held
        ],
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, default=str)
        package.writestr("data.json", text)
        stored = {file.name: file for each in held for file in each.files if file}
        for name, file in stored.items():
            if file.storage.exists(name):
                with file.storage.open(name) as content:
                    package.writestr(f"pictures/{PurePosixPath(name).name}", content.read())
    return buffer.getvalue()
