"""Serving what was uploaded: renditions and files to download, never an original picture."""

from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404
from django.views.static import serve

from core.attachments import attachment_header
from images.models import Image
from images.renditions import make, path_of, sha256_of

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
    """One rendition; made now where it was not made when the picture was saved."""
    sha256 = sha256_of(name)
    if sha256 is None:
        raise Http404("no such rendition")
    if not path_of(name).exists():
        image = Image.objects.filter(sha256=sha256).first()
        if image is None or not image.file.storage.exists(image.file.name) or not make(image, name):
            raise Http404("no such rendition")
    response = served(request, "renditions", name)
    response.headers["Content-Type"] = _TYPES[Path(name).suffix]
    if name.endswith(".svg"):
        # opened by itself it is a page of ours: nothing in it may run or load, whatever got through
        response = csp_replace(_DRAWING)(lambda request: response)(request)
    return response


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
