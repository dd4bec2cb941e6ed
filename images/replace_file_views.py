"""Replacing a picture's file in the admin, after seeing where the picture shows."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locking import lock_record
from desk.toolkit.object_links import ToolLink
from desk.toolkit.uses import find_uses
from images.forms import PICTURE_TYPES
from images.replace_file import replace_file
from images.validation import inspect_upload


def render_uses(image):
    """Return an HTML list of the uses of a picture, with links to the first records of each."""
    ways = find_uses(image)
    if not ways:
        return _("Nothing uses it.")
    return format_html_join(
        "",
        "<p>{}: {}{}</p>",
        (
            (
                uses.what,
                format_html_join(
                    ", ", '<a href="{}">{}</a>', ((use.address, use.label) for use in uses.first)
                ),
                f" … ({uses.count})" if uses.more else "",
            )
            for uses in ways
        ),
    )


class ReplaceFileForm(forms.Form):
    """Form for the new file of a picture."""

    upload = forms.FileField(
        label=gettext_lazy("New file"),
        help_text=gettext_lazy("JPEG, HEIC, PNG, WebP, AVIF, GIF or SVG, at most 30 MB."),
        widget=forms.FileInput(attrs={"accept": PICTURE_TYPES}),
    )
    # the file that whoever replaces it has seen
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ReplaceFileMixin:
    """Admin mixin with a page that replaces the file of a picture."""

    def get_urls(self):
        return [
            path(
                "<path:object_id>/replace/",
                self.admin_site.admin_view(self.replace_view),
                name="images_image_replace",
            ),
            *super().get_urls(),
        ]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if self.has_change_permission(request, obj):
            tools.append(
                ToolLink(
                    _("Replace the file"), reverse("admin:images_image_replace", args=[obj.pk])
                )
            )
        return tools

    def replace_view(self, request, object_id):
        image = self.get_object(request, unquote(object_id))
        if image is None:
            raise Http404("no such picture")
        if not self.has_change_permission(request, image):
            raise PermissionDenied
        form = ReplaceFileForm(
            request.POST or None, request.FILES or None, initial={"seen": image.sha256}
        )
        change_page = reverse("admin:images_image_change", args=[image.pk])
        if request.method == "POST" and form.is_valid():
            try:
                picture = inspect_upload(form.cleaned_data["upload"])
                seen = form.cleaned_data["seen"] or None
                with transaction.atomic():
                    if not self.has_change_permission(request, lock_record(image)):
                        raise PermissionDenied  # somebody published it meanwhile
                    replace_file(image, picture, by=request.user, seen=seen)
            except ValidationError as error:
                form.add_error("upload", error)
            else:
                messages.success(request, _("The file is replaced wherever the picture shows."))
                return HttpResponseRedirect(change_page)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Replace the file"),
            "subtitle": str(image),
            "list_page": reverse("admin:images_image_changelist"),
            "list_name": self.opts.verbose_name_plural,
            "change_page": change_page,
            "image": image,
            "form": form,
            "used": render_uses(image),
        }
        return TemplateResponse(request, "admin/images/replace.html", context)
