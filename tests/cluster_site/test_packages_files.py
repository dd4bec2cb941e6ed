"""A package of strangers: files that are missing, that are something else, or that lead outside."""

import json
import stat
import zipfile

import pytest

from tests.cluster_site.package_content import PDF, errors_of, everything, write_package, zipped
from tests.factories import MemberFactory, picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def errors(tmp_path):
    """The errors of a package made of ``content`` (and ``files``)."""

    def errors(content, files=None):
        if isinstance(content, dict):
            content = {"format": 1, **content}
        return errors_of(write_package(tmp_path / "package", content, files))

    return errors


def article(**keys):
    return {"slug": "kelp", "title": "Kelp", **keys}


class TestFiles:
    def errors_of_picture(self, errors, name, files=None):
        content = {"images": [{"key": "i", "file": name, "alt": "I"}]}
        return errors(content, files)

    def test_missing_picture(self, errors):
        assert self.errors_of_picture(errors, "i.png") == ['images[0].file: no file "images/i.png"']

    def test_picture_that_is_none(self, errors):
        found = self.errors_of_picture(errors, "i.png", {"images/i.png": b"kelp"})
        assert found == [
            'images[0].file: "i.png": This file is not a picture we can use. '
            "Use JPEG, HEIC, PNG, WebP, AVIF, GIF or SVG."
        ]

    @pytest.mark.parametrize("name", ["../i.png", "/etc/passwd", "images/../../i.png", "a\\b.png"])
    def test_name_that_leads_outside(self, name, errors, tmp_path):
        (tmp_path / "i.png").write_bytes(picture_bytes())
        assert self.errors_of_picture(errors, name) == [
            f'images[0].file: "{name}" leads out of the package'
        ]

    def test_symbolic_link(self, errors, tmp_path):
        (tmp_path / "i.png").write_bytes(picture_bytes())
        (tmp_path / "package/images").mkdir(parents=True)
        (tmp_path / "package/images/i.png").symlink_to(tmp_path / "i.png")
        assert self.errors_of_picture(errors, "i.png") == [
            'images[0].file: "images/i.png" is a symbolic link'
        ]

    def test_download_is_what_its_name_says(self, errors):
        files = {"files/a.pdf": b"MZ", "files/b.docx": PDF, "files/c.exe": b"MZ"}
        blocks = [
            {"type": "download", "file": name, "title": "T"}
            for name in ("a.pdf", "b.docx", "c.exe", "d.pdf")
        ]
        assert errors({"articles": [article(blocks=blocks)]}, files) == [
            'articles[0].blocks[0].file: "a.pdf" is no pdf file',
            'articles[0].blocks[1].file: "b.docx" is no docx file',
            'articles[0].blocks[2].file: "c.exe": a download must end in one of pdf, docx, xlsx, '
            "pptx, odt, ods, odp, csv, txt, zip",
            'articles[0].blocks[3].file: no file "files/d.pdf"',
        ]

    def test_nothing_is_written_before_all_is_checked(self, errors, media):
        content, files = everything()
        content["articles"][-1]["byline"] = ["nobody"]
        errors(content, files)
        assert not media.exists()

    def test_files_are_taken_back_where_the_database_refuses(self, errors, media):
        MemberFactory(slug="other").former_names.create(name="S", slug="seaweed")
        found = errors(*everything())
        assert len(found) == 1 and found[0].startswith("members[0]: ")
        assert not [path for path in media.rglob("*") if path.is_file()]


class TestZip:
    def zip(self, tmp_path, entries, **flags):
        path = tmp_path / "package.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.json", json.dumps({"format": 1}))
            for name, content in entries.items():
                archive.writestr(name, content)
        return path

    @pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "images/../../x", "c:\\evil"])
    def test_names_that_lead_outside(self, name, tmp_path):
        assert errors_of(self.zip(tmp_path, {name: b"x"})) == [
            f'zip: the name "{name}" leads out of the package'
        ]

    def test_symbolic_link(self, tmp_path):
        entry = zipfile.ZipInfo("images/i.png")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        assert errors_of(self.zip(tmp_path, {entry: b"/etc/passwd"})) == [
            'zip: "images/i.png" is a symbolic link'
        ]

    def test_bomb(self, tmp_path, monkeypatch):
        monkeypatch.setattr("cluster_site.packages.reading.MOST_TOGETHER", 1024**2)
        found = errors_of(self.zip(tmp_path, {"images/i.png": bytes(2 * 1024**2)}))
        assert len(found) == 1 and "once unpacked" in found[0]

    def test_file_that_is_larger_than_a_picture_may_be(self, tmp_path):
        content = {"format": 1, "images": [{"key": "i", "file": "i.png", "alt": "I"}]}
        folder = write_package(tmp_path / "p", content, {"images/i.png": bytes(30 * 1024**2 + 1)})
        assert errors_of(zipped(folder, tmp_path / "p.zip")) == [
            'images[0].file: "images/i.png" is larger than 30 MB'
        ]

    def test_no_content(self, tmp_path):
        path = tmp_path / "p.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("images/i.png", b"x")
        assert errors_of(path) == [f"{path}: no content.json in it"]

    def test_no_zip(self, tmp_path):
        path = tmp_path / "p.zip"
        path.write_bytes(b"kelp")
        assert errors_of(path) == [f"{path}: neither .json nor a folder nor a .zip"]

    def test_damaged(self, tmp_path):
        content, files = everything()
        path = zipped(write_package(tmp_path / "p", content, files), tmp_path / "p.zip")
        data = bytearray(path.read_bytes())
        where = data.index(files["images/harbour.png"])
        data[where + 20] ^= 0xFF
        path.write_bytes(data)
        found = errors_of(path)
        assert len(found) == 1 and found[0].startswith(
            'images[0].file: "images/harbour.png" can\'t'
        )


def test_path_that_is_not_there(tmp_path):
    assert errors_of(tmp_path / "x") == [f"{tmp_path}/x: no such file or folder"]


def test_folder_without_content(tmp_path):
    assert errors_of(tmp_path) == [f"{tmp_path}: no content.json in it"]


def test_not_utf_8(tmp_path):
    path = tmp_path / "p.json"
    path.write_bytes('{"format": 1, "site": {"name": "Blå"}}'.encode("latin-1"))
    assert errors_of(path) == ["content.json: not written in UTF-8"]


@pytest.mark.parametrize("nested", ["[" * 200_000, '{"a":' * 200_000])
def test_nested_too_deep(tmp_path, nested):
    path = tmp_path / "p.json"
    path.write_text('{"format": 1, "site": ' + nested)
    (line,) = errors_of(path)
    assert "nested too deep" in line


def test_json_alone_has_no_files(tmp_path):
    path = tmp_path / "p.json"
    path.write_text(
        json.dumps({"format": 1, "images": [{"key": "i", "file": "i.png", "alt": "I"}]})
    )
    (line,) = errors_of(path)
    assert line == 'images[0].file: no file "images/i.png": a .json file alone has no files'
