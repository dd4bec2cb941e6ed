"""Serving what was uploaded: renditions and files to download, never an original picture."""

import itertools
import posixpath
from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.views.static import serve

from core.attachments import attachment_header
from images.models import Image
from images.rendition_maker import try_make_renditions
from images.renditions import Rendition, parse_public_id, rendition_folder, substitute_renditions

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


def rendition_view(request, name):
    """Serve a rendition, made on demand; redirect to a substitute if it can't be made."""
    public_id = parse_public_id(name)
    if public_id is None:
        raise Http404("not the name of a rendition")
    if not rendition_folder(name).exists():
        image = Image.objects.filter(public_id=public_id).first()
        if image is None or not image.file.storage.exists(image.file.name):
            raise Http404("no such picture")
        if not try_make_renditions(image, name):
            return _substitute(image, name)
    response = serve_media_file(request, "renditions", name)
    response.headers["Content-Type"] = _TYPES[Path(name).suffix]
    if name.endswith(".svg"):
        # opened by itself it is a page of ours: nothing in it may run or load, whatever got through
        response = csp_replace(_DRAWING)(lambda request: response)(request)
    return response


def _substitute(image: Image, name: str) -> HttpResponseRedirect:
    """Redirect to a file of the same picture that exists already, or to one that can be made."""
    others = substitute_renditions(image, name)
    there = (other for other in others if other.path.exists())
    makeable = (
        other for other in [*others[:1], *_jpegs(others)] if try_make_renditions(image, other.name)
    )
    other = next(itertools.chain(there, makeable), None)
    if other is None:
        raise Http404("the picture can't be shown")
    response = HttpResponseRedirect(other.url)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _jpegs(renditions: list[Rendition]) -> list[Rendition]:
    """Return the first JPEG among ``renditions``, which the simplest encoder makes."""
    return [rendition for rendition in renditions if rendition.ending == "jpg"][:1]


def download_view(request, name):
    """Serve a download of an article, always as an attachment."""
    if default_storage.is_remote:
        response = _serve_from_bucket(f"files/{name}")
    else:
        response = serve_media_file(request, "files", name)
    response.headers["Content-Disposition"] = attachment_header(Path(name).name)
    return response


def _serve_from_bucket(name):
    if posixpath.normpath(name) != name or "\0" in name:
        raise Http404("no such file")
    try:
        response = FileResponse(default_storage.open(name))
    except FileNotFoundError as error:
        raise Http404("no such file") from error
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def serve_media_file(request, folder, name):
    """Serve an immutable file below ``folder`` of the media.

    Whatever steps out of the folder, such as to the originals beside it, is not there.
    """
    try:
        response = serve(request, name, document_root=Path(settings.MEDIA_ROOT) / folder)
    except (SuspiciousFileOperation, OSError) as error:
        raise Http404("no such file") from error
    response.headers["Cache-Control"] = _FOR_EVER
    return response
