"""The day for which a page of members or of the board is asked."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404

from core.date_limits import validate_day


def day_asked_for(request) -> date:
    """The day of ``?on=``, else the day of the moment; a day yet to come is not for the public."""
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
