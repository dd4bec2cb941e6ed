"""The calendar at a secret URL, for the calendar program of one user."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from core.locking import lock_record
from desk.activity.log import log_activity
from desk.calendar.entries import entries_between
from desk.calendar.ics import build_icalendar
from desk.models import CalendarFeed

BACK, AHEAD = timedelta(days=90), timedelta(days=400)
READ_EVERY = timedelta(hours=1)


@transaction.atomic
def create_calendar_feed(user) -> str:
    """Return the secret of a new URL for ``user``; the previous one stops working."""
    revoke_calendar_feed(user)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=user, secret_hash=_hash(secret))
    log_activity("feed-made", by=user, record=user)
    return secret


@transaction.atomic
def revoke_calendar_feed(user) -> None:
    """Delete the secret URL of ``user``, if there is one."""
    # two tabs at once: the row of the user keeps them apart
    lock_record(user)
    if CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=Now()):
        log_activity("feed-revoked", by=user, record=user)


def authenticate_feed(secret: str):
    """Return the user with an open account whose URL has ``secret``, or None; note the access once an hour."""
    feeds = CalendarFeed.objects.filter(secret_hash=_hash(secret), revoked_at=None)
    feed = feeds.select_related("user").first()
    if feed is None or not (feed.user.is_active and feed.user.is_staff):
        return None
    lately = Q(read_at=None) | Q(read_at__lt=Now() - READ_EVERY)
    CalendarFeed.objects.filter(lately, pk=feed.pk).update(read_at=Now())
    return feed.user


def _hash(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


@require_safe
def calendar_file_view(request, secret):
    """Return the calendar as an iCalendar file in the user's language; 404 for an unknown secret."""
    user = authenticate_feed(secret)
    if user is None:
        raise Http404("no such calendar")
    moment = request.moment
    with override(user.language):
        entries = entries_between(moment.day - BACK, moment.day + AHEAD, user)
        file = build_icalendar(
            entries,
            name=_("%(site)s: calendar") % {"site": request.site.name},
            address=_address(request, "/"),
            created=moment.at,
        )
    return HttpResponse(
        file,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="calendar.ics"',
            "Content-Language": user.language,
            "X-Robots-Tag": "noindex",
        },
    )


def calendar_feed_view(site, request):
    """Show the page where a user creates a secret URL, sees it once, and revokes it."""
    address = None
    if request.method == "POST":
        if "revoke" in request.POST:
            revoke_calendar_feed(request.user)
        else:
            secret = create_calendar_feed(request.user)
            address = _address(request, reverse("calendar-file", args=[secret]))
    context = {
        **site.each_context(request),
        "title": _("Calendar"),
        "subtitle": _("In your own calendar program"),
        "made": address,
        "feed": CalendarFeed.objects.filter(user=request.user, revoked_at=None).first(),
    }
    return TemplateResponse(request, "desk/calendar_feed.html", context)


def _address(request, path):
    return (
        f"{settings.SITE_ADDRESS}{path}"
        if settings.SITE_ADDRESS
        else request.build_absolute_uri(path)
    )
