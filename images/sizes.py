"""Making the sizes that pages need of new pictures while somebody is at the desk, with progress.

An upload makes what the desk shows. The pages of the library then ask for the rest in small steps;
what is left when they are closed is made when a visitor asks for it, or by ``run_due``.
"""

import time
from collections.abc import Iterable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from images.models import Image
from images.rendition_maker import missing_renditions, try_make_renditions
from images.renditions import all_renditions

_NEWEST = 30  # pictures that a page of the library looks after
_STEP, _SECONDS = 4, 0.5  # renditions made between two looks at the clock, seconds of one answer


def count_renditions(pictures: Iterable[Image]) -> dict:
    """Return the number of renditions of ``pictures``, how many are missing, and a description."""
    pictures = list(pictures)
    every = sum(len(all_renditions(image)) for image in pictures)
    left = sum(len(missing_renditions(image)) for image in pictures)
    words = (
        _("Sizes for pages: %(made)s of %(all)s are made.") if left else _("All sizes are made.")
    )
    made = every - left
    return {"all": every, "made": made, "left": left, "words": words % {"made": made, "all": every}}


def newest_pictures() -> list[Image]:
    """Return the pictures uploaded last."""
    return list(Image.objects.order_by("-pk")[:_NEWEST])


class MakeRenditionsMixin:
    """Admin mixin with the endpoint that ``static/desk/sizes.js`` polls until all renditions exist."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.sizes_view))
        return [path("sizes/", view, name="images_image_sizes"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"sizes": count_renditions(newest_pictures()), **(extra_context or {})}
        )

    @admin.display(description=gettext_lazy("sizes for pages"))
    def sizes(self, image):
        context = {"sizes": count_renditions([image]), "picture": image}
        return render_to_string("admin/images/_sizes.html", context)

    def sizes_view(self, request):
        """Make some renditions of the newest pictures, or of ``picture``; say how many are left."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = request.POST.get("picture", "")
        pictures = [self.get_object(request, key)] if key else newest_pictures()
        pictures = [image for image in pictures if image is not None]
        until = time.monotonic() + _SECONDS
        for image in pictures:
            while (left := missing_renditions(image)) and time.monotonic() < until:
                if not try_make_renditions(image, *(rendition.name for rendition in left[:_STEP])):
                    break
        return JsonResponse(count_renditions(pictures))
