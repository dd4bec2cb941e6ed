"""What may come into the picture library, decided by content and never by a file's name."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags
from PIL import Image as Pillow

from images import svg

# Pillow's name of the format -> ending of the stored file
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000  # 160 MB while it is decoded
_LYING = {5, 6, 7, 8}  # EXIF orientations in which width and height change places


@dataclass(frozen=True)
class Picture:
    """What was found out about an uploaded file.

    Size in pixels as it is seen, ending, the bytes to store (a drawing's are cleaned) and
    their sha256.
    """

    width: int
    height: int
    ending: str
    sha256: str
    content: bytes


def inspect(content: bytes) -> Picture:
    """Look at an uploaded file; raises ValidationError that says why it can't be used."""
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than 20 MB. Save a smaller version."), code="too-large"
        )
    if svg.looks_like_svg(content):
        drawing = svg.cleaned(content)
        return Picture(*svg.size_of(drawing), "svg", _sha256(drawing), drawing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = _decoded(content)
        lying = _orientation(picture) in _LYING
    width, height = picture.size[::-1] if lying else picture.size
    return Picture(width, height, FORMATS[picture.format], _sha256(content), content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _decoded(content: bytes) -> Pillow.Image:
    try:
        # formats= keeps Pillow's many other parsers away from what strangers made
        picture = Pillow.open(io.BytesIO(content), formats=list(FORMATS))
    except Pillow.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # Pillow raises whatever the broken file provokes
        raise ValidationError(
            _("This is no picture that can be used. Use JPEG, PNG, WebP, AVIF, GIF or SVG."),
            code="no-picture",
        ) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    if getattr(picture, "n_frames", 1) > 1:
        raise ValidationError(
            _("Moving pictures can't be used. Save one frame as a picture."), code="animated"
        )
    try:
        picture.load()
    except Exception as error:  # as above
        raise ValidationError(
            _("The picture file is damaged. Save it again from the original."), code="damaged"
        ) from error
    return picture


def _orientation(picture: Pillow.Image) -> int:
    """How the camera was held; a picture whose metadata can't be read lies as it is."""
    try:
        return picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # as above
        return 1


def _too_many_pixels():
    return ValidationError(
        _("The picture has more than 40 million pixels. Save a smaller version."),
        code="too-many-pixels",
    )
