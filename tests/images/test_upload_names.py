"""The name of an uploaded file, whatever it is, decides nothing about where the file is stored."""

import re

import pytest

from images.models import Image
from tests.factories import UserFactory, picture_bytes

NAMES = {
    "parent folders": b"../../kelp.png",
    "parent folders of Windows": rb"..\..\kelp.png",
    "an absolute path": b"/etc/kelp.png",
    "NUL": b"kelp\0.png",
    "an escaped NUL": b"kelp%00.png",
    "500 letters": b"k" * 500 + b".png",
    "500 letters of three bytes": "漢".encode() * 500 + b".png",
    "an extension alone": b".png",
    "no text in any coding": b"\xff\xfe.png",
    "a page": b"kelp.php",
}
OURS = re.compile(
    r"media/(originals/([0-9a-f]{2}/)*[0-9a-f]{64}|renditions/[0-9a-f]{32}/source)\.png"
)


def upload(client, name):
    """Send a picture as a browser does, but with a name that no browser would send."""
    parts = (
        b'--kelp\r\nContent-Disposition: form-data; name="alt_en"\r\n\r\nKelp\r\n'
        b'--kelp\r\nContent-Disposition: form-data; name="upload"; filename="' + name + b'"\r\n'
        b"Content-Type: image/png\r\n\r\n" + picture_bytes() + b"\r\n--kelp--\r\n"
    )
    kind = "multipart/form-data; boundary=kelp"
    return client.generic("POST", "/admin/images/image/choose/upload/", parts, content_type=kind)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_stored_by_its_content_whatever_its_upload_is_called(
    client, settings, tmp_path, name
):
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(UserFactory(group="editors"))
    answer = upload(client, NAMES[name])
    assert answer.status_code in (200, 400)
    files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*") if path.is_file()]
    assert len(Image.objects.all()) == (answer.status_code == 200)
    assert [path for path in files if not OURS.fullmatch(path)] == []
