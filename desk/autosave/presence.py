"""Who else has a record open just now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Now

from desk.autosave.form_token import Sitting
from desk.autosave.upserts import put
from desk.models import Presence, Revision

# a form says every ten seconds that it is there
_THERE = timedelta(seconds=30)
_LONG_GONE = timedelta(hours=1)


@dataclass(frozen=True)
class Company:
    """The names of the others, and the latest save of the record."""

    others: list[str]
    revision: int
    saved_by: int | None
    saved_by_name: str
    saved_at: datetime | None


def update_presence(sitting: Sitting) -> Company:
    """Note that this user has the record open, and return who else has; two queries."""
    key = {"content_type": sitting.content_type_id, "object_id": sitting.record}
    put(Presence, key={**key, "user": sitting.user_id}, at="seen_at")
    saves = Revision.objects.filter(
        content_type=OuterRef("content_type"), object_id=OuterRef("object_id")
    )
    there = Presence.objects.filter(**key, seen_at__gt=Now() - _THERE)
    rows = there.annotate(
        revision=Subquery(saves.values("pk")[:1]),
        saved_by=Subquery(saves.values("by")[:1]),
        saved_by_name=Subquery(saves.values("by__name")[:1]),
        saved_at=Subquery(saves.values("at")[:1]),
    ).select_related("user")
    rows = list(rows.order_by("user__name", "user_id"))
    mine = next(row for row in rows if row.user_id == sitting.user_id)
    return Company(
        [str(row.user) for row in rows if row.user_id != sitting.user_id],
        mine.revision or 0,
        mine.saved_by,
        mine.saved_by_name or "",
        mine.saved_at,
    )


def leave(sitting: Sitting) -> None:
    """This person closed the form; rows of forms that never said so go as well."""
    mine = Q(
        user=sitting.user_id,
        content_type=sitting.content_type_id,
        object_id=sitting.record,
    )
    Presence.objects.filter(mine | Q(seen_at__lt=Now() - _LONG_GONE)).delete()
