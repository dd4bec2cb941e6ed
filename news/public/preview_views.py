"""The page of a preview link, where its reader may leave a comment."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy, override
from django.views import View

from core.forms import TOO_LONG, form_field_for
from core.moment import SiteRequest
from core.rate_limit import limit_pages
from desk.autosave.form_token import read_token_time, session_for_new_record
from desk.autosave.outdated_form import is_outdated, outdated_form_message, renew_form_token
from desk.autosave.sent_once import (
    FormSentTwice,
    check_sent_once,
    form_fingerprint,
    record_sent_form,
)
from desk.autosave.storage import SESSION_FIELD
from news.content.snapshot import build_snapshot
from news.models import Comment, PreviewLink
from news.public.previews import Preview, render_preview
from news.review.comments import add_comment, group_into_threads
from news.review.preview_links import (
    PreviewLinkClosed,
    count_opening,
    draft_for_link,
    find_preview_link,
)

_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    # "no-referrer" would make browsers send "Origin: null", which the check of the comment refuses
    "Referrer-Policy": "same-origin",
}


class ReaderForm(forms.Form):
    """Comment form for readers without an account."""

    author_name = form_field_for(
        Comment,
        "author_name",
        required=True,
        error_messages={"required": gettext_lazy("Enter your name."), "max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    text = form_field_for(
        Comment,
        "text",
        error_messages={"required": gettext_lazy("Write your comment."), "max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    block = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class PreviewLinkView(View):
    """Preview by link, with comments; ``?block=prose-12`` selects the block to comment on."""

    request: SiteRequest
    link: PreviewLink

    def dispatch(self, request: HttpRequest, signed: str) -> HttpResponseBase:
        try:
            self.link = find_preview_link(signed)
        except Http404:
            response: HttpResponseBase = render(request, "404.html", status=404)
        except PreviewLinkClosed:
            response = render(request, "news/preview_closed.html", status=410)
        else:
            with override(self.link.article.language):
                response = super().dispatch(request)
        for name, value in _HEADERS.items():
            response.headers[name] = value
        return response

    @method_decorator(limit_pages("preview links"))
    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.GET:
            count_opening(self.link)
        return self._page(ReaderForm(initial={"block": request.GET.get("block", "")}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReaderForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=400)
        if is_outdated(request):
            form.add_error(None, outdated_form_message())
            return self._page(form, status=410)
        try:
            self._add_comment(form)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            return self._page(form, status=400)
        except FormSentTwice:
            pass  # its comment is there
        return HttpResponseRedirect(f"{request.path}?sent=1#comment")

    @transaction.atomic
    def _add_comment(self, form: ReaderForm) -> None:
        fingerprint = form_fingerprint(self.request)
        check_sent_once(fingerprint, self.link.comments)
        given = form.cleaned_data
        comment = add_comment(
            self.link.article,
            text=given["text"],
            block=given["block"],
            name=given["author_name"],
            link=self.link,
            begun=read_token_time(self.request.POST.get(SESSION_FIELD, "")),
        )
        record_sent_form(fingerprint, comment)

    def _page(self, form: ReaderForm, status: int = 200) -> HttpResponse:
        request, link = self.request, self.link
        draft = draft_for_link(link)
        block = form["block"].value() or ""
        context: dict[str, Any] = {
            "form": form,
            "token": renew_form_token(request, session_for_new_record(Comment, request.user.pk)),
            "address": request.path,
            "chosen": block if block in draft.keys else "",
            "sent": "sent" in request.GET,
            "comments": group_into_threads(link.comments.all()),
            "frozen": link.frozen is not None,
            "link": link,
            "alternates": [],
        }

        def mark(place: int) -> str:
            key = draft.keys[place]
            remark = {"key": key, "address": request.path, "chosen": key == block}
            return render_to_string("news/blocks/_remark.html", remark)

        preview = Preview(build_snapshot(draft), link.article, request.moment.at)
        html = render_preview(
            request, preview, mark=mark, template="news/preview_page.html", context=context
        )
        return HttpResponse(html, status=status, headers={"Content-Language": draft.language})
