"""Pictures with real files: gradients that only their colours tell apart."""

import hashlib
import io
from random import Random

from django.core.files.base import ContentFile
from PIL import Image as Pillow

from images.models import Image

_SIZE = (960, 640)


def make_pictures(number: int, *, seed: int, random: Random) -> list[Image]:
    """Store ``number`` pictures with alt texts; most have a credit."""
    gradient = Pillow.linear_gradient("L").resize(_SIZE)
    images = []
    for place in range(number):
        content = _draw(gradient, seed, place)
        sha256 = hashlib.sha256(content).hexdigest()
        image = Image(
            key=f"synthetic-{seed}-{place}", sha256=sha256, width=_SIZE[0], height=_SIZE[1],
            alt_en=f"A gradient, number {place}", alt_nb=f"En fargeovergang, nummer {place}",
            credit_en=f"Photo: Studio {place % 40}" if place % 5 else "",
            focus_x=round(random.random(), 2), focus_y=round(random.random(), 2),
        )  # fmt: skip
        image.file.save(f"{sha256[:2]}/{sha256}.png", ContentFile(content), save=False)
        images.append(image)
    return Image.objects.bulk_create(images, batch_size=1000)


def _draw(gradient: Pillow.Image, seed: int, place: int) -> bytes:
    digest = hashlib.sha256(f"{seed} {place}".encode()).digest()
    light, dark = digest[:3], digest[3:6]
    ramp = bytes(
        (dark[channel] * (255 - step) + light[channel] * step) // 255
        for step in range(256)
        for channel in range(3)
    )
    picture = gradient.copy()
    picture.putpalette(ramp)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
