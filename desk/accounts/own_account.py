"""A user's own account: the second factor, where they are logged in, the password."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as verify_session
from django_otp.plugins.otp_totp.models import default_key

from desk.accounts.confirmation import require_confirmation
from desk.accounts.held_post import HeldPost
from desk.accounts.second_factor import (
    count_recovery_codes,
    has_second_factor,
    key_in_letters,
    make_recovery_codes,
    qr_code,
    remove_second_factor,
    requires_second_factor,
    set_up_second_factor,
)
from desk.accounts.second_factor_gate import SET_UP, missing_second_factor_deadline
from desk.accounts.sessions import end_sessions, sessions_of

# where the session holds the key of an app that is being set up
_KEY = "second-factor-key"


class ConfirmAppForm(forms.Form):
    """The code that shows that the app has the key."""

    code = forms.CharField(
        label=gettext_lazy("The code that the app shows now"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


def own_account_urls(site) -> list:
    """Return the URLs of a user's own account."""

    def own(address, view, name):
        view = require_confirmation(site.admin_view(view))
        return path(f"desk/account/{address}", view, name=name)

    def posted(view):
        return require_POST(partial(view, site))

    return [
        own("", partial(account_view, site), "desk-account"),
        own("sessions/end/", posted(end_sessions_view), "desk-sessions-end"),
        own("codes/", partial(set_up_view, site), SET_UP),
        own("codes/recovery/", posted(recovery_view), "desk-recovery-codes"),
        own("codes/off/", posted(switch_off_view), "desk-second-factor-off"),
    ]


def account_view(site, request):
    """Show the second factor and the sessions of the user's own account."""
    user, is_set_up = request.user, has_second_factor(request.user)
    context = {
        "is_set_up": is_set_up,
        "recovery_codes": count_recovery_codes(user) if is_set_up else 0,
        "is_required": requires_second_factor(user),
        "deadline": missing_second_factor_deadline(request),
        "sessions": sessions_of(user, current=request.session.session_key),
    }
    return _page(site, request, "account", _("Your account"), context)


def end_sessions_view(site, request):
    """Log the user out everywhere but here."""
    number = end_sessions(request.user, keep=request.session.session_key)
    words = ngettext(
        "You are logged out in %(number)s other browser.",
        "You are logged out in %(number)s other browsers.",
        number,
    )
    messages.success(request, words % {"number": number})
    return HttpResponseRedirect(reverse("admin:desk-account"))


def set_up_view(site, request):
    """Show the key for an app; once its code is typed, store it and show the recovery codes.

    Done again, it puts another phone in the place of the first.
    """
    form, post = ConfirmAppForm(request.POST or None), HeldPost.read(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            device = set_up_second_factor(
                request.user,
                _app_key(request),
                form.cleaned_data["code"],
                session_key=request.session.session_key,
            )
        except ValidationError as error:
            form.add_error("code", error)
        else:
            del request.session[_KEY]
            verify_session(request, device)
            messages.success(request, _("Two-step log-in is set up."))
            return _show_recovery_codes(site, request, post)
    return _show_set_up(site, request, form, post)


def hold_post_view(site, request):
    """Show the set-up page in answer to another form, which it holds until the app is set up."""
    return _show_set_up(site, request, ConfirmAppForm(), HeldPost.of(request))


def _app_key(request) -> str:
    """Return the key of the app that is being set up in this session."""
    if _KEY not in request.session:
        request.session[_KEY] = default_key()
    return request.session[_KEY]


def _show_set_up(site, request, form, post):
    key = _app_key(request)
    context = {
        "form": form,
        "key": key_in_letters(key),
        "qr_code": qr_code(request.user, key, request.site.name),
        "replaces": has_second_factor(request.user),
        "deadline": missing_second_factor_deadline(request),
        "today": timezone.localdate(),
        "address": reverse(f"admin:{SET_UP}"),
        "held": post,
        "posted": post.fields() if post else [],
        "loses_files": bool(post and request.FILES),
    }
    return _page(site, request, "account_app", _("Two-step log-in"), context)


def recovery_view(site, request):
    """Make new recovery codes and show them."""
    if not has_second_factor(request.user):
        raise PermissionDenied
    return _show_recovery_codes(site, request)


def switch_off_view(site, request):
    """Remove the second factor of a user who does not need one."""
    if requires_second_factor(request.user):
        raise PermissionDenied
    if remove_second_factor(request.user, by=request.user):
        # a session that began with a code is not asked for a second factor again
        request.session.pop(DEVICE_ID_SESSION_KEY, None)
        end_sessions(request.user, keep=request.session.session_key)
        messages.success(request, _("You log in with the password alone again."))
    return HttpResponseRedirect(reverse("admin:desk-account"))


def _show_recovery_codes(site, request, post=None):
    """Answer with new recovery codes, which no other page shows again, and go on with what is held."""
    context = {
        "codes": make_recovery_codes(request.user),
        "held": post,
        "posted": post.values if post else [],
    }
    return _page(site, request, "account_recovery", _("Your recovery codes"), context)


def _page(site, request, name, title, context):
    context = {**site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"desk/{name}.html", context)
