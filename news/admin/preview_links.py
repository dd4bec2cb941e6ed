"""The preview links of an article: a list, a form that creates one, and a button that revokes one."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import InstantFormField, form_field_for
from core.parsing import parse_whole_number
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_record
from news.admin.commands import MinuteInput
from news.models import PreviewLink
from news.review.preview_links import (
    LASTS,
    make_preview_link,
    preview_link_url,
    revoke_preview_link,
)


class PreviewLinkForm(forms.Form):
    """Form for a new preview link."""

    for_whom = form_field_for(PreviewLink, "for_whom")
    expires_at = InstantFormField(label=gettext_lazy("Works until"), widget=MinuteInput)
    freeze = forms.BooleanField(
        label=gettext_lazy("Frozen as it is now"),
        required=False,
        help_text=gettext_lazy("Otherwise it shows the draft as it is when the link is opened."),
    )


def preview_links_view(model_admin, request, pk):
    """List the links; POST creates one, or revokes the one with the key ``revoke``."""
    article = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    this_page = model_admin.page_of(article, "preview_links")
    form = PreviewLinkForm(initial={"expires_at": timezone.now() + LASTS})
    if request.method == "POST":
        if "revoke" in request.POST:
            links = article.preview_links.filter(pk=parse_whole_number(request.POST["revoke"]))
            revoke_preview_link(get_object_or_404(links), by=request.user)
            messages.success(request, _("Revoked. The link no longer opens."))
            return HttpResponseRedirect(this_page)
        with open_form_transaction(request, article):
            form = PreviewLinkForm(request.POST)
            if form.is_valid() and _make_link(request, article, form):
                return HttpResponseRedirect(this_page)
    return TemplateResponse(
        request,
        "news/admin/preview_links.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Preview links"),
            "subtitle": str(article),
            "opts": model_admin.opts,
            "article": article,
            "form": form,
            "token": session_for_record(article, request.user.pk, "links").token(),
            "now": timezone.now(),
            "links": [
                (link, _absolute_url(request, link))
                for link in article.preview_links.select_related("made_by")
            ],
        },
    )


def _make_link(request, article, form) -> bool:
    try:
        make_preview_link(article, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, _("The link is made. Copy it and send it."))
    return True


def _absolute_url(request, link) -> str:
    path = preview_link_url(link)
    if settings.SITE_ADDRESS:
        return settings.SITE_ADDRESS + path
    return request.build_absolute_uri(path)
