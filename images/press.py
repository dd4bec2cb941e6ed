"""Pictures for the press: at their full size, upright and without metadata, each with its credit."""

from operator import attrgetter
from pathlib import Path

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from core.attachments import attachment_header
from core.page_head import page_head
from core.slugs import filter_addressable
from images.models import Image
from images.rendition_maker import try_make_renditions
from images.renditions import full_rendition, rendition_folder
from images.views import serve_media_file


class PressView(ListView):
    """Press contact, and pictures offered to the press."""

    template_name = "images/press.html"
    context_object_name = "pictures"

    def get_context_data(self, **kwargs):
        words = _("Press contact and pictures of %(name)s, free to use with their credit.")
        description = words % {"name": self.request.site.name}
        return super().get_context_data(**page_head(_("Press"), description), **kwargs)

    def get_queryset(self):
        return filter_addressable(_offered(self.request), attrgetter("press_address"))


@require_safe
def press_download(request, key):
    """Download a press picture; the file is named after its key."""
    image = _offered(request).filter(key=key).first()
    if image is None:
        raise Http404("no such press picture")
    name = full_rendition(image).name
    if not rendition_folder(name).exists() and not (
        image.file.storage.exists(image.file.name) and try_make_renditions(image, name)
    ):
        raise Http404("the file is gone")
    response = serve_media_file(request, "renditions", name)
    ending = Path(name).suffix
    response.headers["Content-Disposition"] = attachment_header(f"{image.key}{ending}")
    # it may be withdrawn, or replaced, and then nobody should have it from a cache
    response.headers["Cache-Control"] = "no-cache"
    return response


def _offered(request):
    return Image.objects.filter(press=True).usable(request.moment.day)
