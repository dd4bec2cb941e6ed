"""Files that articles offer for download: what they may be, and where they are stored."""

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

ENDINGS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "zip"]
MOST_CHARACTERS = 200  # of the whole path
_MOST_BYTES = 247  # of a name: eight of 255 are left for what sets two files apart
_ZIPPED = {"docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"}

validate_ending = FileExtensionValidator(ENDINGS)


def ending_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def is_what_it_says(name: str, content: bytes) -> bool:
    """Whether ``content`` can be a file of the kind that the end of ``name`` promises."""
    ending = ending_of(name)
    if ending == "pdf":
        return b"%PDF-" in content[:1024]
    if ending in _ZIPPED:
        return zipfile.is_zipfile(io.BytesIO(content))
    return b"\x00" not in content


def validate_content(file: File) -> None:
    """Raise ValidationError where an upload's bytes are not what its name says."""
    if getattr(file, "_committed", False):
        return  # stored already, and looked at then
    file.seek(0)
    content = file.read()
    file.seek(0)
    if ending_of(file.name) in ENDINGS and not is_what_it_says(file.name, content):
        raise ValidationError(
            _("This file is not a %(ending)s file, whatever its name says."),
            code="content",
            params={"ending": ending_of(file.name)},
        )


def stored_name(content: bytes, name: str) -> str:
    """Where a file is stored: the same bytes and name in the same place, keyed by our secret.

    So a file of an unpublished article is not found by trying names, not even by who has the file.
    A long name is shortened: the column counts characters, file systems count bytes.
    """
    digest = salted_hmac("news.files", content, algorithm="sha256").hexdigest()
    folder = f"files/{digest[:32]}/"
    path = PurePosixPath(unicodedata.normalize("NFC", name))
    root = path.stem[: MOST_CHARACTERS - len(folder) - len(path.suffix)].encode()
    root = root[: _MOST_BYTES - len(path.suffix.encode())].decode(errors="ignore")
    return f"{folder}{root}{path.suffix}"


def place_of(block, name: str) -> str:
    """``upload_to`` of a download."""
    block.file.seek(0)
    content = block.file.read()
    block.file.seek(0)
    return stored_name(content, name)
