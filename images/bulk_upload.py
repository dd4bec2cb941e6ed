"""Many pictures at once: each file with its own texts; what is refused stops no other."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.locking import begin_shared_writing
from desk.autosave.form_token import read_token_time, session_for_new_record
from desk.autosave.outdated_form import renew_form_token
from desk.autosave.storage import SESSION_FIELD
from desk.history.recording import record_outside_changes, record_revision
from desk.privacy.erased_names import ErasedNames
from desk.toolkit.script_strings import script_strings
from desk.toolkit.scripts import add_script_modules
from images.forms import PICTURE_TYPES, QuickUploadForm
from images.library import add_to_library
from images.models import Image

MOST = 100
ALT_TEXTS = ("alt_en", "alt_nb")
TEXTS = {"en": ("alt_en", "credit_en", "decorative_reason"), "nb": ("alt_nb", "credit_nb")}


def store_upload(form: QuickUploadForm, *, by, begun: datetime | None = None) -> tuple[Image, bool]:
    """Store the picture of a valid form; return it, and whether it was in the library already.

    ``begun`` is when the form was shown, if that is known.
    Its first renditions are made once it is committed.
    """
    with transaction.atomic():
        begin_shared_writing()
        image = form.save(commit=False)
        remove_erased_names(image, begun)
        return add_to_library(image, form.picture, choose_key=form.free_slug, by=by)


def remove_erased_names(image: Image, begun: datetime | None) -> None:
    """Redact names in the texts of ``image`` that were erased after ``begun``."""
    names = ErasedNames(begun)
    for language, columns in TEXTS.items():
        for column in columns:
            setattr(image, column, names.redact(getattr(image, column) or "", language))


def fill_alt_texts(image: Image, words: dict, *, by, begun: datetime | None = None) -> None:
    """Set the alt texts in ``words`` that are not empty on ``image``, which the caller has locked."""
    record_outside_changes(image)
    for name in ALT_TEXTS:
        setattr(image, name, words.get(name) or getattr(image, name))
    remove_erased_names(image, begun)
    image.save()
    record_revision(image, by=by)


class BulkUploadMixin:
    """Admin mixin with a page for uploading many files, by drag and drop or a file field.

    The script sends each file by itself to the chooser's upload; without it the form's one set of
    words goes to every file, and each is listed with a link to its own form.
    """

    def get_urls(self):
        return [
            path("many/", self.admin_site.admin_view(self.many_view), name="images_image_many"),
            *super().get_urls(),
        ]

    def many_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        results, form = [], QuickUploadForm()
        if request.method == "POST":
            files = request.FILES.getlist("upload")[:MOST]
            results = [self._take(request, file) for file in files]
            if not files or any(result["errors"] for result in results):
                form = QuickUploadForm(request.POST)
            else:
                messages.success(request, _all_added(len(files)))
                if all(not result["there_already"] for result in results):
                    return HttpResponseRedirect(reverse("admin:images_image_changelist"))
        form.fields["upload"].widget.attrs.update(accept=PICTURE_TYPES)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Add many pictures"),
            "form": form,
            "media": add_script_modules(request, form.media, ("add-many",)),
            "spoken_words": script_strings(),
            "told": results,
            "token": renew_form_token(request, session_for_new_record(Image, request.user.pk)),
            "address": reverse("admin:images_image_choose"),
        }
        return TemplateResponse(request, "admin/images/add_many.html", context)

    def _take(self, request, file):
        """Store one file; return the result for the page."""
        form = QuickUploadForm(request.POST, {"upload": file})
        result = {"name": file.name, "image": None, "there_already": False, "errors": []}
        if form.is_valid():
            result["image"], result["there_already"] = store_upload(
                form, by=request.user, begun=read_token_time(request.POST.get(SESSION_FIELD, ""))
            )
        elif form.has_error("upload", "there-already"):
            result |= {"image": form.there, "there_already": True}
        else:
            result["errors"] = [error for errors in form.errors.values() for error in errors]
        return result


def _all_added(number):
    words = ngettext(
        "%(number)s picture is in the library.", "%(number)s pictures are in the library.", number
    )
    return words % {"number": number}
