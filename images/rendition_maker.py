"""Making renditions: from the picture's source, a PNG of just enough pixels, one process at a time.

The source is what the decoding process made of the stored file; it stands beside the renditions
until all of them are made.
"""

import fcntl
import logging
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from PIL import ImageOps

from core.storage import write_atomically
from images.decoding.background import flatten_on_white
from images.renditions import (
    FORMATS,
    Rendition,
    all_renditions,
    is_full_rendition,
    rendition_folder,
)
from images.validation import Decoder

if TYPE_CHECKING:
    from images.models import Image

logger = logging.getLogger(__name__)
_SOURCE = "source.png"
_FAILED = ".failed"  # beside what could not be made, so that no visitor waits for it again


def make_all_renditions(image: "Image") -> None:
    """Make all missing renditions of a picture."""
    _make(image, all_renditions(image))


def make_renditions(image: "Image", *names: str) -> bool:
    """Make the renditions called ``names``; return whether all of them exist afterwards."""
    wanted = [rendition for rendition in all_renditions(image) if rendition.name in names]
    _make(image, wanted)
    return len(wanted) == len(set(names)) and all(rendition.path.exists() for rendition in wanted)


def try_make_renditions(image: "Image", *names: str) -> bool:
    """Make the renditions called ``names`` during a request; a disk error is logged, not raised."""
    try:
        return make_renditions(image, *names)
    except OSError:
        logger.exception("can't write renditions of %s", image.public_id)
        return False


def missing_renditions(image: "Image") -> list[Rendition]:
    """Return renditions that pages may ask for, that do not exist yet and have not failed."""
    return [rendition for rendition in all_renditions(image) if _is_missing(rendition)]


def failed_renditions(image: "Image") -> list[Rendition]:
    """Return renditions that could not be made."""
    return [rendition for rendition in all_renditions(image) if _mark_of(rendition.path).exists()]


def store_rendition_source(image: "Image", source: bytes) -> None:
    """Store the decoded pixels from which the renditions of ``image`` are made."""
    path = _source_path(image)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, lambda file: file.write(source))


def _make(image: "Image", renditions: list[Rendition]) -> None:
    if not renditions:
        return
    with _alone(rendition_folder(image.public_id)):
        wanted = [rendition for rendition in renditions if _is_missing(rendition)]
        if not wanted:
            return
        if image.is_drawing:
            with image.file.open() as stored:
                content = stored.read()
            write_atomically(wanted[0].path, lambda file: file.write(content))
            return
        source = None
        for rendition in wanted:
            try:
                if is_full_rendition(rendition):
                    _write_full(image, rendition)
                    continue
                source = source or _opened_source(image)
                _write_fitted(source, image, rendition)
            except (ValidationError, ValueError, SyntaxError, OSError, MemoryError) as error:
                if isinstance(error, OSError) and error.errno:
                    raise  # the disk's fault, not the picture's
                logger.exception("can't make the rendition %s", rendition.name)
                _mark_of(rendition.path).touch()
        if not missing_renditions(image):
            _source_path(image).unlink(missing_ok=True)


def _opened_source(image: "Image") -> Pillow.Image:
    path = _source_path(image)
    if _mark_of(path).exists():
        raise ValueError("the stored file can't be decoded")
    if not path.exists():
        try:
            with Decoder() as decoder, image.file.open() as stored:
                store_rendition_source(image, decoder.reduced(stored))
        except ValidationError:
            _mark_of(path).touch()
            raise
    return Pillow.open(path, formats=["PNG"])


def _write_full(image: "Image", rendition: Rendition) -> None:
    with Decoder() as decoder, image.file.open() as stored:
        content = decoder.full(stored)
    write_atomically(rendition.path, lambda file: file.write(content))


def _write_fitted(source: Pillow.Image, image: "Image", rendition: Rendition) -> None:
    size = (rendition.width, rendition.height)
    if rendition.is_crop:
        focus = (image.focus_x, image.focus_y)
        picture = ImageOps.fit(source, size, Pillow.Resampling.LANCZOS, centering=focus)
    else:
        picture = source.resize(size, Pillow.Resampling.LANCZOS)
    if rendition.ending == "jpg":
        picture = flatten_on_white(picture)
    name, options = FORMATS[rendition.ending]
    write_atomically(rendition.path, lambda file: picture.save(file, name, **options))


def _source_path(image: "Image") -> Path:
    return rendition_folder(image.public_id) / _SOURCE


def _mark_of(path: Path) -> Path:
    return path.with_name(path.name + _FAILED)


def _is_missing(rendition: Rendition) -> bool:
    return not rendition.path.exists() and not _mark_of(rendition.path).exists()


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
