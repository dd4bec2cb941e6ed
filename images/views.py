"""Serving what was uploaded: renditions and files to download, never an original picture."""

import itertools
from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponseRedirect
from django.views.static import serve

from core.attachments import attachment_header
from images.models import Image
from images.rendition_maker import try_to_make
from images.renditions import Rendition, path_of, public_id_of, substitutes

_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_DRAWING = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "sandbox": True,
}


def rendition(request, name):
    """One rendition, made now where it is missing; one that can't be made leads to another."""
    public_id = public_id_of(name)
    if public_id is None:
        raise Http404("not the name of a rendition")
    if not path_of(name).exists():
        image = Image.objects.filter(public_id=public_id).first()
        if image is None or not image.file.storage.exists(image.file.name):
            raise Http404("no such picture")
        if not try_to_make(image, name):
            return _substitute(image, name)
    response = served(request, "renditions", name)
    response.headers["Content-Type"] = _TYPES[Path(name).suffix]
    if name.endswith(".svg"):
        # opened by itself it is a page of ours: nothing in it may run or load, whatever got through
        response = csp_replace(_DRAWING)(lambda request: response)(request)
    return response


def _substitute(image: Image, name: str) -> HttpResponseRedirect:
    """Lead to a file of the same picture that is there already, or to one that can be made."""
    others = substitutes(image, name)
    there = (other for other in others if other.path.exists())
    makeable = (other for other in [*others[:1], *_jpegs(others)] if try_to_make(image, other.name))
    other = next(itertools.chain(there, makeable), None)
    if other is None:
        raise Http404("the picture can't be shown")
    response = HttpResponseRedirect(other.url)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _jpegs(renditions: list[Rendition]) -> list[Rendition]:
    """The first JPEG among ``renditions``, which is made by the simplest encoder."""
    return [rendition for rendition in renditions if rendition.ending == "jpg"][:1]


def download(request, name):
    """A file that an article offers for download; always saved, never opened in the site's name."""
    response = served(request, "files", name)
    response.headers["Content-Disposition"] = attachment_header(Path(name).name)
    return response


def served(request, folder, name):
    """A file below ``folder`` of the media, which never changes under its name.

    Whatever steps out of the folder, such as to the originals beside it, is not there.
    """
    try:
        response = serve(request, name, document_root=Path(settings.MEDIA_ROOT) / folder)
    except (SuspiciousFileOperation, OSError) as error:
        raise Http404("no such file") from error
    response.headers["Cache-Control"] = _FOR_EVER
    return response
