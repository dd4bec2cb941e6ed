"""The forms of the picture library: a picture's texts, and uploading one."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.toolkit.auto_slugs import AutoSlugForm
from images.models import Image, default_picture_key
from images.validation import inspect_upload

PICTURE_TYPES = (
    "image/jpeg,image/heic,image/heif,image/png,image/webp,image/avif,image/gif,image/svg+xml"
)


class ImageForm(AutoSlugForm):
    """Form for the texts, credit and consent of a picture."""

    slug_field = "key"
    constraint_fields = {
        "image_alt_or_decorative": "alt_en",
        "image_decoration_has_a_reason": "decorative_reason",
        "image_focus_inside": "focus_x",
    }

    @property
    def sha256(self) -> str:
        """The SHA-256 of the picture's file."""
        return self.instance.sha256

    def slug_text(self):
        return self.sha256 and default_picture_key(self.sha256)

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("decorative") and not given.get("decorative_reason"):
            message = _("Say why the picture is only decoration.")
            self.add_error(
                "decorative_reason", forms.ValidationError(message, code="reason-missing")
            )
        if not (given.get("decorative") or given.get("alt_en") or given.get("alt_nb")):
            message = _("Write an alt text, or tick “only decoration”.")
            self.add_error("alt_en", forms.ValidationError(message, code="alt-missing"))


class UploadForm(ImageForm):
    """Form for a new picture."""

    constraint_fields = {**ImageForm.constraint_fields, "image_bytes_once": "upload"}
    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("JPEG, HEIC, PNG, WebP, AVIF, GIF or SVG, at most 30 MB."),
        widget=forms.FileInput(attrs={"accept": PICTURE_TYPES}),
    )

    sha256 = ""

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        self.picture = inspect_upload(upload)
        self.sha256 = self.picture.sha256
        self.there = there = Image.objects.filter(sha256=self.sha256).first()
        if there is not None:
            address = reverse("admin:images_image_change", args=[there.pk])
            message = format_html(
                '{} <a href="{}">{}</a>',
                _("This picture is in the library already:"),
                address,
                there,
            )
            raise forms.ValidationError(message, code="there-already")
        return upload


class QuickUploadForm(UploadForm):
    """Form with the required fields only, for uploading a picture where one is chosen."""

    class Meta:
        model = Image
        fields = (
            "alt_en",
            "alt_nb",
            "decorative",
            "decorative_reason",
            "credit_en",
            "credit_nb",
            "focus_x",
            "focus_y",
        )
        widgets = dict.fromkeys(("focus_x", "focus_y"), forms.HiddenInput)
        labels = {
            "alt_en": gettext_lazy("Alt text, in English"),
            "alt_nb": gettext_lazy("Alt text, in Norwegian"),
            "credit_en": gettext_lazy("Credit, in English"),
            "credit_nb": gettext_lazy("Credit, in Norwegian"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("focus_x", "focus_y"):
            # not sent, it is the middle
            self.fields[name].required = False
