"""The files that pages show: AVIF, WebP and JPEG in fixed widths, and crops around the focal point.

A rendition's name follows from the picture's public id, the focal point, the size and the format
alone, so that it can be cached for ever and nothing about it is stored. The public id is random, so
that nobody can ask whether a file was uploaded. A drawing (SVG) is served as it is. Nothing is
enlarged.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from images.models import Image

WIDTHS = (320, 640, 960, 1600)
LOGO_WIDTHS = (160, 320, 640)
# crop -> width to height, widths in pixels
CROPS = {
    "card": (3, 2, (480, 720, 960, 1600)),
    "portrait": (4, 5, (240, 480)),
    "share": (40, 21, (1200,)),
}
SHARE = "share"  # other sites ask for it, and want a JPEG
# ending -> Pillow's name and options; docs/figures.md says what was measured
FORMATS = {
    "avif": ("AVIF", {"quality": 50, "speed": 6}),
    "webp": ("WEBP", {"quality": 80, "method": 2}),
    "jpg": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}
FALLBACK = 960  # pixels wide, for what knows neither AVIF nor WebP
_VECTOR = "image.svg"
_FULL = "full.jpg"
_NAME = re.compile(
    r"(?P<id>[0-9a-f]{32})/(?:image\.svg"
    r"|(?P<crop>w|card-|portrait-|share-)(?P<width>[0-9]{1,4})(?:-[0-9]{1,3}-[0-9]{1,3})?\.(?P<ending>avif|webp|jpg))"
)


class PictureFile(NamedTuple):
    """What the renditions of a picture depend on, and nothing else."""

    public_id: str
    width: int
    height: int
    is_drawing: bool
    focus_x: float = 0.5
    focus_y: float = 0.5

    @classmethod
    def of(cls, image: "Image | PictureFile") -> "PictureFile":
        return cls(*(getattr(image, name) for name in cls._fields))


@dataclass(frozen=True)
class Rendition:
    """A file made from a picture: name, width and height in pixels."""

    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return reverse("rendition", args=[self.name])

    @property
    def path(self) -> Path:
        return rendition_folder(self.name)

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def is_crop(self) -> bool:
        return "-" in self.name.partition("/")[2]


def whole_renditions(
    image: "Image | PictureFile", ending: str = "webp", widths=WIDTHS
) -> list[Rendition]:
    """Return the uncropped renditions, narrowest first, none wider than the picture."""
    if image.is_drawing:
        return [Rendition(f"{image.public_id}/{_VECTOR}", image.width, image.height)]
    width, height = max(image.width, 1), max(image.height, 1)
    return [
        Rendition(f"{image.public_id}/w{wide}.{ending}", wide, max(round(height * wide / width), 1))
        for wide in _no_wider(widths, width)
    ]


def logo_renditions(image: "Image | PictureFile") -> list[Rendition]:
    """Return the renditions of a logo, narrowest first."""
    return whole_renditions(image, widths=LOGO_WIDTHS)


def crop_renditions(
    image: "Image | PictureFile", crop: str, ending: str = "webp"
) -> list[Rendition]:
    """Return the renditions of one crop, narrowest first; an SVG has none."""
    if image.is_drawing:
        return whole_renditions(image)
    across, down, widths = CROPS[crop]
    # what a crop of this shape can have of the picture at most
    width = max(min(image.width, image.height * across // down), 1)
    focus = f"{round(image.focus_x * 100)}-{round(image.focus_y * 100)}"
    return [
        Rendition(
            f"{image.public_id}/{crop}-{wide}-{focus}.{ending}",
            wide,
            max(min(wide * down // across, image.height), 1),
        )
        for wide in _no_wider(widths, width)
    ]


def full_rendition(image: "Image") -> Rendition:
    """Return the rendition at full size, served only by the press page."""
    name = _VECTOR if image.is_drawing else _FULL
    return Rendition(f"{image.public_id}/{name}", image.width, image.height)


def is_full_rendition(rendition: Rendition) -> bool:
    """Return whether a name is that of a rendition at full size."""
    return rendition.name.endswith(_FULL)


def parse_public_id(name: str) -> str | None:
    """Return the public id in a rendition's name; None if it is not such a name."""
    match = _NAME.fullmatch(name)
    return match and match["id"]


def rendition_folder(name: str) -> Path:
    """Return the folder ``name`` of renditions in the media root."""
    return Path(settings.MEDIA_ROOT) / "renditions" / name


def all_renditions(image: "Image") -> list[Rendition]:
    """Return every rendition of a picture that pages may ask for."""
    renditions = []
    for ending in FORMATS:
        renditions += [*whole_renditions(image, ending), *crop_renditions(image, "card", ending)]
        renditions += crop_renditions(image, "portrait", ending)
    renditions += [*logo_renditions(image), *crop_renditions(image, SHARE, "jpg")]
    if image.press:
        renditions.append(full_rendition(image))
    return list(dict.fromkeys(renditions))


def substitute_renditions(image: "Image", name: str) -> list[Rendition]:
    """Return the renditions that can replace one that failed or is obsolete, best first.

    That is the same crop, in the same format if possible, as wide if possible.
    """
    match = _NAME.fullmatch(name)
    if not match["crop"]:
        return []
    crop, wide = match["crop"].removesuffix("-"), int(match["width"])
    endings = dict.fromkeys((match["ending"], "jpg", "webp", "avif"))
    return [
        rendition
        for ending in endings
        for rendition in sorted(
            whole_renditions(image, ending)
            if crop == "w"
            else crop_renditions(image, crop, ending),
            key=lambda rendition: abs(rendition.width - wide),
        )
        if rendition.name != name
    ]


def _no_wider(widths: tuple[int, ...], most: int) -> list[int]:
    """Return those of ``widths`` up to ``most`` pixels, and ``most`` itself if any is wider."""
    fitting = [width for width in widths if width <= most]
    return fitting if len(fitting) == len(widths) else [*fitting, *({most} - set(fitting))]
