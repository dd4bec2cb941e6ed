"""A form that was shown longer ago than the names of erased people are known is never saved."""

from functools import wraps

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.autosave.copy_page import copy_page
from desk.autosave.form_token import FormSession, read_token_time
from desk.autosave.storage import SESSION_FIELD
from desk.privacy.erased_names import FORM_LIFETIME


def is_outdated(request) -> bool:
    """Whether the posted form was shown so long ago that erased names in it can't be recognised."""
    shown_at = read_token_time(request.POST.get(SESSION_FIELD, ""))
    return shown_at is not None and shown_at < timezone.now() - FORM_LIFETIME


def outdated_form_message() -> str:
    """Return the sentence that says why the form is not saved, and what to do."""
    days = FORM_LIFETIME.days
    message = ngettext(
        "This page was opened more than %(days)s day ago, so nothing is saved from it. Open it "
        "again, and copy into it what is still needed.",
        "This page was opened more than %(days)s days ago, so nothing is saved from it. Open it "
        "again, and copy into it what is still needed.",
        days,
    )
    return message % {"days": days}


def renew_form_token(request, session: FormSession) -> str:
    """Return the token of a form that is shown with ``session``; a posted one keeps its token.

    Its texts are as old as that.
    """
    posted = request.POST.get(SESSION_FIELD, "")
    return posted if read_token_time(posted) else session.token()


def refuse_outdated_form(site, view):
    """Decorate a view of the admin ``site``: an outdated form is answered with what was typed."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method != "POST" or not is_outdated(request):
            return view(request, *args, **kwargs)
        model_admin = getattr(request.resolver_match.func, "model_admin", None)
        return copy_page(
            site,
            request,
            title=_("This page is too old to be saved"),
            words=outdated_form_message(),
            model_admin=model_admin,
        )

    return checked
