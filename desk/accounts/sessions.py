"""Where a user is logged in, and logging out elsewhere."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.signals import user_logged_in
from django.db.models.functions import Now
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Session, User
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

# what the session itself holds of its browser
_BROWSER, _BEGAN, _USED = "browser", "began", "used"
_NOTE_USE_EVERY = timedelta(hours=1)
# part of the header User-Agent -> name; the first that fits, since each names those it descends from
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class LoggedInSession:
    """A session as its owner sees it; ``began`` and ``used`` may be unknown."""

    browser: str
    began: datetime | None
    used: datetime | None
    is_current: bool


@receiver(user_logged_in, dispatch_uid="desk.session_began")
def note_browser(sender, request, user, **kwargs):
    """Store in the session since when it lasts and in which browser."""
    request.session[_BROWSER] = describe_browser(request.headers.get("user-agent", ""))
    request.session[_BEGAN] = request.session[_USED] = timezone.now().isoformat()


def note_use(request) -> None:
    """Store that the session is in use, at most once an hour."""
    used = _read_time(request.session.get(_USED))
    if used is None or used < timezone.now() - _NOTE_USE_EVERY:
        request.session[_USED] = timezone.now().isoformat()


def sessions_of(user: User, *, current: str | None = None) -> list[LoggedInSession]:
    """Return where ``user`` is logged in, the session with the key ``current`` first, then by use."""
    rows = [
        (session.get_decoded(), session.session_key == current)
        for session in Session.objects.filter(user=user, expire_date__gt=Now())
    ]
    sessions = [
        LoggedInSession(
            browser=data.get(_BROWSER) or _("Unknown browser"),
            began=_read_time(data.get(_BEGAN)),
            used=_read_time(data.get(_USED)),
            is_current=is_current,
        )
        for data, is_current in rows
    ]
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(
        sessions, key=lambda session: (session.is_current, session.used or never), reverse=True
    )


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """Log ``user`` out everywhere but in the session with the key ``keep``; return the number ended."""
    sessions = Session.objects.filter(user=user, expire_date__gt=Now())
    return sessions.exclude(session_key=keep or "").delete()[0]


def describe_browser(user_agent: str) -> str:
    """Return the browser and the system that a User-Agent names, such as ``Firefox, Windows``."""
    names = (
        next((name for part, name in parts.items() if part in user_agent), "")
        for parts in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in names if name)


@register_scheduled_task("sessions")
def delete_expired_sessions(*, dry_run: bool, say: Say) -> None:
    """Delete the sessions that have expired."""
    if not dry_run:
        Session.objects.filter(expire_date__lte=Now()).delete()


def _read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
