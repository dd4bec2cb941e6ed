"""Save and send the answers of a member: each save is a version, and two writers keep what both wrote."""

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from core.locking import lock_record, lock_records
from core.moment import read_database_clock
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from desk.privacy.erased_names import ErasedNames
from desk.privacy.owners import row_key
from desk.tasks.mail import send_template_mail
from images.validation import AcceptedUpload
from members.models import Member
from relations.links import LinkRefused
from relations.models import AnswerPicture, AnswerVersion, Invitation
from relations.receipts import send_receipt

MOST_VERSIONS, MOST_PICTURES = 200, 5
_THUMBNAIL = (480, 480)


@dataclass(frozen=True)
class SavedAnswers:
    """The version that a save made or found; ``conflicts`` are a colleague's texts by field."""

    version: AnswerVersion
    conflicts: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save_answers(
    invitation: Invitation,
    texts: dict[str, str],
    *,
    base: int | None,
    form_showed: dict[str, str],
    questions: dict[str, str],
    pictures: dict[str, AcceptedUpload] | None = None,
    begun: datetime | None = None,
    may_conflict: bool = True,
    contested: Collection[str] = (),
) -> SavedAnswers:
    """Store what a form changed as a new version and return it.

    A field that nobody changed is not stored, so that a later change of the record stands. ``base``
    is the version that the form showed, and ``form_showed`` what it showed of the record. What a
    colleague saved since then stays where this form did not change the field; where both did, this
    form's text is taken, the colleague's is returned, and both versions are kept. Names that were
    erased since the form was ``begun`` are taken out. Without ``may_conflict`` the colleague's text
    stays where both changed a field. Fields that are ``contested`` were so at an earlier save, and are until both
    texts are the same or this form's may be taken.
    """
    new_pictures = [_make_picture(kind, picture) for kind, picture in (pictures or {}).items()]
    invitation = _lock_open(invitation)
    if erased := ErasedNames(begun, row_key(invitation)):
        texts, form_showed = (
            {
                name: erased.redact(text, "nb" if name.endswith("_nb") else invitation.language)
                for name, text in values.items()
            }
            for values in (texts, form_showed)
        )
    versions = invitation.versions.order_by("pk")
    latest = versions.last()
    base_version = versions.filter(pk=base).first() if base else None
    before = {**form_showed, **(base_version.values if base_version else {})}
    stored = latest.values if latest else {}
    theirs = {**before, **stored}
    merged, conflicts = dict(stored), {}
    for name, text in texts.items():
        changed_by_me = text != before.get(name, "") or name in contested
        changed_by_them = theirs.get(name, "") != before.get(name, "") or name in contested
        if changed_by_me and changed_by_them and theirs.get(name, "") != text:
            conflicts[name] = theirs.get(name, "")
            if not may_conflict:
                continue
        if changed_by_me:
            merged[name] = text
    for picture in new_pictures:
        picture.invitation = invitation
        picture.save()
        _delete_oldest(invitation.pictures.filter(kind=picture.kind), MOST_PICTURES)
    # a picture alone is another answer too
    if latest is None or merged != latest.values or new_pictures:
        latest = AnswerVersion.objects.create(
            invitation=invitation, base=base_version, values=merged, questions=questions
        )
        _delete_oldest(versions.filter(sent_at=None), MOST_VERSIONS)
    return SavedAnswers(latest, conflicts)


@transaction.atomic
def send_answers(invitation: Invitation, version: AnswerVersion) -> None:
    """Send a version to the office, with a receipt to the person invited and a note to who invited."""
    invitation = _lock_open(invitation)
    now = read_database_clock()
    is_new = AnswerVersion.objects.filter(pk=version.pk, sent_at=None).update(sent_at=now)
    if invitation.answered_at and not is_new:
        return  # pressed twice
    invitation.answered_at, invitation.handled_at = now, None
    invitation.save()
    log_activity("answers-sent", by=None, record=invitation.member)
    today = Member.objects.current(timezone.localdate(now), at=now)
    context = {
        "invitation": invitation,
        "member": invitation.member,
        "left": not today.filter(pk=invitation.member_id).exists(),
        "address": settings.SITE_ADDRESS
        + reverse("admin:relations_invitation_change", args=[invitation.pk]),
    }
    version.refresh_from_db()
    send_receipt(invitation, version)
    send_template_mail("answers-sent", to=invitation.made_by, context=context)


@transaction.atomic
def confirm_entry(invitation: Invitation) -> bool:
    """Note that the member found its entry right, and send a receipt: the invitation is answered by that.

    Return False where somebody wrote something meanwhile, which is to be sent first. Pressed twice, it
    does nothing.
    """
    locked = lock_records({Invitation: [invitation.pk], Member: [invitation.member_id]})
    invitation = locked.get(Invitation, invitation.pk)
    if invitation.revoked_at:
        raise LinkRefused
    if invitation.versions.exists():
        return False
    if invitation.answered_at:
        return True
    member = locked.get(Member, invitation.member_id)
    now = read_database_clock()
    record_outside_changes(member)
    member.confirmed_on = timezone.localdate(now)
    member.save(update_fields=["confirmed_on"])
    record_revision(member, by=None)
    invitation.answered_at = invitation.handled_at = now
    invitation.save()
    send_receipt(invitation)
    log_activity("entry-confirmed", by=None, record=member)
    return True


def picture_response(invitation: Invitation, kind: str) -> HttpResponse:
    """Return the latest picture of a kind, small and alone on its page; raise Http404 without one."""
    pictures = invitation.pictures.filter(kind=kind).defer("content")
    picture = pictures.order_by("pk").last()
    if picture is None:
        raise Http404("no such picture")
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HttpResponse(
        bytes(picture.thumbnail), content_type=picture.content_type, headers=headers
    )


def _lock_open(invitation: Invitation) -> Invitation:
    invitation = lock_record(invitation)
    if invitation.revoked_at:
        raise LinkRefused
    return invitation


def _make_picture(kind: str, picture: AcceptedUpload) -> AnswerPicture:
    picture.file.seek(0)
    content = picture.file.read()
    return AnswerPicture(
        kind=kind,
        content=content,
        thumbnail=_make_thumbnail(picture) if picture.source else content,
        content_type="image/png" if picture.source else "image/svg+xml",
        name=f"{kind}.{picture.ending}",
        width=picture.width,
        height=picture.height,
    )


def _make_thumbnail(picture: AcceptedUpload) -> bytes:
    """Return a small PNG, made from what the decoding process wrote anew."""
    buffer = io.BytesIO()
    with Pillow.open(ContentFile(picture.source)) as image:
        image.thumbnail(_THUMBNAIL)
        image.save(buffer, "PNG")
    return buffer.getvalue()


def _delete_oldest(rows, most: int) -> None:
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[:most])
    if len(newest) == most:
        rows.filter(pk__lt=newest[-1]).delete()
