"""Rate limits, counted in the database and therefore shared by all servers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac

from core.models import RateWindow
from core.moment import read_database_clock
from core.network import client_network

# One statement, so that two at once get different numbers. A window that ends later than one that
# begins now is of before the clock was put back, and over as well.
_TAKE = """
    INSERT INTO core_ratewindow AS running (key, count, until)
    VALUES (%(key)s, 1, clock_timestamp() + %(within)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN running.until BETWEEN clock_timestamp() AND clock_timestamp() + %(within)s
            THEN running.count + 1 ELSE 1 END,
        until = CASE WHEN running.until BETWEEN clock_timestamp() AND clock_timestamp() + %(within)s
            THEN running.until ELSE EXCLUDED.until END
    RETURNING count
"""
_GIVE_BACK = "UPDATE core_ratewindow SET count = count - 1 WHERE key = %s AND count > 0"


@dataclass(frozen=True)
class RateLimit:
    """At most ``most`` actions of one subject ``within`` the time that begins with the first of them.

    A subject is one or more texts, such as a network and a name.
    """

    name: str
    most: int
    within: timedelta

    def take(self, *subject: str) -> int:
        """Count one more action and return its number in the current window; more than ``most`` is refused."""
        values: dict[str, Any] = {"key": self._key(subject), "within": self.within}
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            return cursor.fetchone()[0]

    def allows(self, *subject: str) -> bool:
        """Count one more action and return whether it is within the limit."""
        return self.take(*subject) <= self.most

    def give_back(self, *subject: str) -> None:
        """Subtract one action that was refused elsewhere or should not count."""
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [self._key(subject)])

    def reset(self, *subject: str) -> None:
        """Start a new window for one subject."""
        RateWindow.objects.filter(key=self._key(subject)).delete()

    def _key(self, subject: Iterable[str]) -> str:
        text = "\x00".join((self.name, *subject))
        return salted_hmac("rate limit", text, algorithm="sha256").hexdigest()


def limit_pages(name: str) -> Callable:
    """Decorate a view: a network that asks for its pages six times a second gets 429 for some seconds.

    For pages that take work and are not, or not always, in the page cache. Pages that are sent from
    there are not counted.
    """
    limit = RateLimit(name, most=60, within=timedelta(seconds=10))

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if limit.allows(client_network(request)):
                return view(request, *args, **kwargs)
            # in both languages, since it costs no query
            response = HttpResponse(render_to_string("429.html"), status=429)
            response.headers["Retry-After"] = str(int(limit.within.total_seconds()))
            add_never_cache_headers(response)
            return response

        return limited

    return decorate


def delete_expired_windows() -> int:
    """Delete the counts whose window is over; return their number."""
    return RateWindow.objects.filter(until__lte=read_database_clock()).delete()[0]
