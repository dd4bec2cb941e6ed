"""The pages of secret links: the one that a mail leads to, and those behind it.

Programs that check mails for viruses open every address in them. So a link's own page only asks to
go on; the button opens the link, and a signed cookie remembers it for the pages behind, whose
addresses have no token.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from relations.links import (
    LinkRefused,
    TooManyLinks,
    find_link_of_request,
    find_opened_link_of_request,
    mark_link_opened,
    opened_url,
)
from relations.models import Purpose, SecretLink

_SALT = "relations.opened-link"


class LinkView(View):
    """Base of all pages of secret links: private, and alike for every link that is refused."""

    purpose: Purpose
    # browsers send "Origin: null" with a form from a page of "no-referrer", which Django refuses
    referrer_policy = "same-origin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except LinkRefused as refusal:
            too_many = isinstance(refusal, TooManyLinks)
            response = render(
                request,
                "relations/link_refused.html",
                {"too_many": too_many},
                status=429 if too_many else 404,
            )
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = self.referrer_policy
        return response


# A form from a page without a referrer has no origin that could be checked. Nobody can send it
# without the token, and all that it does is to open the link.
@method_decorator(csrf_exempt, name="dispatch")
class ConfirmLinkView(LinkView):
    """The page that a mail leads to: it asks to go on, and opens the link when that is pressed."""

    referrer_policy = "no-referrer"
    template_name = "relations/link_confirm.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = find_link_of_request(request, token, self.purpose)
        return render(request, self.template_name, self.describe(link))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link = find_link_of_request(request, token, self.purpose)
        mark_link_opened(link)
        self.note_opening(link)
        response = HttpResponseRedirect(opened_url(link, get_language()))
        remember_opened_link(response, link)
        return response

    def describe(self, link: SecretLink) -> dict[str, Any]:
        """Return what the page says besides, for the template."""
        return {}

    def note_opening(self, link: SecretLink) -> None:
        """Note on the record that somebody opened it."""


class OpenedLinkView(LinkView):
    """A page behind a link, with the key of the link in its address."""

    def find_link(self, request: HttpRequest, key: int) -> SecretLink:
        """Return the link with ``key``; raise LinkRefused if this browser did not open it, or it closed."""
        name = _cookie_name(get_language())
        try:
            opened = request.get_signed_cookie(name, salt=_SALT)
        except (KeyError, BadSignature):
            opened = ""
        return find_opened_link_of_request(request, key, self.purpose, is_opened=opened == str(key))


def remember_opened_link(response: HttpResponse, link: SecretLink) -> None:
    """Set the cookies by which the pages behind ``link`` know it, one for its path in each language."""
    for language, _name in settings.LANGUAGES:
        response.set_signed_cookie(
            _cookie_name(language),
            str(link.pk),
            salt=_SALT,
            path=opened_url(link, language),
            expires=link.expires_at,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _cookie_name(language: str) -> str:
    return f"opened-link-{language}"
