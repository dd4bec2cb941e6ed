"""The picture library in the admin."""

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.groups import PUBLISH
from desk.files.orphaned import MediaFolder
from desk.privacy.takedown_views import warn_if_public
from desk.records.model_admin import DeskAdmin, describe_public_places
from desk.toolkit.columns import format_with_facts, languages_column, thumbnail
from desk.toolkit.object_links import ToolLink
from images import dashboard_panel, scheduled_tasks
from images.bulk_upload import BulkUploadMixin
from images.consent import ConsentFilter, describe_consent, why_not_chosen
from images.consent_page import PAGE, PERMISSION, TAKEDOWN, pictures_without_consent_url
from images.forms import ImageForm, UploadForm
from images.models import Image
from images.picker import PictureChooserMixin
from images.replace_file_views import ReplaceFileMixin, render_uses
from images.sizes import MakeRenditionsMixin
from images.trash import PictureTrashPolicy

__all__ = ["ImageAdmin", "dashboard_panel", "scheduled_tasks"]


@admin.register(Image)
class ImageAdmin(
    BulkUploadMixin, ReplaceFileMixin, PictureChooserMixin, MakeRenditionsMixin, DeskAdmin
):
    """Admin of pictures."""

    shown_at_once = True
    modules = (*DeskAdmin.modules, "focus")
    form = ImageForm
    pages = (PAGE,)
    calendar_kinds = (dashboard_panel.CONSENTS,)
    keeping = PictureTrashPolicy()
    folders = (
        MediaFolder("originals", lambda: Image._base_manager.values_list("file", flat=True)),
        MediaFolder(
            "renditions",
            lambda: Image._base_manager.values_list("public_id", flat=True),
            of_folders=True,
        ),
    )
    search_fields = ("alt_en", "alt_nb", "caption_en", "caption_nb", "credit_en", "key")
    list_display = ("thumbnail", "named", "texts", "consent", "added_at")
    list_display_links = ("named",)
    list_filter = (ConsentFilter, "press", "decorative")
    date_hierarchy = "added_at"
    readonly_fields = ("preview", "sizes", "consent_now", "used")
    # an older version has other words; its file may be gone, and it may have been for the press
    fixed = frozenset({"press", "file", "sha256", "public_id", "width", "height"})

    def why_not_chosen(self, obj):
        return why_not_chosen(obj)

    def why_not_changed(self, request, obj):
        if obj.press and not request.user.has_perm(PUBLISH):
            return describe_public_places([_("on the page for the press")])
        return super().why_not_changed(request, obj)

    def get_readonly_fields(self, request, obj=None):
        # who may not publish does not hand out pictures either
        press = () if request.user.has_perm(PUBLISH) else ("press",)
        return (*super().get_readonly_fields(request, obj), *press)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = UploadForm if obj is None else ImageForm
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request, obj=None):
        pairs = [("alt_en", "alt_nb"), ("caption_en", "caption_nb"), ("credit_en", "credit_nb")]
        return [
            (None, {"fields": ["upload"] if obj is None else ["preview", "sizes"]}),
            (
                gettext_lazy("What it shows"),
                {
                    "fields": [pairs[0], ("decorative", "decorative_reason"), *pairs[1:]],
                    "classes": ["both-languages"],
                },
            ),
            (gettext_lazy("Cropping"), {"fields": [("focus_x", "focus_y")]}),
            (
                gettext_lazy("Consent"),
                {
                    "fields": [
                        *(["consent_now"] if obj else []),
                        "consent_note",
                        ("consent_until", "consent_withdrawn"),
                    ]
                },
            ),
            (gettext_lazy("For the press"), {"fields": ["press"]}),
            *([(gettext_lazy("Used by"), {"fields": ["used"]})] if obj else []),
        ]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.take(form.picture)
        super().save_model(request, obj, form, change)
        transaction.on_commit(obj.make_first_renditions, robust=True)

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        warn_if_public(request, TAKEDOWN, obj, pictures_without_consent_url(obj))
        return response

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, image):
        return thumbnail(image)

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image):
        large = image.renditions()[-1]
        return format_html(
            '<span class="focus-picture"><img class="preview" src="{}" width="{}" height="{}" alt="{}"></span>',
            large.url,
            large.width,
            large.height,
            image.alt or "",
        )

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not obj.may_be_used(request.moment.day) and request.user.has_perm(PERMISSION):
            tools.append(
                ToolLink(
                    _("Take it off the site …"), pictures_without_consent_url(obj), name="takedown"
                )
            )
        return tools

    @admin.display(description=gettext_lazy("today"))
    def consent_now(self, image):
        return describe_consent(image) or _("No consent is written down.")

    @admin.display(description=gettext_lazy("consent"), ordering="consent_until")
    def consent(self, image):
        """Return the last day of the consent, or the day on which it was withdrawn."""
        if image.consent_withdrawn:
            day = display_for_value(image.consent_withdrawn, self.get_empty_value_display())
            return _("withdrawn %(day)s") % {"day": day}
        return image.consent_until

    @admin.display(description=gettext_lazy("where it shows"))
    def used(self, image):
        return render_uses(image)

    @admin.display(description=gettext_lazy("picture"), ordering="key")
    def named(self, image):
        return format_with_facts(image, (image.credit, f"{image.width} × {image.height}"))

    texts = languages_column("alt")
