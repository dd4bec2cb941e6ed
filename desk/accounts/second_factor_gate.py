"""Who must set up a second factor by now, and the pages of the desk that stay open until then."""

from datetime import date
from functools import wraps

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from desk.accounts.held_post import is_from_script
from desk.accounts.second_factor import second_factor_deadline
from desk.accounts.sessions import note_use

SET_UP = "desk-second-factor"
_OPEN = {SET_UP, "desk-account", "desk-sessions-end", "desk-language", "logout", "jsi18n"}
_OPEN |= {"password_change", "password_change_done"}


def missing_second_factor_deadline(request) -> date | None:
    """Return the day from which the user needs the second factor that is missing; else None.

    It costs no query: a session began with a code or it did not, and setting up ends the others.
    """
    if DEVICE_ID_SESSION_KEY in request.session:
        return None
    return second_factor_deadline(request.user)


def require_second_factor(view, *, hold_post):
    """Decorate a view of the desk: after the grace period it leads to the set-up page.

    What a browser's form posts then is answered by the view ``hold_post``, so that it is not lost; a
    script gets the redirect, and keeps its text itself.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        note_use(request)
        if request.resolver_match.url_name not in _OPEN:
            deadline = missing_second_factor_deadline(request)
            if deadline is not None and deadline <= timezone.localdate():
                if request.method == "POST" and not is_from_script(request):
                    return hold_post(request)
                return HttpResponseRedirect(reverse(f"admin:{SET_UP}"))
        return view(request, *args, **kwargs)

    return checked
