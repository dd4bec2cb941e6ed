"""The pixels of a stored picture: upright, in sRGB, without metadata, and no larger than needed."""

import io
import logging

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps

logger = logging.getLogger(__name__)

_SRGB = ImageCms.createProfile("sRGB")
LARGEST = 3200  # pixels on a side: twice the widest rendition


def opened(content: bytes, largest: int | None = LARGEST) -> Pillow.Image:
    """The picture as RGB or RGBA, ready to be resized; at its full size where ``largest`` is None."""
    picture = Pillow.open(io.BytesIO(content))
    if largest:
        # a JPEG can be decoded at a half or a quarter of its size
        picture.draft(None, (largest, largest))
        picture.thumbnail((largest, largest), reducing_gap=2.0)
    return _in_srgb(_upright(picture))


def _upright(picture: Pillow.Image) -> Pillow.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # broken metadata provokes anything; the pixels are good
        logger.warning("a picture has metadata that can't be read; it is shown as it lies")
        return picture


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith(("I", "F")):
        # 16 bits to a pixel; converting as such would cut off instead of scaling
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if transparent else "RGB") if picture.mode != "CMYK" else picture
    if profile:
        plain = _through_profile(plain, profile)
    return plain if plain.mode in ("RGB", "RGBA") else plain.convert("RGB")


def _through_profile(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that fits another kind of picture; the numbers are all there is
