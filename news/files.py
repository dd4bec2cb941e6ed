"""Files offered for download: allowed types, content checks and storage names."""

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import FileExtensionValidator
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

ALLOWED_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "zip"]
MAX_PATH_LENGTH = 200  # length of the whole path
_MAX_NAME_BYTES = 247  # length of a name: 255 less eight for the suffix that makes it unique
_ZIPPED = {"docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"}

validate_file_extension = FileExtensionValidator(ALLOWED_EXTENSIONS)


def file_extension(name: str) -> str:
    """Return the extension of a file name in lower case, without the dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def content_matches_extension(name: str, content: bytes) -> bool:
    """Return whether ``content`` can be a file of the type that the extension of ``name`` says."""
    ending = file_extension(name)
    if ending == "pdf":
        return b"%PDF-" in content[:1024]
    if ending in _ZIPPED:
        return zipfile.is_zipfile(io.BytesIO(content))
    return b"\x00" not in content


def validate_file_content(file: File) -> None:
    """Raise ValidationError if the bytes of an upload don't match its extension."""
    if getattr(file, "_committed", False):
        return  # stored already, and checked then
    file.seek(0)
    content = file.read()
    file.seek(0)
    if file_extension(file.name) in ALLOWED_EXTENSIONS and not content_matches_extension(
        file.name, content
    ):
        raise ValidationError(
            _("This file is not a %(ending)s file, whatever its name says."),
            code="content",
            params={"ending": file_extension(file.name)},
        )


def make_storage_name(content: bytes, name: str) -> str:
    """Return the storage name of a file: the same for the same bytes and name, keyed by our secret.

    So a file of an unpublished article can't be guessed, even by somebody who has the file. Long
    names are shortened: the column limits characters, file systems limit bytes.
    """
    digest = salted_hmac("news.files", content, algorithm="sha256").hexdigest()
    folder = f"files/{digest[:32]}/"
    path = PurePosixPath(unicodedata.normalize("NFC", name))
    root = path.stem[: MAX_PATH_LENGTH - len(folder) - len(path.suffix)].encode()
    root = root[: _MAX_NAME_BYTES - len(path.suffix.encode())].decode(errors="ignore")
    return f"{folder}{root}{path.suffix}"


def download_upload_path(block, name: str) -> str:
    """Return the ``upload_to`` path of a download."""
    block.file.seek(0)
    content = block.file.read()
    block.file.seek(0)
    return make_storage_name(content, name)
