"""What may come into the picture library, and what pages are served of it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from PIL import Image as Pillow

from images.models import Image
from images.pixels import opened
from images.validation import inspect
from tests.factories import ImageFactory, picture_bytes

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT.parent / "shared" / "fixtures" / "images"


def stored(content, **values):
    image = Image(alt_en="Kelp", **values)
    image.take(content)
    image.save()
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_the_formats_of_the_web_are_accepted(form):
    assert inspect(picture_bytes(form=form)).width == 40


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.4", picture_bytes()[:60]])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError):
        inspect(content)


# what a camera, a scanner or a phone makes, and may be used
GOOD = {
    "exif-72dpi-int.jpg", "exif_gps.jpg", "exif_imagemagick.png", "exif_text.png", "flower2.webp",
    "hopper.gif", "hopper.jpg", "hopper_16bit_qtables.jpg", "invalid-exif.jpg", "no-dpi-in-exif.jpg",
    "orientation_rectangle.jpg", "pil_sample_cmyk.jpg", "xmp_tags_orientation_exiftool.png",
    *(f"hopper_orientation_{number}.jpg" for number in range(2, 9)),
}  # fmt: skip
LOOK = r"""
import re, sys, time
from pathlib import Path
import django
from django.conf import settings
settings.configure()
django.setup()
from images.pixels import opened
from images.validation import inspect
from django.core.exceptions import ValidationError
for path in sorted(Path(sys.argv[1]).iterdir()):
    began = time.process_time()
    try:
        found = inspect(path.read_bytes())
        seen = opened(found.content)
        assert seen.mode in ("RGB", "RGBA")
        shown = seen.width * found.height == seen.height * found.width
        print(path.name, "taken" if shown else "turned", time.process_time() - began, sep="|")
    except ValidationError as error:
        print(path.name, error.messages[0], time.process_time() - began, sep="|")
# getrusage would tell of the process that started this one, where that was larger
status = Path("/proc/self/status")
print(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1] if status.exists() else 0, file=sys.stderr)
"""


def test_every_fixture_is_taken_right_or_refused_with_a_reason():
    if not FIXTURES.is_dir():
        pytest.skip(f"{FIXTURES} is not here")
    # in a process of its own, whose memory is nobody else's
    looked = subprocess.run(
        [sys.executable, "-c", LOOK, str(FIXTURES)], capture_output=True, text=True, cwd=ROOT
    )
    assert looked.returncode == 0, looked.stderr
    told = {line.split("|")[0]: line.split("|")[1] for line in looked.stdout.splitlines()}
    assert len(told) == 71
    assert {name for name, words in told.items() if words == "taken"} >= GOOD
    assert "turned" not in told.values()
    assert (
        "more than" in told["decompression_bomb.gif"]
        or "no picture" in told["decompression_bomb.gif"]
    )
    assert "damaged" in told["truncated_jpeg.jpg"]
    assert "no picture" in told["hopper.tif"]
    assert int(looked.stderr.splitlines()[-1]) < 300_000  # KiB


def test_sixteen_bits_and_cmyk_keep_their_colours():
    grey = io.BytesIO()
    Pillow.new("I;16", (8, 8), 0x8000).save(grey, "PNG")
    assert abs(opened(grey.getvalue()).getpixel((4, 4))[0] - 0x80) <= 1
    inks = io.BytesIO()
    Pillow.new("CMYK", (8, 8), (0, 255, 255, 0)).save(inks, "JPEG", quality=95)
    red, green, blue = opened(inks.getvalue()).getpixel((4, 4))
    assert red > 200
    assert green < 70
    assert blue < 70


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
