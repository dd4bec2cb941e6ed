"""What may come into the picture library, and what pages are served of it."""

import io
import resource
import sys
import tracemalloc
from pathlib import Path

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from PIL import Image as Pillow

from images.decoding.formats import MAX_BYTES
from images.decoding.jpeg_scans import count_scans
from images.models import Image
from images.validation import Decoder, inspect_upload
from tests.factories import ImageFactory, inspected, picture_bytes
from tests.images.hostile import HOSTILE, encoded
from tests.reported import reported

pytestmark = pytest.mark.slow

pillow_heif.register_heif_opener()
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "fixtures"


def stored(content, **values):
    image = Image(alt_en="Kelp", **values)
    image.take(inspected(content))
    image.save()
    return image


def source_bytes(content) -> bytes:
    return inspected(content).source


def source_of(content) -> Pillow.Image:
    """The pixels from which renditions are made."""
    return Pillow.open(io.BytesIO(source_bytes(content)))


def fixture(path) -> Path:
    if not (SHARED / path).exists():
        pytest.skip(f"{SHARED / path} is not here")
    return SHARED / path


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_the_formats_of_the_web_and_of_phones_are_accepted(form):
    picture = inspected(picture_bytes(form=form))
    assert (picture.width, picture.height) == (40, 30)
    assert source_of(picture_bytes(form=form)).size == (40, 30)


@pytest.mark.slow
def test_what_is_hostile_is_refused_with_a_reason():
    with Decoder() as decoder:
        for name, (content, code) in HOSTILE.items():
            with pytest.raises(ValidationError) as refusal:
                decoder.inspect(ContentFile(content))
            assert refusal.value.code == code, name


POLYGLOT = b"<script>alert('kelp')</script><?php system('kelp'); ?>PK\x03\x04kelp.jar"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_of_a_polyglot_the_picture_alone_is_served(form, client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = picture_bytes(form=form) + POLYGLOT
    image = stored(content)
    assert POLYGLOT not in source_bytes(content)
    answer = client.get(image.renditions()[0].url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"kelp" not in answer.getvalue()
    (original,) = (tmp_path / "originals").rglob("*.*")
    assert client.get(f"/media/{original.relative_to(tmp_path)}").status_code == 404


@pytest.mark.parametrize("name", ["five million JPEG comments", "half a JPEG", "a moving WebP"])
def test_nothing_is_stored_of_what_is_refused(name, client, writer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(writer)
    upload = SimpleUploadedFile("kelp.jpg", HOSTILE[name][0])
    answer = client.post("/admin/images/image/choose/upload/", {"upload": upload, "alt_en": "Kelp"})
    assert answer.status_code == 400
    assert not Image.objects.exists()
    assert list(tmp_path.rglob("*")) == []


def test_a_file_that_is_too_large_is_not_read():
    upload = SimpleUploadedFile("kelp.jpg", b"")
    upload.size = MAX_BYTES + 1
    upload.chunks = None
    with pytest.raises(ValidationError, match="larger than 30 MB"):
        inspect_upload(upload)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["five million JPEG comments", "six million GIF extensions"])
def test_the_web_server_never_holds_the_whole_of_an_upload(name, tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(HOSTILE[name][0])
    with path.open("rb") as file, Decoder() as decoder:
        tracemalloc.start()
        with pytest.raises(ValidationError):
            decoder.inspect(File(file))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert path.stat().st_size > 15_000_000
    assert most < 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_the_decoding_process_can_not_take_all_memory():
    with Decoder() as decoder:
        decoder.inspect(ContentFile(picture_bytes()))
        most = resource.prlimit(decoder._process.pid, resource.RLIMIT_DATA)
    assert most == (640 * 1024 * 1024,) * 2


def test_a_crash_of_a_decoder_ends_nothing_but_its_own_process():
    with Decoder() as decoder:
        decoder.inspect(ContentFile(picture_bytes()))
        decoder._process.kill()
        with pytest.raises(ValidationError, match="damaged"):
            decoder.inspect(ContentFile(picture_bytes()))
        assert decoder.inspect(ContentFile(picture_bytes())).width == 40


def test_the_decoding_process_is_given_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "kelp-secret")
    with Decoder() as decoder:
        decoder.inspect(ContentFile(picture_bytes()))
        environment = Path(f"/proc/{decoder._process.pid}/environ")
        if not environment.exists():
            pytest.skip("no /proc here")
        assert b"SECRET_KEY" not in environment.read_bytes()


# what a camera, a scanner or a phone makes, and may be used
GOOD = {
    "exif-72dpi-int.jpg",
    "exif_gps.jpg",
    "exif_imagemagick.png",
    "exif_text.png",
    "flower2.webp",
    "hopper.gif",
    "hopper.jpg",
    "hopper_16bit_qtables.jpg",
    "invalid-exif.jpg",
    "no-dpi-in-exif.jpg",
    "orientation_rectangle.jpg",
    "pil_sample_cmyk.jpg",
    "xmp_tags_orientation_exiftool.png",
    *(f"hopper_orientation_{number}.jpg" for number in range(2, 9)),
}


def test_every_fixture_is_taken_right_or_refused_with_a_reason():
    outcomes = {}
    with Decoder() as decoder:
        for path in sorted(fixture("images").iterdir()):
            try:
                picture = decoder.inspect(ContentFile(path.read_bytes()))
            except ValidationError as refusal:
                outcomes[path.name] = refusal.messages[0]
                continue
            outcomes[path.name] = "taken"
            if picture.source:
                source = Pillow.open(io.BytesIO(picture.source))
                assert source.mode in ("RGB", "RGBA"), path.name
                assert source.size == (picture.width, picture.height), path.name
    assert len(outcomes) == 71
    assert {name for name, outcome in outcomes.items() if outcome == "taken"} >= GOOD
    assert "more than" in outcomes["decompression_bomb.gif"]
    assert "damaged" in outcomes["truncated_jpeg.jpg"]
    assert "not a picture" in outcomes["hopper.tif"]


def test_a_phones_jpeg_with_a_second_picture_behind_is_taken_as_its_first():
    content = (reported("02") / "phone-mpf.jpg").read_bytes()
    first = Pillow.open(io.BytesIO(content))
    assert first.n_frames == 2
    assert source_of(content).size == first.size
    assert inspected(content).ending == "jpg"
    assert inspected(encoded("MPO", frames=2)).ending == "jpg"


@pytest.mark.slow
def test_a_photograph_of_48_megapixels_is_taken_and_reduced_to_what_pages_need():
    content = encoded("JPEG", (8064, 6048), quality=50)
    assert (inspected(content).width, inspected(content).height) == (8064, 6048)
    assert source_of(content).size == (1600, 1200)


def test_a_progressive_jpeg_is_taken_whatever_a_phone_puts_behind_it():
    content = encoded("JPEG", (2000, 1500), progressive=True)
    assert source_of(content).size == (1600, 1200)
    assert source_of(content + b"\xff\xda" * 1000).size == (1600, 1200)


def test_a_jpeg_of_many_scans_is_refused_before_it_is_decoded():
    """Each scan is decoded at full size: thousands cost seconds."""
    for name in ("a JPEG of 310 scans", "310 scans behind a marker without a length"):
        with pytest.raises(ValidationError) as refusal:
            inspect_upload(ContentFile(HOSTILE[name][0]))
        assert refusal.value.code == "progressive", name


def test_counting_scans_ends_at_a_length_that_cannot_be():
    assert count_scans(b"\xff\xd8" + b"\xff\xfe\x00\x00" * 9 + b"\xff\xda\x00\x02") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "kept"),
    [((3000, 600), (3000, 600)), ((1200, 9000), (1200, 9000)), ((3200, 9600), (1600, 4800))],
)
def test_a_long_picture_keeps_the_pixels_that_its_renditions_need(size, kept):
    assert source_of(encoded("PNG", size)).size == kept


