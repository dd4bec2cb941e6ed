"""Choosing a picture among pictures, and uploading one in place."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.locking import lock_record
from core.parsing import parse_whole_number
from desk.autosave.form_token import read_token_time
from desk.autosave.storage import SESSION_FIELD
from images.bulk_upload import ALT_TEXTS, fill_alt_texts, store_upload
from images.forms import QuickUploadForm
from images.kinds import PictureKind, chooser_attrs, filter_by_kind
from images.models import Image

AT_ONCE = 24


def picture_kind_choices() -> list[dict]:
    """Return the filters of the chooser, "all" last."""
    kinds = [{"kind": kind, "label": label} for kind, label in PictureKind.choices]
    return [*kinds, {"kind": "", "label": _("All pictures")}]


def picture_json(image: Image) -> dict:
    """Return the JSON representation of a picture for the chooser's script."""
    return {"id": image.pk, "name": str(image), "attrs": image.choice_attrs()}


class PictureChooserMixin:
    """Admin mixin with the endpoints of ``static/desk/picture-dialog.js``."""

    chooser = "choose"
    chooser_attrs = staticmethod(chooser_attrs)

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
        """List the newest usable pictures of ``?kind=``, or those of them that ``?q=`` finds.

        ``?before=`` a picture's key gives older ones.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        usable = filter_by_kind(
            Image.objects.usable(request.moment.day), request.GET.get("kind", "")
        )
        pictures, distinct = self.get_search_results(request, usable, term)
        before = parse_whole_number(request.GET.get("before"))
        if before is not None:
            pictures = pictures.filter(pk__lt=before)
        pictures_and_one_more = list(
            (pictures.distinct() if distinct else pictures).order_by("-pk")[: AT_ONCE + 1]
        )
        return JsonResponse(
            {
                "pictures": [picture_json(image) for image in pictures_and_one_more[:AT_ONCE]],
                "older": pictures_and_one_more[AT_ONCE - 1].pk
                if len(pictures_and_one_more) > AT_ONCE
                else None,
                "may_upload": self.has_add_permission(request),
                "kinds": picture_kind_choices(),
            }
        )

    def upload_view(self, request):
        """Take one picture; the same bytes again give the one that is there. Errors come by field.

        With ``use_words`` the picture that is there takes the alt texts that were sent.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = QuickUploadForm(request.POST, request.FILES)
        begun = read_token_time(request.POST.get(SESSION_FIELD, ""))
        if form.is_valid():
            image, there_already = store_upload(form, by=request.user, begun=begun)
        elif form.has_error("upload", "there-already"):
            image, there_already = form.there, True
        else:
            return JsonResponse({"errors": errors_by_field(form)}, status=400)
        if not there_already:
            return JsonResponse({"picture": picture_json(image), "there_already": False})
        with transaction.atomic():
            image = lock_record(image)
            may_change = self.has_change_permission(request, image)
            if may_change and "use_words" in request.POST:
                fill_alt_texts(image, form.cleaned_data, by=request.user, begun=begun)
        words = {name: getattr(image, name) or "" for name in ALT_TEXTS}
        answer = {"there_already": True, "words": words, "may_change": may_change}
        return JsonResponse({"picture": picture_json(image), **answer})


def errors_by_field(form) -> dict[str, list[str]]:
    """Return the error messages of a form by field, for JSON."""
    return {field: [str(error) for error in errors] for field, errors in form.errors.items()}
