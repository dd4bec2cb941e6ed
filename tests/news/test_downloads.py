"""Files to download: kept where nobody can guess, and what their name says they are."""

import hashlib
import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from images.models import Image
from news.blocks.download import Download
from news.files import make_storage_name
from tests.desk.posting import block, errors_of, post
from tests.factories import ArticleFactory, add_block, inspected, picture_bytes

pytestmark = pytest.mark.django_db


def with_file(client, name, content):
    article = ArticleFactory(text=False)
    file = SimpleUploadedFile(name, content)
    changes = block("news_download_set", {"title": "The report", "file": file})
    return post(client, article, {**changes, "_continue": "1"})


def test_a_file_of_a_draft_is_not_found_by_its_name_nor_by_who_has_it(client, editor):
    client.force_login(editor)
    content = b"%PDF-1.7 the report"
    assert errors_of(with_file(client, "report.pdf", content)) == []
    stored = Download.objects.get().file.name
    assert client.get("/media/files/report.pdf").status_code == 404
    folder = stored.split("/")[1]
    assert len(folder) == 32
    assert not hashlib.sha256(content).hexdigest().startswith(folder[:8])
    assert client.get(f"/media/{stored}").status_code == 200


@pytest.mark.slow
def test_a_file_that_is_not_what_its_name_says_is_refused(client, editor):
    client.force_login(editor)
    for name, content in (("a.pdf", b"MZ"), ("b.docx", b"%PDF-1.7"), ("c.csv", b"\x00\x01")):
        assert errors_of(with_file(client, name, content)) != []
    assert not Download.objects.exists()


def test_a_stored_file_is_not_read_again_at_each_save(client, editor):
    article = ArticleFactory(text=False)
    add_block(article, Download, file="files/0123456789abcdef/lost.pdf", title="Lost")
    client.force_login(editor)
    assert errors_of(post(client, article, {"_continue": "1"})) == []


@pytest.mark.parametrize("way", ["../", "%2e%2e/", "/", "a/../../", "/../"])
def test_no_way_leads_from_the_downloads_to_an_original_picture(client, way):
    image = Image(alt_en="Kelp")
    image.take(inspected(picture_bytes()))
    with image.file.open() as original:
        assert original.read()
    response = client.get(f"/media/files/{way}{image.file.name}")
    assert response.status_code == 404


def test_a_name_that_no_disk_takes_is_not_there(client):
    assert client.get(f"/media/files/{'a' * 300}").status_code == 404


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        (
            "Łódź notes.pdf",
            "attachment; filename=\"Lodz_notes.pdf\"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA_notes.pdf",
        ),
        (
            "Σχέδιο.pdf",
            "attachment; filename=\"_.pdf\"; filename*=UTF-8''%CE%A3%CF%87%CE%AD%CE%B4%CE%B9%CE%BF.pdf",
        ),
        ("A\u030a.pdf", "attachment; filename=\"A.pdf\"; filename*=UTF-8''%C3%85.pdf"),
    ],
)
def test_a_file_is_saved_under_its_name_in_any_script(client, editor, name, header):
    client.force_login(editor)
    assert errors_of(with_file(client, name, b"%PDF-1.7")) == []
    response = client.get(f"/media/{quote(Download.objects.get().file.name)}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == header


@pytest.mark.slow
@pytest.mark.parametrize("name", [f"{'ж' * 158}.pdf", f"{'漢' * 139}.pdf", f"{'ø' * 196}.pdf"])
def test_a_name_longer_than_a_disk_takes_is_shortened(client, editor, name):
    client.force_login(editor)
    for _time in range(2):
        assert errors_of(with_file(client, name, b"%PDF-1.7")) == []
    for stored in Download.objects.values_list("file", flat=True):
        last = stored.rpartition("/")[2]
        assert len(stored) <= 200
        assert 200 < len(last.encode()) <= 255
        assert (last[0], last[-4:]) == (name[0], ".pdf")
        assert client.get(f"/media/{quote(stored)}").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evil\0.pdf", "..\\..\\evil.pdf", "evil\n.pdf", "evil%00.pdf"])
def test_a_name_with_signs_that_lead_elsewhere_stays_in_the_folder_of_its_content(
    client, editor, name
):
    client.force_login(editor)
    assert errors_of(with_file(client, name, b"%PDF-1.7")) == []
    stored = Download.objects.get().file.name
    assert re.fullmatch(r"files/[0-9a-f]{32}/[\w.-]+\.pdf", stored)
    assert client.get(f"/media/{quote(stored)}").status_code == 200


def test_a_name_with_parent_folders_loses_them():
    assert re.fullmatch(
        r"files/[0-9a-f]{32}/evil\.pdf", make_storage_name(b"%PDF-1.7", "../../../evil.pdf")
    )