def test_sixteen_bits_and_cmyk_keep_their_colours():
    grey = io.BytesIO()
    Pillow.new("I;16", (8, 8), 0x8000).save(grey, "PNG")
    assert abs(source_of(grey.getvalue()).getpixel((4, 4))[0] - 0x80) <= 1
    inks = io.BytesIO()
    Pillow.new("CMYK", (8, 8), (0, 255, 255, 0)).save(inks, "JPEG", quality=95)
    red, green, blue = source_of(inks.getvalue()).getpixel((4, 4))
    assert red > 200
    assert green < 70
    assert blue < 70


TURNED = [("JPEG", (800, 400)), ("WEBP", (3200, 1600)), ("PNG", (800, 400))]


@pytest.mark.parametrize(("form", "size"), TURNED)
def test_renditions_are_upright_and_carry_no_metadata(db, client, form, size):
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "secret place"
    image = stored(encoded(form, size, exif=exif))
    assert (image.width, image.height) == size[::-1]
    rendition = image.renditions()[-1]
    served = b"".join(client.get(rendition.url).streaming_content)
    picture = Pillow.open(io.BytesIO(served))
    assert picture.size == (rendition.width, rendition.height)
    assert picture.height == 2 * picture.width
    assert b"secret place" not in served
    assert not picture.getexif()


def test_originals_are_not_served(db, client):
    image = stored(picture_bytes(size=(41, 31)))
    assert client.get(f"/media/{image.file.name}").status_code == 404


@pytest.mark.parametrize("alt", [None, ""])
def test_a_picture_without_alt_text_is_refused_by_the_database(db, alt):
    with pytest.raises(IntegrityError, match="image_alt_or_decorative"):
        ImageFactory(alt_en=alt, alt_nb=alt)
