"""Log what users tried to change on the desk without permission."""

from functools import wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied

from core.parsing import parse_whole_number
from desk.activity.log import log_activity


def log_denied_posts(view):
    """Decorate a view: log each POST of a signed-in user that it refuses.

    The row is written outside the view, whose own transaction is rolled back.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if request.method == "POST" and request.user.is_authenticated:
                _log(request)
            raise

    return wrapper


def _log(request):
    buttons = [name.strip("_").replace("_", " ") for name in request.POST if name.startswith("_")]
    record = _record(request.resolver_match)
    log_activity(
        "refused",
        by=request.user,
        record=record,
        label=None if record is not None else request.path,
        address=request.path[:200],
        pressed=[name[:40] for name in buttons[:5]],
    )


def _record(match):
    """Return the record whose page was requested, or None."""
    model_admin = getattr(match.func, "model_admin", None)
    key = parse_whole_number(unquote(str(match.kwargs.get("object_id", ""))))
    if model_admin is None or key is None:
        return None
    return model_admin.model._base_manager.filter(pk=key).first()
