"""All personal data of a person: a list with links, and a file to hand out."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import BinaryIO

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.models import Autosave
from desk.privacy.data_subject import DataSubject
from desk.privacy.kept_input import parse_autosave
from desk.privacy.owners import find_owner, row_key, row_label, row_url
from desk.privacy.personal_data import personal_data_of_apps
from desk.privacy.row_facts import Fact, row_facts


@dataclass
class PersonalDataItem:
    """One stored item: its kind, its name, the row whose page shows it, and its content.

    The content is its ``facts``, else those of its ``row``; ``where`` has the words around each
    mention. Both may be functions, since a page shows a few items of many.
    """

    kind: str
    label: str
    page: models.Model | None = None
    facts: list[Fact] | Callable[[], list[Fact]] = field(default_factory=list)
    where: list[str] | Callable[[], list[str]] = field(default_factory=list)
    row: models.Model | None = None
    files: list = field(default_factory=list)  # stored files that belong to it
    picture: int | None = None  # the key of a picture that may show the person
    about: str = ""  # the key of the record that is about the person by it

    @cached_property
    def address(self) -> str:
        return row_url(self.page) if self.page is not None else ""

    @property
    def excerpt(self) -> str:
        return next(iter(self.excerpts), "")

    @cached_property
    def excerpts(self) -> list[str]:
        return self.where() if callable(self.where) else self.where

    @property
    def all_facts(self) -> list[Fact]:
        facts = self.facts() if callable(self.facts) else self.facts
        return facts or (row_facts(self.row) if self.row is not None else [])


def find_personal_data(subject: DataSubject) -> list[PersonalDataItem]:
    """Return everything stored about the subject, by kind: first records, then texts that mention it."""
    items = [item for data in personal_data_of_apps() for item in data.find(subject)]
    items += [*_texts(subject), *_autosaves(subject)]
    return sorted(items, key=lambda item: item.kind)


def group_by_kind(
    items: list[PersonalDataItem], most: int
) -> list[tuple[str, list[PersonalDataItem], int]]:
    """Return each kind with its first items and the number of the others."""
    groups = [(kind, list(group)) for kind, group in groupby(items, key=lambda item: item.kind)]
    return [(kind, group[:most], max(len(group) - most, 0)) for kind, group in groups]


def items_from_rows(
    kind: str, rows: Iterable[models.Model], *, about: bool = False, where: Iterable[str] = ()
) -> Iterator[PersonalDataItem]:
    """Yield an item with all values for each of ``rows``; ``about`` marks rows about the person."""
    for row in rows:
        item = PersonalDataItem(capfirst(kind), row_label(row), row, where=list(where), row=row)
        item.about = row_key(find_owner(row)) if about else ""
        yield item


def _texts(subject) -> Iterator[PersonalDataItem]:
    for widest in subject.matching_rows:
        match = widest.with_words(subject.words)
        if not match.columns or match.record in subject.records:
            continue
        opts = match.record._meta
        kind = _("Mentioned in: %(kind)s") % {"kind": capfirst(opts.verbose_name_plural)}
        columns = ", ".join(str(column.verbose_name) for column in match.columns)
        picture = match.record.pk if opts.label_lower == "images.image" else None
        files = [match.record.file] if picture else []
        yield PersonalDataItem(
            kind,
            row_label(match.record),
            match.record,
            [(_("In the field"), columns)],
            partial(match.excerpts, subject.words),
            files=files,
            picture=picture,
            about=row_key(find_owner(match.record)),
        )


def _autosaves(subject) -> Iterator[PersonalDataItem]:
    """Yield unsaved input that mentions the subject, or that the subject typed."""
    for autosave in Autosave.objects.order_by("pk"):
        where = [
            excerpt
            for _name, text in parse_autosave(autosave)
            for excerpt in subject.words.found_in(text)
        ]
        if where:
            label = f"{autosave.content_type.name} {autosave.place}, {autosave.user}"
            about = row_key(find_owner(autosave))
            yield PersonalDataItem(_("Texts not saved"), label, where=where, about=about)


def export_zip(subject: DataSubject) -> BinaryIO:
    """Return a temporary file, a ZIP with a page of all items and the picture files beside it."""
    items = find_personal_data(subject)
    files = {file.name: file for item in items for file in item.files if file}
    files = {name: file for name, file in files.items() if file.storage.exists(name)}
    context = {
        "title": _("What we hold about %(name)s") % {"name": subject.name},
        "searched": [*subject.words.names, *subject.words.emails],
        "made": timezone.now(),
        "groups": group_by_kind(items, most=len(items)),
        "pictures": files,
    }
    archive = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        document = render_to_string("desk/personal_document.html", context)
        package.writestr("what-we-hold.html", document)
        for name, file in files.items():
            path = f"pictures/{PurePosixPath(name).name}"
            with file.storage.open(name) as content, package.open(path, "w") as copy:
                shutil.copyfileobj(content, copy)
    archive.seek(0)
    return archive
