"""Pictures with real files: gradients that only their colours tell apart."""

import hashlib
import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from random import Random

from django.core.files.base import ContentFile
from PIL import Image as Pillow

from cluster_site.synthetic.copying import copy_records
from images.models import Image

_SIZE = (960, 640)
_WRITERS = 8  # files on their way to the disk at the same time


def make_pictures(number: int, *, seed: int, random: Random) -> list[Image]:
    """Store ``number`` pictures with alt texts; most have a credit."""
    before, after = _draw_gradient()
    images, contents = [], []
    for place in range(number):
        content = before + _palette(seed, place) + after
        sha256 = hashlib.sha256(content).hexdigest()
        images.append(Image(
            key=f"synthetic-{seed}-{place}", sha256=sha256, width=_SIZE[0], height=_SIZE[1],
            alt_en=f"A gradient, number {place}", alt_nb=f"En fargeovergang, nummer {place}",
            credit_en=f"Photo: Studio {place % 40}" if place % 5 else "",
            focus_x=round(random.random(), 2), focus_y=round(random.random(), 2),
        ))  # fmt: skip
        contents.append(content)
    with ThreadPoolExecutor(_WRITERS) as threads:
        # a list, so that what goes wrong in a thread is raised
        list(threads.map(_store, images, contents))
    return copy_records(images)


def _store(image: Image, content: bytes) -> None:
    name = f"{image.sha256[:2]}/{image.sha256}.png"
    image.file.save(name, ContentFile(content), save=False)


def _draw_gradient() -> tuple[bytes, bytes]:
    """Return a PNG with a palette, but what stands before its palette and what stands after it."""
    picture = Pillow.linear_gradient("L").resize(_SIZE)
    picture.putpalette(bytes(768))
    file = io.BytesIO()
    picture.save(file, "PNG")
    content = file.getvalue()
    start = content.index(b"PLTE") - 4
    return content[:start], content[start + 768 + 12 :]


def _palette(seed: int, place: int) -> bytes:
    """Return the chunk of a PNG with the palette of one picture."""
    digest = hashlib.sha256(f"{seed} {place}".encode()).digest()
    light, dark = digest[:3], digest[3:6]
    ramp = b"PLTE" + bytes(
        (dark[channel] * (255 - step) + light[channel] * step) // 255
        for step in range(256)
        for channel in range(3)
    )
    return struct.pack(">I", 768) + ramp + struct.pack(">I", zlib.crc32(ramp))
