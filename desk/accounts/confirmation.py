"""Asking for the password, or a code, again before accounts, groups or permissions change."""

import time
from functools import wraps

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib.admin import site as desk
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from accounts.models import User
from desk.accounts.second_factor import has_second_factor, verify_code
from desk.accounts.sign_in_form import too_many_attempts
from desk.accounts.sign_in_limits import end_attempt, take_attempt
from desk.accounts.signing import mask_email
from desk.activity.log import log_activity
from desk.toolkit.posted_values import ANSWER, list_posted_values

LASTS = 15 * 60  # seconds
_CONFIRMED = "confirmed"


@receiver(user_logged_in, dispatch_uid="desk.confirmed")
def note_login(sender, request, user, **kwargs):
    """Count the login itself as a confirmation."""
    request.session[_CONFIRMED] = time.time()


class ConfirmationForm(forms.Form):
    """The password, or a code where the account has a second factor."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.request, self.by_code = request, has_second_factor(request.user)
        widget = forms.TextInput if self.by_code else forms.PasswordInput
        purpose = "one-time-code" if self.by_code else "current-password"
        self.fields[ANSWER] = forms.CharField(
            label=_("Code") if self.by_code else _("Password"),
            strip=False,
            max_length=4096,
            widget=widget(attrs={"autofocus": True, "autocomplete": purpose}),
        )

    def clean(self):
        """Check the answer within the limits on log-ins."""
        answer, user = self.cleaned_data.get(ANSWER), self.request.user
        if answer is None:
            return
        if not take_attempt(self.request, user.email):
            raise too_many_attempts()
        try:
            _check(user, answer, by_code=self.by_code)
        except ValidationError as error:
            end_attempt(self.request, succeeded=False)
            log_activity("sign-in-failed", by=None, label=mask_email(user.email))
            self.add_error(ANSWER, error)
        else:
            end_attempt(self.request, succeeded=True)


def _check(user: User, answer: str, *, by_code: bool) -> None:
    if by_code:
        verify_code(user, answer)
    elif not user.check_password(answer):
        raise ValidationError(_("This is not your password."), code="wrong")


def require_confirmation(view):
    """Decorate a view: what is posted more than 15 minutes after the last confirmation asks for one.

    The page that asks holds what was posted and sends it on, so that nothing typed is lost.
    """

    @wraps(view)
    def confirmed(request, *args, **kwargs):
        if request.method != "POST" or not request.user.is_authenticated or _is_recent(request):
            return view(request, *args, **kwargs)
        form = ConfirmationForm(request.POST if ANSWER in request.POST else None, request=request)
        if form.is_valid():
            request.session[_CONFIRMED] = time.time()
            return view(request, *args, **kwargs)
        return _ask(request, form)

    return confirmed


def _is_recent(request) -> bool:
    # one that lies ahead is of before the clock was put back, or of a server that is a little ahead
    return abs(time.time() - request.session.get(_CONFIRMED, 0)) < LASTS


@csp_replace(settings.ADMIN_POLICY)
def _ask(request, form):
    context = {
        **desk.each_context(request),
        "title": _("Confirm that it is you"),
        "form": form,
        "posted": list_posted_values(request.POST, without=[ANSWER]),
    }
    response = TemplateResponse(request, "desk/account_confirm.html", context)
    if getattr(request, "axes_locked_out", False):
        response.status_code = 429
    add_never_cache_headers(response)
    return response


class ConfirmedAdmin:
    """Model admin mixin: every change asks for a recent confirmation."""

    def get_urls(self):
        patterns = super().get_urls()
        for pattern in patterns:
            pattern.callback = require_confirmation(pattern.callback)
        return patterns
