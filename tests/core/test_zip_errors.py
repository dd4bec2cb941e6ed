"""Whatever byte of a ZIP file is damaged, reading it raises one of the errors that readers handle."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from cluster_site.packages.problems import PackageError
from cluster_site.packages.reading import FileProblem, open_package
from core.zip_errors import ZIP_ERRORS
from desk.import_export.reader import read_spreadsheet
from tests.desk.spreadsheets.test_reading_workbooks import workbook

DAMAGE = [b"\x00", b"\x1e", b"\xff", b"\x01\x00\x00\x00", b"\xff\xff\xff\x7f"]


def archive(compression):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as writer:
        writer.writestr("content.json", '{"tags": []}')
        writer.writestr("images/Bodø.png", b"picture" * 20)
    return file.getvalue()


def damaged(content):
    for place in range(len(content)):
        for damage in DAMAGE:
            yield content[:place] + damage + content[place + len(damage) :]


@pytest.mark.parametrize(
    "compression",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
)
def test_every_damaged_byte_raises_a_known_error(compression):
    errors = set()
    for content in damaged(archive(compression)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as reader:
                for entry in reader.infolist():
                    reader.read(entry)
        except ZIP_ERRORS as error:
            errors.add(type(error))
    assert {ValueError, UnicodeDecodeError, zipfile.BadZipFile} <= errors


def test_an_entry_before_the_beginning_of_the_file_is_a_broken_workbook():
    content = workbook(["name", "city"], ["Kelp AS", "Bodø"])
    place = content.rindex(b"PK\x05\x06") + 16  # where the directory begins
    moved = content[:place] + b"\xff\xff\xff\x7f" + content[place + 4 :]
    for broken in (moved, content[:place] + b"\x00" + content[place + 1 :]):
        with pytest.raises(ValidationError):
            read_spreadsheet(io.BytesIO(broken))


def test_every_damaged_byte_of_a_package_is_refused_or_changes_nothing(tmp_path):
    path = tmp_path / "package.zip"
    for content in damaged(archive(zipfile.ZIP_DEFLATED)):
        path.write_bytes(content)
        try:
            with open_package(path) as package:
                list(package.content())
                package.read("images", "Bodø.png", most=1000)
        except (PackageError, FileProblem) as refusal:
            assert str(refusal)
