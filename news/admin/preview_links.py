"""The preview links of an article: a list, a form that makes one, and a button that revokes one."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import InstantFormField, form_field_for
from core.parsing import parse_whole_number
from desk.autosave.erased_names import posted_form
from desk.autosave.form_token import sitting_at
from desk.toolkit.object_links import Tool
from news.admin.commands import MinuteInput
from news.models import PreviewLink
from news.review.preview_links import (
    LASTS,
    make_preview_link,
    preview_link_url,
    revoke_preview_link,
)


class LinkForm(forms.Form):
    for_whom = form_field_for(PreviewLink, "for_whom")
    expires_at = InstantFormField(label=gettext_lazy("Works until"), widget=MinuteInput)
    freeze = forms.BooleanField(
        label=gettext_lazy("Frozen as it is now"),
        required=False,
        help_text=gettext_lazy("Otherwise it shows the draft as it is when the link is opened."),
    )


class PreviewLinking:
    """A model admin mixin: whoever may change an article may show it to somebody without an account."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.links_view)
        name = f"news_{self.opts.model_name}_preview_links"
        return [path("<int:pk>/preview-links/", view, name=name), *super().get_urls()]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if self.has_change_permission(request, obj):
            tools.append(Tool(_("Preview links"), self._links(obj.pk), name="preview-links"))
        return tools

    def _links(self, pk):
        return reverse(f"admin:news_{self.opts.model_name}_preview_links", args=[pk])

    def links_view(self, request, pk):
        """GET lists them; POST makes one, or revokes the one whose key is in ``revoke``."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        form = LinkForm(initial={"expires_at": timezone.now() + LASTS})
        if request.method == "POST":
            if "revoke" in request.POST:
                found = article.preview_links.filter(pk=parse_whole_number(request.POST["revoke"]))
                revoke_preview_link(get_object_or_404(found), by=request.user)
                messages.success(request, _("Revoked. The link no longer opens."))
                return HttpResponseRedirect(self._links(pk))
            with posted_form(request, article):
                form = LinkForm(request.POST)
                if form.is_valid() and self._make(request, article, form):
                    return HttpResponseRedirect(self._links(pk))
        return TemplateResponse(
            request,
            "news/admin/preview_links.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Preview links"),
                "subtitle": str(article),
                "opts": self.opts,
                "article": article,
                "form": form,
                "seal": sitting_at(article, request.user.pk, "links").sealed(),
                "now": timezone.now(),
                "links": [
                    (link, self._whole_address(request, link))
                    for link in article.preview_links.select_related("made_by")
                ],
            },
        )

    @staticmethod
    def _make(request, article, form):
        given = form.cleaned_data
        try:
            make_preview_link(article, by=request.user, **given)
        except ValidationError as refused:
            form.add_error(None, refused)
            return False
        messages.success(request, _("The link is made. Copy it and send it."))
        return True

    @staticmethod
    def _whole_address(request, link):
        address = preview_link_url(link)
        if settings.SITE_ADDRESS:
            return settings.SITE_ADDRESS + address
        return request.build_absolute_uri(address)
