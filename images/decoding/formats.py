"""The picture formats the site accepts, and their limits, checked on a file's header before decoding."""

from dataclasses import dataclass

MAX_BYTES = 30 * 1024 * 1024
MAX_SIDE = 16_383  # pixels; WebP's own limit
MEGAPIXEL = 1_000_000


@dataclass(frozen=True)
class PictureFormat:
    """File extension, largest size in megapixels, and megapixels decoded a second.

    The speed is a fifth of what a slow core of 2020 does; what is slower was made to be slow.
    """

    ending: str
    megapixels: int
    megapixels_a_second: int


# By Pillow's names. 51 megapixels are the largest of today's ordinary phones; the decoders of WebP
# and AVIF hold a picture in memory several times.
FORMATS = {
    "JPEG": PictureFormat("jpg", 51, 20),
    "HEIF": PictureFormat("heic", 51, 4),
    "PNG": PictureFormat("png", 40, 10),
    "GIF": PictureFormat("gif", 40, 10),
    "WEBP": PictureFormat("webp", 25, 8),
    "AVIF": PictureFormat("avif", 25, 8),
}
# Pillow's name of a JPEG with a preview, a depth map or a gain map behind it
MULTI_PICTURE = "MPO"


def find_picture_format(name: str) -> PictureFormat:
    """Return the format that Pillow calls ``name``."""
    return FORMATS["JPEG" if name == MULTI_PICTURE else name]


class UnusableFile(Exception):
    """A file that can't be used; ``code`` gives the reason, ``facts`` the parameters of the message."""

    def __init__(self, code: str, **facts):
        super().__init__(code)
        self.code, self.facts = code, facts
