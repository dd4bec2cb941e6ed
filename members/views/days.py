"""The requested day of a page of members or of the board."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404

from core.date_limits import validate_day


def parse_requested_day(request) -> date:
    """Return the day of ``?on=``, by default that of the moment; only staff may ask for a future day."""
    asked = request.GET.get("on")
    if not asked:
        return request.moment.day
    try:
        day = date.fromisoformat(asked)
        validate_day(day)
    except (ValueError, ValidationError) as error:
        raise Http404("no such day") from error
    if day > request.moment.day:
        raise Http404("the future is not known")
    return day
