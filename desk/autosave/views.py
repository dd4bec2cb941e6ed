"""What an open form says to the server every few seconds: keep this, I am here, forget that."""

from functools import wraps

from django.http import JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.parsing import parse_whole_number
from desk.autosave.base_version import BASE_FIELD, Base
from desk.autosave.form_token import opened, opened_at
from desk.autosave.presence import leave, update_presence
from desk.autosave.storage import MOST_KEPT, SEAL_FIELD, drop, keep


def of_a_sitting(view):
    """Answer only for the sitting that the form proves, to the person whose it is.

    A script asks, so a refusal is JSON that says why, never a page to sign in on.
    """

    @wraps(view)
    def answered(request):
        if (parse_whole_number(request.headers.get("content-length")) or 0) > MOST_KEPT:
            return _refused("too-long", 413)
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return _refused("signed-out", 401)
        sitting = opened(request.POST.get(SEAL_FIELD, ""), user.pk)
        if sitting is None:
            return _refused("not-yours", 403)
        return view(request, sitting)

    return never_cache(require_POST(answered))


def _refused(reason, status):
    return JsonResponse({"reason": reason}, status=status)


@of_a_sitting
def keep_view(request, sitting):
    """Keep the form that is sent, apart from the record."""
    if request.content_type != "application/x-www-form-urlencoded":
        return _refused("no-form", 415)
    typed = request.body.decode(errors="replace").replace("\x00", "")
    keep(sitting, typed, begun=opened_at(request.POST[SEAL_FIELD]))
    return JsonResponse({"kept_at": date_format(localtime(now()), "H:i:s")})


@of_a_sitting
def drop_view(request, sitting):
    """Throw away what was kept."""
    drop(sitting)
    return JsonResponse({})


@of_a_sitting
def company_view(request, sitting):
    """Who else has the record open, and whether somebody saved it since the form was opened."""
    if sitting.record is None:
        return _refused("no-record", 404)
    company = update_presence(sitting)
    return JsonResponse(
        {
            "others": [_("%(name)s has this open") % {"name": name} for name in company.others],
            "newer": _newer(company, request),
        }
    )


def _newer(company, request):
    base = Base.of_text(request.POST.get(BASE_FIELD, ""))
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


@of_a_sitting
def leave_view(request, sitting):
    """The form was closed."""
    if sitting.record is not None:
        leave(sitting)
    return JsonResponse({})
