"""Uploaded pixels made usable: upright, in sRGB, without metadata, and no larger than needed."""

import contextlib
import io
import math

# formats= of Pillow.open knows only the formats that are loaded
from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,  # noqa: F401
    ImageCms,
    ImageOps,
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)
from PIL import Image as Pillow
from pillow_heif import register_heif_opener

from images.decoding.formats import (
    FORMATS,
    MAX_SIDE,
    MEGAPIXEL,
    MULTI_PICTURE,
    UnusableFile,
    find_picture_format,
)
from images.decoding.jpeg_scans import count_scans

_THREADS = 2
register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=_THREADS
)
AvifImagePlugin.DEFAULT_MAX_THREADS = _THREADS

_SRGB = ImageCms.createProfile("sRGB")
_ON_ITS_SIDE = {5, 6, 7, 8}  # EXIF orientations that swap width and height
# pixels: the widest rendition, and the highest crop
NEEDED = (1600, 1067)
# A JPEG of several scans, progressive that is, is decoded scan by scan at full size. Megapixels of all
# scans, and what a megabyte of them costs in the same unit, 0.75 ms of an ordinary core: 51 megapixels
# in the ten scans that programs write, with 6.5 megabytes, or 24 megapixels with 11.
_MOST_SCANNED = 900
_MEGABYTE_SCANNED = 60


def open_picture(content: bytes) -> Pillow.Image:
    """Open a picture and read its header; raise UnusableFile for other formats."""
    try:
        # formats= keeps Pillow's many other parsers away from what strangers made
        return Pillow.open(io.BytesIO(content), formats=list(FORMATS))
    except Pillow.DecompressionBombError as error:
        most = max(picture_format.megapixels for picture_format in FORMATS.values())
        raise UnusableFile("too-many-pixels", most=most) from error
    except Exception as error:  # Pillow raises whatever the broken file provokes
        raise UnusableFile("no-picture") from error


def check_limits(picture: Pillow.Image) -> None:
    """Raise UnusableFile for a picture, not decoded yet, that is too large or animated."""
    allowed = find_picture_format(picture.format)
    if max(picture.size) > MAX_SIDE:
        raise UnusableFile("too-long-side", most=MAX_SIDE)
    if picture.width * picture.height > allowed.megapixels * MEGAPIXEL:
        raise UnusableFile("too-many-pixels", most=allowed.megapixels)
    if picture.format in ("JPEG", MULTI_PICTURE):
        _check_scans(picture)
    # of several pictures in the file of a phone the first is the photograph
    if picture.format not in (MULTI_PICTURE, "HEIF") and getattr(picture, "is_animated", False):
        raise UnusableFile("animated")


def _check_scans(picture: Pillow.Image) -> None:
    content = picture.fp.getvalue()
    scans = count_scans(content)
    scanned = scans * picture.width * picture.height / MEGAPIXEL
    if scans > 1 and scanned + _MEGABYTE_SCANNED * len(content) / 1_000_000 > _MOST_SCANNED:
        raise UnusableFile("progressive")


def upright_size(picture: Pillow.Image) -> tuple[int, int]:
    """Return width and height in pixels after rotation by EXIF orientation."""
    return picture.size[::-1] if _orientation(picture) in _ON_ITS_SIDE else picture.size


def decode_reduced(picture: Pillow.Image) -> Pillow.Image:
    """Decode to RGB or RGBA, no larger than the renditions need and never enlarged.

    Raises whatever the decoder raises for a damaged file.
    """
    width, height = upright_size(picture)
    factor = max(NEEDED[0] / width, NEEDED[1] / height)
    if factor < 1:
        size = tuple(math.ceil(side * factor) for side in picture.size)
        picture.draft(None, size)  # a JPEG can be decoded at a half, a quarter or an eighth
        picture = _in_plain_mode(picture)
        picture = picture.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    return _in_srgb(_upright(_in_plain_mode(picture)))


def decode_full_size(picture: Pillow.Image) -> Pillow.Image:
    """Decode to RGB or RGBA at full size; any error of the decoder is passed on."""
    return _in_srgb(_upright(_in_plain_mode(picture)))


def _orientation(picture: Pillow.Image) -> int:
    """Return the EXIF orientation, 1 (not rotated) if the metadata can't be read."""
    try:
        return picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - broken metadata provokes anything; the pixels are good
        return 1


def _upright(picture: Pillow.Image) -> Pillow.Image:
    # broken metadata provokes anything, and the pixels are good
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _in_plain_mode(picture: Pillow.Image) -> Pillow.Image:
    """Convert to RGB, RGBA or CMYK, which can be resized smoothly and have colour profiles."""
    if picture.mode.startswith(("I", "F")):
        # 16 bits to a pixel; converting as such would cut off instead of scaling
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("RGB", "RGBA", "CMYK"):
        return picture
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if transparent else "RGB")


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    profile = picture.info.get("icc_profile")
    if profile:
        picture = _through_profile(picture, profile)
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")


def _through_profile(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that fits another kind of picture; the numbers are all there is
