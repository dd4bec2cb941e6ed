"""What may come into the picture library, decided by content and never by a file's name."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageOps

# Pillow's name of the format -> ending of the stored file
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000


@dataclass(frozen=True)
class Picture:
    """What was found out about an uploaded file: size in pixels as it is seen, ending, sha256."""

    width: int
    height: int
    ending: str
    sha256: str


def inspect(content: bytes) -> Picture:
    """Look at an uploaded file; raises ValidationError that says why it can't be used."""
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than 20 MB. Save a smaller version."), code="too-large"
        )
    try:
        # formats= keeps Pillow's many other parsers away from what strangers made
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Pillow.open(io.BytesIO(content), formats=list(FORMATS))
    except Pillow.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # Pillow raises whatever the broken file provokes
        raise ValidationError(
            _("This is no picture that can be used. Use JPEG, PNG, WebP, AVIF or GIF."),
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
        upright = ImageOps.exif_transpose(picture)
    except Exception as error:  # as above
        raise ValidationError(
            _("The picture file is damaged. Save it again from the original."), code="damaged"
        ) from error
    return Picture(
        upright.width, upright.height, FORMATS[picture.format], hashlib.sha256(content).hexdigest()
    )


def _too_many_pixels():
    return ValidationError(
        _("The picture has more than 50 million pixels. Save a smaller version."),
        code="too-many-pixels",
    )
