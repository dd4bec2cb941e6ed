"""Logging in: the password, then a code where the account has a second factor.

What was posted after a session had ended is carried through both steps.
"""

import time
from functools import wraps

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY, login
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import activate, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp import login as verify_session
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice

from accounts.models import User
from core.locking import lock_records
from desk.accounts.held_post import CarriesHeldPost, HeldPost, is_from_script
from desk.accounts.known_browsers import remember_browser
from desk.accounts.second_factor import (
    ask_for_second_factor,
    count_recovery_codes,
    has_second_factor,
    verify_code,
)
from desk.accounts.sign_in_form import too_many_attempts
from desk.accounts.sign_in_limits import end_attempt, take_attempt
from desk.accounts.signing import mask_email
from desk.activity.log import log_activity

# between the two steps the session holds whose password was right, of which hash, and until when
_PENDING = "second-step"
_PATIENCE = 600  # seconds to type the code
_CLOCKS_DIFFER = 60  # seconds, at most, between two servers


def begin_session(
    request, user: User, next_page: str, held_post: HeldPost | None = None
) -> HttpResponse:
    """Log in a user whose password is right, or go on to the code if the account wants one.

    Then comes ``next_page``, or the page from which ``held_post`` is sent.
    """
    user.backend = getattr(user, "backend", "django.contrib.auth.backends.ModelBackend")
    if _log_in(request, user):
        return remember_browser(_go_on(request, next_page, held_post), user.email)
    end_attempt(request, succeeded=True)
    request.session[_PENDING] = {
        SESSION_KEY: user.pk,
        BACKEND_SESSION_KEY: user.backend,
        "hash": user.get_session_auth_hash(),
        "until": time.time() + _PATIENCE,
        "next": next_page,
    }
    if held_post:
        return csp_replace(settings.ADMIN_POLICY)(CodeView.as_view(held_post=held_post))(request)
    return HttpResponseRedirect(reverse("admin_code"))


def _go_on(request, next_page: str, held_post: HeldPost | None) -> HttpResponse:
    """Return the answer to a log-in: a redirect, or the page from which ``held_post`` is sent by one press.

    It is not sent by itself, since somebody else may have logged in.
    """
    if held_post is None:
        return HttpResponseRedirect(next_page)
    activate(request.user.language)
    context = {
        **admin.site.each_context(request),
        "title": _("Please send it again"),
        "address": held_post.address,
        "posted": held_post.values,
        "is_own": True,
    }
    return TemplateResponse(request, "admin/expired.html", context)


@transaction.atomic
def _log_in(request, user: User, device: Device | None = None) -> bool:
    """Log ``user`` in; return False if a second factor is missing.

    The session is stored while the account is locked, so that setting up a second factor at the
    same moment ends it.
    """
    lock_records({User: [user.pk]})
    if device is None and has_second_factor(user):
        return False
    login(request, user, backend=user.backend)
    if device is not None:
        verify_session(request, device)
    ask_for_second_factor(user)
    request.session.save()
    return True


class SignInView(CarriesHeldPost, LoginView):
    """The first step: e-mail and password."""

    def form_valid(self, form):
        held_post = HeldPost.read(self.request.POST)
        return begin_session(self.request, form.get_user(), self.get_success_url(), held_post)


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy(
            "Six digits from the app on your phone, or one of your recovery codes."
        ),
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args, request, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.request, self.user, self.device = request, user, None

    def clean_code(self):
        """Check the code within the limits on log-ins, so that nobody guesses at it either."""
        if not take_attempt(self.request, self.user.email):
            raise too_many_attempts()
        try:
            self.device = verify_code(self.user, self.cleaned_data["code"])
        except ValidationError:
            end_attempt(self.request, succeeded=False)
            log_activity("sign-in-failed", by=None, label=mask_email(self.user.email))
            raise
        end_attempt(self.request, succeeded=True)
        return self.cleaned_data["code"]


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class CodeView(CarriesHeldPost, FormView):
    """The second step: the code. Without a right password shortly before it leads to the first."""

    template_name = "registration/code.html"
    form_class = CodeForm
    extra_context = {"title": gettext_lazy("Log in: the code")}

    def dispatch(self, request, *args, **kwargs):
        self.user, self.pending = read_pending(request)
        if self.user is None:
            return HttpResponseRedirect(reverse("admin:login"))
        activate(self.user.language)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request, "user": self.user}

    def form_valid(self, form):
        del self.request.session[_PENDING]
        self.user.backend = self.pending[BACKEND_SESSION_KEY]
        _log_in(self.request, self.user, form.device)
        if isinstance(form.device, StaticDevice):
            left = count_recovery_codes(self.user)
            words = ngettext(
                "You used a recovery code; %(left)s is left.",
                "You used a recovery code; %(left)s are left.",
                left,
            )
            messages.warning(self.request, words % {"left": left})
        held_post = HeldPost.read(self.request.POST)
        response = _go_on(self.request, self.pending["next"], held_post)
        return remember_browser(response, self.user.email)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if getattr(self.request, "axes_locked_out", False):
            response.status_code = 429
        return response


def read_pending(request) -> tuple[User | None, dict]:
    """Return the user whose password was right less than ten minutes ago, and what was stored then."""
    pending = request.session.get(_PENDING) or {"until": 0}
    # more than that lies ahead only if the clock was put back
    if not 0 <= pending["until"] - time.time() <= _PATIENCE + _CLOCKS_DIFFER:
        return None, pending
    user = User.objects.filter(pk=pending[SESSION_KEY], is_active=True, is_staff=True).first()
    if user and constant_time_compare(user.get_session_auth_hash(), pending["hash"]):
        return user, pending
    return None, pending


def hold_post_at_login(site, view):
    """Decorate a view of the admin ``site``: a form that is posted logged out is held by the log-in page.

    A script gets the redirect, and keeps its text itself.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method == "POST" and not site.has_permission(request):
            held_post = HeldPost.of(request)
            is_logout = request.path == reverse("admin:logout")
            if held_post.values and not is_logout and not is_from_script(request):
                return site.login(request, held_post=held_post)
        return view(request, *args, **kwargs)

    return checked


code_view = csp_replace(settings.ADMIN_POLICY)(CodeView.as_view())
