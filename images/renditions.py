"""The files that pages show: WebP in fixed widths, and crops around the focal point.

A rendition's name follows from the picture's bytes, the focal point and the size alone, so that
it can be cached for ever, two processes make the same file, and nothing about it is stored.
"""

import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageOps

if TYPE_CHECKING:
    from images.models import Image

WIDTHS = (320, 640, 960, 1600)
# crop -> width to height, widths in pixels
CROPS = {"card": (3, 2, (480, 960)), "portrait": (4, 5, (240, 480))}
_NAME = re.compile(
    r"(?P<sha>[0-9a-f]{64})/(?:w(?P<width>\d+)|(?P<crop>card|portrait)-(?P<crop_width>\d+)-(?P<x>\d+)-(?P<y>\d+))\.webp"
)


@dataclass(frozen=True)
class Rendition:
    """One file of a picture: its name under the renditions, width and height in pixels."""

    name: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return reverse("rendition", args=[self.name])


def whole(image: "Image") -> list[Rendition]:
    """The uncropped renditions, narrowest first; never wider than the picture itself."""
    widths = [width for width in WIDTHS if width < image.width]
    if len(widths) < len(WIDTHS):
        widths.append(max(image.width, 1))
    return [
        Rendition(
            f"{image.sha256}/w{width}.webp",
            width,
            max(round(image.height * width / max(image.width, 1)), 1),
        )
        for width in widths
    ]


def crops(image: "Image", crop: str) -> list[Rendition]:
    """The renditions of one crop, narrowest first."""
    across, down, widths = CROPS[crop]
    focus = f"{round(image.focus_x * 100)}-{round(image.focus_y * 100)}"
    return [
        Rendition(f"{image.sha256}/{crop}-{width}-{focus}.webp", width, width * down // across)
        for width in widths
    ]


def sha256_of(name: str) -> str | None:
    """The picture that a rendition's name belongs to, or None where it is no such name."""
    match = _NAME.fullmatch(name)
    return match and match["sha"]


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "renditions" / name


def make_all(image: "Image") -> None:
    """Make every rendition that is not there yet."""
    missing = [
        rendition
        for rendition in [*whole(image), *crops(image, "card"), *crops(image, "portrait")]
        if not path_of(rendition.name).exists()
    ]
    if missing:
        with _opened(image) as source:
            for rendition in missing:
                _write(source, image, rendition)


def make(image: "Image", name: str) -> bool:
    """Make the rendition called ``name``; False where the picture has none of that name."""
    for rendition in [*whole(image), *crops(image, "card"), *crops(image, "portrait")]:
        if rendition.name == name:
            with _opened(image) as source:
                _write(source, image, rendition)
            return True
    return False


def _opened(image: "Image") -> Pillow.Image:
    with image.file.open() as file:
        picture = Pillow.open(io.BytesIO(file.read()))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    return upright.convert("RGBA" if transparent else "RGB")


def _write(source: Pillow.Image, image: "Image", rendition: Rendition) -> None:
    size = (rendition.width, rendition.height)
    if "/w" in rendition.name:
        picture = source.resize(size, Pillow.Resampling.LANCZOS)
    else:
        focus = (image.focus_x, image.focus_y)
        picture = ImageOps.fit(source, size, Pillow.Resampling.LANCZOS, centering=focus)
    target = path_of(rendition.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    # written beside and moved: whoever comes at the same moment sees a whole file or none
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        picture.save(part, "WEBP", quality=80, method=2)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)
