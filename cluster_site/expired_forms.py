"""The answer to a form whose token no longer holds: what was typed, to be sent again."""

from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from cluster_site.context import ADMIN
from cluster_site.views import admin_page
from desk.toolkit.posted_values import list_values_to_hold


def csrf_failure(request, reason=""):
    """Answer 403 with what was posted, but no passwords or codes, in a form that sends it again.

    A form of another site is refused only: one press must not do what that site wanted.
    """
    is_own = _is_of_this_site(request)
    context = {
        "is_own": is_own,
        "posted": list_values_to_hold(request.POST) if is_own else [],
        "loses_files": is_own and bool(request.FILES),
    }
    if request.path_info.startswith(ADMIN):
        context |= admin.site.each_context(request)
        response = admin_page(request, "admin/expired.html", context, status=403)
    else:
        response = render(request, "expired.html", context, status=403)
    add_never_cache_headers(response)
    return response


def _is_of_this_site(request) -> bool:
    """Whether the browser says that the form was on a page of this site."""
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in own
