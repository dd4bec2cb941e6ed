"""Choosing a picture among pictures, and uploading one in place."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from core.parsing import parse_int
from images.adding import take_picture
from images.forms import QuickUploadForm
from images.models import Image

AT_ONCE = 24


def told(image: Image) -> dict:
    """A picture as the script of the chooser shows it."""
    return {"id": image.pk, "name": str(image), "attrs": image.choice_attrs()}


class Choosing:
    """A model admin mixin: the addresses that ``static/desk/picture-dialog.js`` asks."""

    chooser = "choose"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("choose/", wrap(require_GET(self.choose_view)), name="images_image_choose"),
            path(
                "choose/upload/", wrap(require_POST(self.upload_view)), name="images_image_upload"
            ),
            *super().get_urls(),
        ]

    def choose_view(self, request):
        """The newest pictures that may be used, or those that ``?q=`` finds.

        ``?before=`` a picture's key gives older ones.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        usable = Image.objects.usable(request.moment.day)
        pictures, distinct = self.get_search_results(request, usable, term)
        before = parse_int(request.GET.get("before"))
        if before is not None:
            pictures = pictures.filter(pk__lt=before)
        found = list((pictures.distinct() if distinct else pictures).order_by("-pk")[: AT_ONCE + 1])
        return JsonResponse(
            {
                "pictures": [told(image) for image in found[:AT_ONCE]],
                "older": found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None,
                "may_upload": self.has_add_permission(request),
            }
        )

    def upload_view(self, request):
        """Take one picture; the same bytes again give the one that is there. Errors come by field."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = QuickUploadForm(request.POST, request.FILES)
        if form.is_valid():
            image, there_already = take_picture(form, by=request.user)
            return JsonResponse({"picture": told(image), "there_already": there_already})
        if form.has_error("upload", "there-already"):
            return JsonResponse({"picture": told(form.there), "there_already": True})
        errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
        return JsonResponse({"errors": errors}, status=400)
