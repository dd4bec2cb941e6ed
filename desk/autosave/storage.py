"""What was typed and not saved: one row for each person and place, apart from every record."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import QueryDict
from django.utils.translation import ngettext

from core.locking import begin_shared_writing
from core.moment import read_database_clock
from desk.autosave.base_version import BASE_FIELD, Base
from desk.autosave.form_token import Sitting, kind_of, start_of_new
from desk.autosave.upserts import put
from desk.models import Autosave, ErasedName
from desk.privacy.erased_names import ErasedNames
from desk.tasks.scheduled_tasks import Say, due_task

SEAL_FIELD = "_sitting"
# in a form whose user has not chosen yet what becomes of the text that was kept before
UNDECIDED = "_undecided"
# a form of 200 blocks is about 0.5 MB
MOST_KEPT = 5 * 1024 * 1024
_KEPT_FOR = timedelta(days=90)
# nothing that anybody typed: proofs, and where the form stood
_NOT_TYPED = ("csrfmiddlewaretoken", SEAL_FIELD, UNDECIDED)


def keep(sitting: Sitting, typed: str, *, begun: datetime | None = None) -> None:
    """Put ``typed``, a form as a browser sends it, in the place of what was kept before.

    It has no name in it of somebody erased since it was ``begun``, that is since the form was shown.
    """
    values = _values(sitting, typed)
    if not put(Autosave, **values, unless=ErasedName):
        with transaction.atomic():
            begin_shared_writing()
            pairs = _names(sitting, begun).redact_pairs(parse_qsl(typed, keep_blank_values=True))
            put(Autosave, **_values(sitting, urlencode(pairs)))


def _names(sitting: Sitting, begun: datetime | None) -> ErasedNames:
    model = ContentType.objects.get_for_id(sitting.content_type_id).model_class()
    label = model._meta.concrete_model._meta.label_lower if model else ""
    return ErasedNames(begun, f"{label}:{sitting.record}")


def _values(sitting, typed) -> dict:
    base = Base.of_text(QueryDict(typed).get(BASE_FIELD, ""))
    key = {"user": sitting.user_id, "content_type": sitting.content_type_id, "place": sitting.place}
    return {"key": key, "at": "kept_at", "values": {"typed": typed, "base": base.revision}}


def kept_at(sitting: Sitting) -> Autosave | None:
    """What is kept of this sitting's form."""
    return _rows(sitting).first()


def drop(sitting: Sitting) -> None:
    _rows(sitting).delete()


def forget(kept: Autosave) -> None:
    """Delete a text that is saved already, unless it was typed on meanwhile."""
    Autosave.objects.filter(pk=kept.pk, kept_at=kept.kept_at).delete()


def unsaved_authors(records: Iterable[models.Model]) -> dict[int, list[str]]:
    """The names of those who typed something into a form of each record and did not save it, by key."""
    records = list(records)
    if not records:
        return {}
    rows = Autosave.objects.filter(
        content_type=kind_of(type(records[0])), place__in=[str(record.pk) for record in records]
    )
    authors = defaultdict(list)
    for row in rows.select_related("user").order_by("user__name", "user_id"):
        authors[int(row.place)].append(str(row.user))
    return authors


def kept_new(model: type[models.Model], user_id: int) -> models.QuerySet[Autosave]:
    """What this person began in the form for a new record and never saved, the latest first."""
    return Autosave.objects.filter(
        user=user_id, content_type=kind_of(model), place__startswith=start_of_new(model)
    ).order_by("-kept_at")


def typed_of(kept: Autosave) -> QueryDict:
    """The form as it was kept, as if it had just been sent."""
    typed = QueryDict(kept.typed, mutable=True)
    for name in _NOT_TYPED:
        typed.pop(name, None)
    return typed


@due_task("kept texts")
def forget_kept(*, dry_run: bool, say: Say) -> None:
    """Delete what was kept so long ago that nobody will come back to it."""
    overdue = Autosave.objects.filter(kept_at__lte=read_database_clock() - _KEPT_FOR)
    count = overdue.count() if dry_run else overdue.delete()[0]
    if count:
        told = (
            ngettext(
                "%(count)s unsaved text of three months ago would be forgotten",
                "%(count)s unsaved texts of three months ago would be forgotten",
                count,
            )
            if dry_run
            else ngettext(
                "%(count)s unsaved text of three months ago is forgotten",
                "%(count)s unsaved texts of three months ago are forgotten",
                count,
            )
        )
        say(told % {"count": count})


def _rows(sitting):
    return Autosave.objects.filter(
        user=sitting.user_id, content_type=sitting.content_type_id, place=sitting.place
    )
