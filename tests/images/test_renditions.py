"""The files that pages show: made when asked for, never enlarged, never an error, found by nobody."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageStat

from images import rendition_maker
from images.models import Image
from images.renditions import FORMATS, all_renditions
from tests.factories import inspected, picture_bytes
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(content, **values):
    image = Image(alt_en="Kelp", **values)
    image.take(inspected(content))
    image.save()
    return image


def fetched(client, rendition) -> Pillow.Image:
    response = client.get(rendition.url)
    assert response.status_code == 200
    return Pillow.open(io.BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize("crop", ["renditions", "cards", "portraits"])
def test_a_rendition_is_made_when_it_is_asked_for(client, crop):
    image = stored(picture_bytes(size=(1000, 700)))
    for rendition in getattr(image, crop)():
        assert fetched(client, rendition).size == (rendition.width, rendition.height)
        assert "immutable" in client.get(rendition.url)["Cache-Control"]


@pytest.mark.parametrize("size", [(7, 13), (1, 900), (900, 1), (500, 400)])
def test_nothing_is_enlarged(client, size):
    image = stored(picture_bytes(size=size))
    for rendition in all_renditions(image):
        assert rendition.width <= size[0]
        assert rendition.height <= size[1]
        assert fetched(client, rendition).size == (rendition.width, rendition.height)


@pytest.mark.slow
def test_a_tall_picture_stays_sharp(client):
    tall = Pillow.new("L", (1000, 8000), "white")
    tall.paste("black", (0, 0, 1000, 4000))
    lines = Pillow.new("L", (2, 1))
    lines.putpixel((1, 0), 255)
    for left in range(0, 1000, 2):
        tall.paste(lines.resize((2, 4000), Pillow.Resampling.NEAREST), (left, 4000))
    buffer = io.BytesIO()
    tall.save(buffer, "PNG")
    widest = stored(buffer.getvalue()).renditions("jpg")[-1]
    assert widest.width == 1000
    # lines of one pixel: what was shrunk and enlarged again is an even grey
    small_print = fetched(client, widest).convert("L").crop((100, 5000, 900, 7000))
    assert ImageStat.Stat(small_print).stddev[0] > 100


def test_the_pixels_go_once_every_size_is_made(media):
    image = stored(picture_bytes(size=(60, 40)))
    image.make_first_renditions()
    assert list(media.rglob("source.png"))
    image.make_renditions()
    assert not list(media.rglob("source.png"))
    assert rendition_maker.missing_renditions(image) == []


def test_a_changed_focal_point_is_followed_after_the_pixels_are_gone(client):
    image = stored(picture_bytes(size=(900, 300)))
    image.make_renditions()
    image.focus_x = 0.1
    image.save()
    assert fetched(client, image.cards()[-1]).size == (450, 300)


def damage(image):
    """Spoil the stored file, with nothing made of it yet."""
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n and no more")
    rendition_maker._source_path(image).unlink()


@pytest.mark.slow
def test_a_damaged_file_is_tried_once(client, monkeypatch, caplog):
    image = stored(picture_bytes(size=(900, 700)))
    damage(image)
    assert client.get(image.renditions()[0].url).status_code == 404
    assert "can't make the rendition" in caplog.text
    monkeypatch.setattr(rendition_maker, "Decoder", lambda: pytest.fail("tried again"))
    for rendition in all_renditions(image):
        assert client.get(rendition.url).status_code == 404


def test_a_format_that_fails_leads_to_another(client, monkeypatch):
    image = stored(picture_bytes(size=(900, 700)))
    monkeypatch.setitem(FORMATS, "avif", ("AVIF", {"quality": "none"}))
    failing = image.cards("avif")[-1]
    for _request in range(2):
        response = client.get(failing.url)
        assert response.status_code == 302
        assert response["Cache-Control"] == "no-cache"
        assert response["Location"].endswith(".jpg")
        assert client.get(response["Location"]).status_code == 200
        monkeypatch.setattr(
            rendition_maker, "_write_fitted", lambda *args: pytest.fail("tried again")
        )


def test_a_full_disk_is_no_error_of_the_page_and_not_held_against_the_picture(client, monkeypatch):
    image = stored(picture_bytes(size=(900, 700)))

    def full(*args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(rendition_maker, "_write_fitted", full)
        assert client.get(image.renditions()[0].url).status_code == 404
    assert client.get(image.renditions()[0].url).status_code == 200


def test_an_address_of_an_earlier_focal_point_leads_to_todays(client):
    image = stored(picture_bytes(size=(2400, 1400)))
    shared_elsewhere = image.share().url
    image.focus_x = 0.2
    image.save()
    response = client.get(shared_elsewhere)
    assert (response.status_code, response["Location"]) == (302, image.share().url)


def test_a_picture_missing_on_disk_is_a_404_and_never_a_500(client):
    image = stored(picture_bytes(size=(999, 700)))
    image.file.storage.delete(image.file.name)
    assert client.get(image.renditions()[0].url).status_code == 404


@pytest.mark.slow
def test_who_has_a_file_cannot_ask_whether_it_was_uploaded(client):
    content = picture_bytes(size=(900, 700))
    image = stored(content)
    image.make_renditions()
    sha256 = hashlib.sha256(content).hexdigest()
    assert image.sha256 == sha256
    for rendition in all_renditions(image):
        assert sha256[:12] not in rendition.url
        name = rendition.name.partition("/")[2]
        for guess in (sha256, sha256[:32]):
            assert client.get(f"/media/renditions/{guess}/{name}").status_code == 404


@pytest.mark.parametrize(
    "name", [f"w{'1' * 300}.webp", f"card-480-{'5' * 300}-50.webp", f"w{'١' * 100}.webp"]
)
def test_a_name_that_no_disk_takes_is_a_404(client, name):
    image = stored(picture_bytes(size=(90, 70)))
    assert client.get(f"/media/renditions/{image.public_id}/{name}").status_code == 404


def test_another_file_has_another_address():
    image = stored(picture_bytes(size=(900, 700)))
    before = image.public_id
    image.take(inspected(picture_bytes(size=(901, 700))))
    assert image.public_id != before


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


SIZES = "/admin/images/image/sizes/"


@pytest.mark.slow
def test_an_upload_makes_what_the_desk_shows_and_the_desk_has_the_rest_made(
    desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("kelp.png", picture_bytes(size=(900, 700)))
        desk.post("/admin/images/image/choose/upload/", {"upload": file, "alt_en": "Kelp"})
    image = Image.objects.get()
    at_once = {image.renditions()[0], image.renditions()[-1]}
    every = all_renditions(image)
    assert {each for each in every if each.path.exists()} == at_once
    words = f"Sizes for pages: {len(at_once)} of {len(every)} are made."
    form = HtmlPage(desk.get(f"/admin/images/image/{image.pk}/change/"))
    assert words in form.text
    assert words in HtmlPage(desk.get("/admin/images/image/")).text
    answers = [desk.post(SIZES, {"picture": image.pk}).json()]
    while answers[-1]["left"]:
        answers.append(desk.post(SIZES).json())
        assert answers[-1]["left"] < answers[-2]["left"]
    assert rendition_maker.missing_renditions(image) == []
    assert answers[-1]["words"] == "All sizes are made."
    assert not HtmlPage(desk.get("/admin/images/image/")).has('script[src*="desk/sizes.js"]')


@pytest.mark.slow
def test_an_upload_is_kept_where_the_disk_takes_no_more(
    desk, monkeypatch, django_capture_on_commit_callbacks
):
    def full(*args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(rendition_maker, "_write_fitted", full)
        file = SimpleUploadedFile("kelp.png", picture_bytes(size=(900, 700)))
        asked = {"upload": file, "alt_en": "Kelp"}
        answer = desk.post("/admin/images/image/choose/upload/", asked)
        assert answer.json()["picture"]["name"] == "Kelp"
    with monkeypatch.context() as patched:
        patched.setattr(rendition_maker, "_write_fitted", full)
        assert desk.post(SIZES).status_code == 200
    assert desk.post(SIZES).json()["made"] > 0


def test_sizes_of_a_file_that_is_gone_are_left_and_no_error(desk):
    image = stored(picture_bytes(size=(900, 700)))
    image.file.storage.delete(image.file.name)
    rendition_maker._source_path(image).unlink()
    left = desk.post(SIZES).json()["left"]
    assert desk.post(SIZES, {"picture": image.pk}).json()["left"] == left > 0
    assert desk.post(SIZES, {"picture": "x"}).json()["left"] == 0
    assert desk.get(SIZES).status_code == 405
