"""Background requests of open forms: store the input, report presence, discard the input.

Scripts call them, so a refusal is JSON with a reason, never the login page.
"""

from functools import wraps

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.parsing import parse_whole_number
from desk.autosave.base_version import BASE_FIELD, RevisionBase
from desk.autosave.form_token import read_form_token, read_token_time
from desk.autosave.outdated_form import is_outdated
from desk.autosave.presence import delete_presence, update_presence
from desk.autosave.storage import MOST_KEPT, SESSION_FIELD, delete_autosave, store_autosave


def require_form_session(view):
    """Decorate a view: require the form's token, and pass its session on."""

    @wraps(view)
    def answered(request):
        if (parse_whole_number(request.headers.get("content-length")) or 0) > MOST_KEPT:
            return _refused("too-long", 413)
        if not _is_signed_in(request.user):
            return _refused("signed-out", 401)
        if is_outdated(request):
            return _refused("outdated", 410)
        session = read_form_token(request.POST.get(SESSION_FIELD, ""), request.user.pk)
        if session is None:
            return _refused("not-yours", 403)
        return view(request, session)

    return never_cache(require_POST(answered))


def _is_signed_in(user):
    return user.is_authenticated and user.is_active and user.is_staff


def _refused(reason, status):
    return JsonResponse({"reason": reason}, status=status)


@never_cache
def csrf_token_view(request):
    """Return the token that forms of this browser are to be sent with, which a log-in changes."""
    if not _is_signed_in(request.user):
        return _refused("signed-out", 401)
    return JsonResponse({"token": get_token(request)})


@require_form_session
def store_autosave_view(request, session):
    """Store the posted form apart from the record."""
    if request.content_type != "application/x-www-form-urlencoded":
        return _refused("no-form", 415)
    form_data = request.body.decode(errors="replace").replace("\x00", "")
    store_autosave(session, form_data, begun=read_token_time(request.POST[SESSION_FIELD]))
    return JsonResponse({"kept_at": date_format(localtime(now()), "H:i:s")})


@require_form_session
def discard_autosave_view(request, session):
    """Delete the stored input."""
    delete_autosave(session)
    return JsonResponse({})


@require_form_session
def presence_view(request, session):
    """Return who else has the record open, and whether somebody saved it in the meantime."""
    if session.record is None:
        return _refused("no-record", 404)
    company = update_presence(session)
    return JsonResponse(
        {
            "others": [_("%(name)s has this open") % {"name": name} for name in company.others],
            "newer": _newer(company, request),
        }
    )


def _newer(company, request):
    base = RevisionBase.parse(request.POST.get(BASE_FIELD, ""))
    if company.revision <= base.revision:
        return ""
    time = date_format(localtime(company.saved_at), "H:i")
    if company.saved_by == request.user.pk:
        return _("You saved a newer version elsewhere at %(time)s") % {"time": time}
    if not company.saved_by_name:
        return _("This was changed outside the desk at %(time)s") % {"time": time}
    return _("%(name)s saved a newer version at %(time)s") % {
        "name": company.saved_by_name,
        "time": time,
    }


@require_form_session
def close_form_view(request, session):
    """Note that the form was closed."""
    if session.record is not None:
        delete_presence(session)
    return JsonResponse({})
