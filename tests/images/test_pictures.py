"""What may come into the picture library, and what pages are served of it."""

import io
import resource
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from PIL import Image as Pillow

from images.models import Image
from images.validation import inspect
from tests.factories import ImageFactory, picture_bytes

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "images"


def stored(content, **values):
    image = Image(alt_en="Kelp", **values)
    image.take(content)
    image.save()
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_the_formats_of_the_web_are_accepted(form):
    assert inspect(picture_bytes(form=form)).width == 40


@pytest.mark.parametrize("content", [b"", b"hello", b"<svg/>", b"%PDF-1.4", picture_bytes()[:60]])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError):
        inspect(content)


def test_every_fixture_is_taken_or_refused_with_a_reason():
    if not FIXTURES.is_dir():
        pytest.skip(f"{FIXTURES} is not here")
    files = [path for path in sorted(FIXTURES.iterdir()) if path.is_file()]
    taken = set()
    for path in files:
        try:
            inspect(path.read_bytes())
            taken.add(path.name)
        except ValidationError as error:
            assert error.messages
    assert "hopper.jpg" in taken
    assert "pil_sample_cmyk.jpg" in taken
    assert not {"decompression_bomb.gif", "truncated_jpeg.jpg", "hopper.tif"} & taken
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_000_000  # KiB, all tests so far


def test_renditions_are_upright_and_carry_no_metadata(db, client):
    buffer = io.BytesIO()
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "secret place"
    Pillow.new("RGB", (800, 400), "teal").save(buffer, "JPEG", exif=exif)
    image = stored(buffer.getvalue())
    assert (image.width, image.height) == (400, 800)
    rendition = image.renditions()[-1]
    served = b"".join(client.get(rendition.url).streaming_content)
    picture = Pillow.open(io.BytesIO(served))
    assert picture.size == (rendition.width, rendition.height) == (400, 800)
    assert b"secret place" not in served
    assert not picture.getexif()


@pytest.mark.parametrize("form", ["whole", "cards", "portraits"])
def test_a_rendition_is_made_when_it_is_asked_for(db, client, form):
    image = stored(picture_bytes(size=(1000, 700), colour=(form == "cards" and "red") or "blue"))
    for rendition in {
        "whole": image.renditions,
        "cards": image.cards,
        "portraits": image.portraits,
    }[form]():
        response = client.get(rendition.url)
        picture = Pillow.open(io.BytesIO(b"".join(response.streaming_content)))
        assert picture.size == (rendition.width, rendition.height)
        assert "immutable" in response["Cache-Control"]


def test_a_picture_missing_on_disk_is_a_404_and_never_a_500(db, client):
    image = stored(picture_bytes(size=(999, 700)))
    image.file.storage.delete(image.file.name)
    assert client.get(image.renditions()[0].url).status_code == 404


def test_originals_are_not_served(db, client):
    image = stored(picture_bytes(size=(41, 31)))
    assert client.get(f"/media/{image.file.name}").status_code == 404


@pytest.mark.parametrize("alt", [None, ""])
def test_a_picture_without_alt_text_is_refused_by_the_database(db, alt):
    with pytest.raises(IntegrityError, match="image_alt_or_decorative"):
        ImageFactory(alt_en=alt, alt_nb=alt)
