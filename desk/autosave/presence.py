"""Who else has a record open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Now

from desk.autosave.form_token import FormSession
from desk.autosave.upserts import upsert
from desk.models import Presence, Revision

# a form says every ten seconds that it is there
_THERE = timedelta(seconds=30)
_LONG_GONE = timedelta(hours=1)


@dataclass(frozen=True)
class OpenEditors:
    """The names of the other users, and the latest save of the record."""

    others: list[str]
    revision: int
    saved_by: int | None
    saved_by_name: str
    saved_at: datetime | None


def update_presence(session: FormSession) -> OpenEditors:
    """Note that this user has the record open, and return the others; two queries."""
    key = {"content_type": session.content_type_id, "object_id": session.record}
    upsert(Presence, key={**key, "user": session.user_id}, at="seen_at")
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
    mine = next(row for row in rows if row.user_id == session.user_id)
    return OpenEditors(
        [str(row.user) for row in rows if row.user_id != session.user_id],
        mine.revision or 0,
        mine.saved_by,
        mine.saved_by_name or "",
        mine.saved_at,
    )


def delete_presence(session: FormSession) -> None:
    """Note that this user closed the form; delete stale rows as well."""
    mine = Q(
        user=session.user_id,
        content_type=session.content_type_id,
        object_id=session.record,
    )
    Presence.objects.filter(mine | Q(seen_at__lt=Now() - _LONG_GONE)).delete()
