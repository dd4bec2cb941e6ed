"""Calendar entries of articles: published and scheduled ones, and those that leave the site."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locking import lock_record
from core.moment import read_database_clock
from desk.calendar.entries import CalendarEntry, EntryKind, EntryMover, start_of_day
from news.admin.commands import PERMISSION
from news.models import Article, Edition
from news.publishing.commands import reschedule


def published_entries(first, after, user):
    """Yield editions that have begun: the first of each article, and updates."""
    now = read_database_clock()
    for edition in _beginning(first, after, user).filter(live_during__startswith__lte=now):
        is_first = edition.live_during.lower == edition.first_published
        yield _entry("published", edition, _("Published") if is_first else _("Updated"), "live")


def scheduled_entries(first, after, user):
    """Yield editions that have not begun; the last one of an article can be moved."""
    editions = _beginning(first, after, user).filter(
        live_during__startswith__gt=read_database_clock()
    )
    may_move = user.has_perm(PERMISSION)
    for edition in editions:
        yield _scheduled_entry(edition, movable=may_move and not edition.has_later)


def leaving_entries(first, after, user):
    """Yield past and future ends of editions without a successor."""
    now = read_database_clock()
    successors = _of_same_article().filter(
        live_during__startswith=OuterRef("live_during__endswith")
    )
    ends = _visible(user).filter(
        ~Exists(successors),
        live_during__endswith__gte=start_of_day(first),
        live_during__endswith__lt=start_of_day(after),
    )
    for edition in ends:
        is_past = edition.live_during.upper <= now
        yield CalendarEntry(
            key=f"article-{edition.article_id}-{edition.number}-ends",
            kind="leaving",
            when=edition.live_during.upper,
            title=edition.title,
            what=_("Left the site") if is_past else _("Leaves the site"),
            mark="ended",
            address=_address(edition),
        )


def find_scheduled_entry(key: int) -> CalendarEntry | None:
    """Return the entry of this scheduled edition if it can still be moved, else None."""
    waiting = _numbered_editions().filter(pk=key, live_during__startswith__gt=read_database_clock())
    edition = waiting.filter(article__trashed=None).first()
    return _scheduled_entry(edition, movable=True) if edition and not edition.has_later else None


@transaction.atomic
def move_scheduled_edition(key: int, *, at, by) -> CalendarEntry:
    """Reschedule this edition; raise ValidationError if it is no longer the scheduled one."""
    article = Article.objects.filter(editions=key).first()
    if article is not None:
        article = lock_record(article)
    if article is None or find_scheduled_entry(key) is None:
        raise ValidationError(
            _("It is no longer scheduled, or it was moved meanwhile."), code="not-scheduled"
        )
    return find_scheduled_entry(reschedule(article=article, by=by, at=at).pk)


def _beginning(first, after, user):
    return _visible(user).filter(
        live_during__startswith__gte=start_of_day(first),
        live_during__startswith__lt=start_of_day(after),
    )


def _visible(user):
    if not user.has_perm("news.view_article"):
        return Edition.objects.none()
    return _numbered_editions().filter(article__trashed=None)


def _numbered_editions():
    """Return editions with their number within their article, which a rescheduling does not change."""
    earlier = _of_same_article().filter(
        live_during__startswith__lt=OuterRef("live_during__startswith")
    )
    later = _of_same_article().filter(
        live_during__startswith__gt=OuterRef("live_during__startswith")
    )
    counted = earlier.order_by().values("article").annotate(n=Count("pk")).values("n")
    return (
        Edition.objects.issued()
        .only("article", "title", "first_published", "live_during")
        .annotate(number=Coalesce(Subquery(counted), 0) + 1, has_later=Exists(later))
    )


def _of_same_article():
    return Edition.objects.issued().filter(article=OuterRef("article"))


def _scheduled_entry(edition, *, movable):
    return _entry(
        "scheduled", edition, _("Scheduled"), "scheduled", edition.pk if movable else None
    )


def _entry(kind, edition, what, mark, movable=None):
    return CalendarEntry(
        key=f"article-{edition.article_id}-{edition.number}",
        kind=kind,
        when=edition.live_during.lower,
        title=edition.title,
        what=what,
        mark=mark,
        address=_address(edition),
        movable=movable,
    )


def _address(edition):
    return reverse("admin:news_article_change", args=[edition.article_id])


PUBLISHED = EntryKind("published", gettext_lazy("Published"), "live", published_entries)
SCHEDULED = EntryKind(
    "scheduled",
    gettext_lazy("Scheduled"),
    "scheduled",
    scheduled_entries,
    EntryMover(PERMISSION, find_scheduled_entry, move_scheduled_edition),
)
LEAVING = EntryKind("leaving", gettext_lazy("Leaves the site"), "ended", leaving_entries)
