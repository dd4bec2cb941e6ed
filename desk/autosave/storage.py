"""Autosaved input: one row for each user and form, separate from the records."""

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
from desk.autosave.base_version import BASE_FIELD, RevisionBase
from desk.autosave.form_token import FormSession, get_content_type_id, new_place_prefix
from desk.autosave.upserts import upsert
from desk.models import Autosave, ErasedName
from desk.privacy.erased_names import ErasedNames
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

# the name in forms that were open before an upgrade
SESSION_FIELD = "_sitting"
# in a form whose user has not chosen yet what becomes of the text that was kept before
UNDECIDED = "_undecided"
# a form of 200 blocks is about 0.5 MB
MOST_KEPT = 5 * 1024 * 1024
_KEPT_FOR = timedelta(days=90)
# nothing that anybody typed: proofs, and where the form stood
_NOT_TYPED = ("csrfmiddlewaretoken", SESSION_FIELD, UNDECIDED)


def store_autosave(session: FormSession, form_data: str, *, begun: datetime | None = None) -> None:
    """Store ``form_data``, a form as a browser sends it, in place of the previous input.

    Names erased since it was ``begun``, that is since the form was shown, are removed.
    """
    values = _values(session, form_data)
    if not upsert(Autosave, **values, unless=ErasedName):
        with transaction.atomic():
            begin_shared_writing()
            pairs = _names(session, begun).redact_pairs(
                parse_qsl(form_data, keep_blank_values=True)
            )
            upsert(Autosave, **_values(session, urlencode(pairs)))


def _names(session: FormSession, begun: datetime | None) -> ErasedNames:
    model = ContentType.objects.get_for_id(session.content_type_id).model_class()
    label = model._meta.concrete_model._meta.label_lower if model else ""
    return ErasedNames(begun, f"{label}:{session.record}")


def _values(session, form_data) -> dict:
    base = RevisionBase.parse(QueryDict(form_data).get(BASE_FIELD, ""))
    key = {"user": session.user_id, "content_type": session.content_type_id, "place": session.place}
    return {"key": key, "at": "kept_at", "values": {"typed": form_data, "base": base.revision}}


def get_autosave(session: FormSession) -> Autosave | None:
    """Return the autosaved input of this session, or None."""
    return _rows(session).first()


def delete_autosave(session: FormSession) -> None:
    """Delete the autosaved input of this session."""
    _rows(session).delete()


def delete_unchanged_autosave(autosave: Autosave) -> None:
    """Delete autosaved input that has been saved, unless it changed in the meantime."""
    Autosave.objects.filter(pk=autosave.pk, kept_at=autosave.kept_at).delete()


def list_unsaved_authors(records: Iterable[models.Model]) -> dict[int, list[str]]:
    """Return the names of users with unsaved input for each record, by key."""
    records = list(records)
    if not records:
        return {}
    rows = Autosave.objects.filter(
        content_type=get_content_type_id(type(records[0])),
        place__in=[str(record.pk) for record in records],
    )
    authors = defaultdict(list)
    for row in rows.select_related("user").order_by("user__name", "user_id"):
        authors[int(row.place)].append(str(row.user))
    return authors


def autosaves_of_new_records(model: type[models.Model], user_id: int) -> models.QuerySet[Autosave]:
    """Return this user's unsaved input for new records, the latest first."""
    return Autosave.objects.filter(
        user=user_id,
        content_type=get_content_type_id(model),
        place__startswith=new_place_prefix(model),
    ).order_by("-kept_at")


def autosaved_form_data(autosave: Autosave) -> QueryDict:
    """Return the autosaved form as if it had just been sent."""
    form_data = QueryDict(autosave.typed, mutable=True)
    for name in _NOT_TYPED:
        form_data.pop(name, None)
    return form_data


@register_scheduled_task("kept texts")
def delete_old_autosaves(*, dry_run: bool, say: Say) -> None:
    """Delete autosaved input that is too old to be needed."""
    overdue = Autosave.objects.filter(kept_at__lte=read_database_clock() - _KEPT_FOR)
    count = overdue.count() if dry_run else overdue.delete()[0]
    if count:
        message = (
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
        say(message % {"count": count})


def _rows(session):
    return Autosave.objects.filter(
        user=session.user_id, content_type=session.content_type_id, place=session.place
    )
