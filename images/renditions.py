"""The files that pages show: AVIF, WebP and JPEG in fixed widths, and crops around the focal point.

A rendition's name follows from the picture's bytes, the focal point, the size and the format alone,
so that it can be cached for ever and nothing about it is stored. A drawing (SVG) is served as it is.
"""

import fcntl
import os
import re
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageOps

from images.pixels import opened

if TYPE_CHECKING:
    from images.models import Image

WIDTHS = (320, 640, 960, 1600)
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
VECTOR = "image.svg"
FULL = "full.jpg"
FULL_OPTIONS = {"quality": 92, "progressive": True}
_NAME = re.compile(
    r"(?P<sha>[0-9a-f]{64})/(?:image\.svg|(?:w\d+|(?:card|portrait|share)-\d+-\d+-\d+)\.(?:avif|webp|jpg))"
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


def whole(image: "Image", ending: str = "webp") -> list[Rendition]:
    """The uncropped renditions, narrowest first; never wider than the picture itself."""
    if image.is_drawing:
        return [Rendition(f"{image.sha256}/{VECTOR}", image.width, image.height)]
    widths = [width for width in WIDTHS if width < image.width]
    if len(widths) < len(WIDTHS):
        widths.append(max(image.width, 1))
    return [
        Rendition(
            f"{image.sha256}/w{width}.{ending}",
            width,
            max(round(image.height * width / max(image.width, 1)), 1),
        )
        for width in widths
    ]


def crops(image: "Image", crop: str, ending: str = "webp") -> list[Rendition]:
    """The renditions of one crop, narrowest first; a drawing is never cropped."""
    if image.is_drawing:
        return whole(image)
    across, down, widths = CROPS[crop]
    focus = f"{round(image.focus_x * 100)}-{round(image.focus_y * 100)}"
    return [
        Rendition(f"{image.sha256}/{crop}-{width}-{focus}.{ending}", width, width * down // across)
        for width in widths
    ]


def full(image: "Image") -> Rendition:
    """The picture at its full size for the press; the page for the press alone hands it out."""
    name = VECTOR if image.is_drawing else FULL
    return Rendition(f"{image.sha256}/{name}", image.width, image.height)


def sha256_of(name: str) -> str | None:
    """The picture that a rendition's name belongs to, or None where it is no such name."""
    match = _NAME.fullmatch(name)
    return match and match["sha"]


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "renditions" / name


def all_of(image: "Image") -> list[Rendition]:
    """Every rendition of a picture that some page may ask for."""
    found = []
    for ending in FORMATS:
        found += [*whole(image, ending), *crops(image, "card", ending)]
        found += crops(image, "portrait", ending)
    found += crops(image, SHARE, "jpg")
    if image.press:
        found.append(full(image))
    return list(dict.fromkeys(found))


def make_all(image: "Image") -> None:
    """Make every rendition that is not there yet."""
    _make(image, all_of(image))


def missing(image: "Image") -> list[Rendition]:
    """The renditions that some page may ask for and that are not made yet."""
    return [each for each in all_of(image) if not path_of(each.name).exists()]


def make(image: "Image", *names: str) -> bool:
    """Make the renditions called ``names``; False where the picture has none of these names."""
    wanted = [rendition for rendition in all_of(image) if rendition.name in names]
    _make(image, wanted)
    return bool(wanted)


def _make(image: "Image", renditions: list[Rendition]) -> None:
    if not renditions:
        return
    with _alone(path_of(renditions[0].name).parent):
        wanted = [each for each in renditions if not path_of(each.name).exists()]
        if not wanted:
            return
        with image.file.open() as file:
            content = file.read()
        if image.is_drawing:
            _put(wanted[0], lambda part: part.write(content))
            return
        source = None
        for rendition in wanted:
            name, options = FORMATS[rendition.name.rpartition(".")[2]]
            if rendition.name.endswith(FULL):
                picture, options = _on_white(opened(content, largest=None)), FULL_OPTIONS
            else:
                source = source or opened(content)
                picture = _fitted(source, image, rendition)
            _put(rendition, lambda part, p=picture, n=name, o=options: p.save(part, n, **o))


@contextmanager
def _alone(folder: Path):
    """Let one process at a time make what belongs into ``folder``; the others find it made."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _fitted(source: Pillow.Image, image: "Image", rendition: Rendition) -> Pillow.Image:
    size = (rendition.width, rendition.height)
    if rendition.name.partition("/")[2].startswith("w"):
        picture = source.resize(size, Pillow.Resampling.LANCZOS)
    else:
        focus = (image.focus_x, image.focus_y)
        picture = ImageOps.fit(source, size, Pillow.Resampling.LANCZOS, centering=focus)
    return _on_white(picture) if rendition.name.endswith(".jpg") else picture


def _on_white(picture: Pillow.Image) -> Pillow.Image:
    """A JPEG knows no transparency."""
    if picture.mode != "RGBA":
        return picture
    ground = Pillow.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _put(rendition: Rendition, write) -> None:
    """Written beside and moved: whoever reads at the same moment sees a whole file or none."""
    target = path_of(rendition.name)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        write(part)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)
