"""Decisions: what the office accepts of a member's answers is saved in the records, field by field."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.locking import lock_records
from core.moment import read_database_clock
from core.parsing import parse_whole_number
from core.slugs import make_free_slug
from core.unique import save_with_free_value
from desk.activity.log import log_activity
from desk.history.recording import record_outside_changes, record_revision
from images.library import add_to_library
from images.models import Image, default_picture_key
from images.validation import AcceptedUpload, inspect_upload
from members.models import Member, Person, Statement
from members.renaming import record_former_names
from relations.answer_fields import MEMBER_FIELDS
from relations.models import AnswerDecision, AnswerVersion, Invitation
from relations.proposals import (
    LOGO,
    PICTURES,
    QUOTE,
    SPOKESPERSON,
    latest_sent_version,
    list_proposals,
    sent_pictures,
)

Outcome = AnswerDecision.Outcome
# by kind, with when it was sent
Uploads = dict[str, tuple[AcceptedUpload, datetime]]


@transaction.atomic
def decide(version: AnswerVersion, decisions: dict[str, tuple[Outcome, str]], *, by: User) -> None:
    """Write accepted texts into the records, by an ordinary save, and keep who decided what.

    ``decisions`` holds an outcome and the accepted text by field. Raises ValidationError if a
    text can't be saved, or a newer answer came meanwhile; then nothing is written.
    """
    for permission in ("relations.change_invitation", "members.change_member"):
        if not by.has_perm(permission):
            raise PermissionDenied(f"a decision needs the permission {permission}")
    uploads = _inspect_pictures(version, decisions)
    values = version.values
    names = {values.get(SPOKESPERSON), values.get("quote_name")} - {None, ""}
    people = _people_called(version.invitation.member, *names)
    locked = lock_records(
        {
            Invitation: [version.invitation_id],
            Member: [version.invitation.member_id],
            Person: people.values_list("pk", flat=True),
        }
    )
    invitation = locked.get(Invitation, version.invitation_id)
    member = locked.get(Member, version.invitation.member_id)
    # what is locked, and not what was read before
    version.invitation, invitation.member = invitation, member
    if latest_sent_version(invitation) != version:
        raise ValidationError(_("The member sent newer answers. Look at those."), code="newer")
    open_names = {row.name for row in list_proposals(version) if row.decision is None}
    decisions = {name: choice for name, choice in decisions.items() if name in open_names}
    accepted = {
        name: text for name, (outcome, text) in decisions.items() if outcome != Outcome.DECLINED
    }
    _save_member(member, accepted, uploads, by)
    _save_people(member, accepted, version, uploads, by)
    AnswerDecision.objects.bulk_create(
        AnswerDecision(version=version, name=name, outcome=outcome, text=text, decided_by=by)
        for name, (outcome, text) in decisions.items()
    )
    if open_names <= decisions.keys():
        invitation.handled_at = read_database_clock()
        invitation.save()
    declined = len(decisions) - len(accepted)
    log_activity("answers-decided", by=by, record=member, accepted=len(accepted), declined=declined)


def _save_member(member: Member, accepted: dict[str, str], uploads: Uploads, by: User) -> None:
    names = [name for name in MEMBER_FIELDS if name in accepted]
    if not names and LOGO not in accepted:
        return
    record_outside_changes(member)
    before = Member.objects.get(pk=member.pk)
    for name in names:
        setattr(member, name, _as_value(name, accepted[name]))
    if LOGO in accepted:
        member.logo = _take_picture(uploads.get(LOGO), _describe_logo(member), by)
    member.confirmed_on = timezone.localdate()
    member.full_clean()
    member.save()
    record_former_names(before, member)
    record_revision(member, by=by)


def _describe_logo(member: Member) -> dict[str, str]:
    """Return the alt texts of a logo, each with the member's name in its language."""
    with override("en"):
        english = f"The logo of {member.name}"
    with override("nb"):
        return {"alt_en": english, "alt_nb": f"Logoen til {member.name}"}


def _as_value(name: str, text: str):
    if name == "founded":
        year = parse_whole_number(text)
        if text and year is None:
            message = _("Write the founding year with four digits.")
            raise ValidationError({name: message}, code="year")
        return year
    if name.startswith("description"):
        return linebreaks(text, autoescape=True) if text else ""
    return text


def _save_people(
    member: Member, accepted: dict[str, str], version: AnswerVersion, uploads: Uploads, by: User
) -> None:
    values = version.values
    if accepted.get(SPOKESPERSON):
        name = accepted[SPOKESPERSON]
        person = _find_or_make_person(member, name, values.get("spokesperson_title", ""), by)
        words = {"alt_en": name, "alt_nb": name}
        portrait = _take_picture(uploads.get("portrait"), words, by)
        if portrait is not None:
            person.portrait = portrait
            person.save()
            record_revision(person, by=by)
    if accepted.get(QUOTE):
        title = values.get("quote_title", "")
        person = _find_or_make_person(member, values.get("quote_name", ""), title, by)
        statement = Statement(
            text=accepted[QUOTE], person=person, person_title=title, member=member
        )
        save_with_free_value(
            statement,
            "key",
            lambda: make_free_slug(
                member.slug,
                lambda key: Statement.objects.filter(key=key).exists(),
                fallback="quote",
            ),
        )
        record_revision(statement, by=by)


def _find_or_make_person(member: Member, name: str, title: str, by: User) -> Person:
    """Return the member's person of this name; a new one is public as soon as its organisation, not before."""
    person = _people_called(member, name).first()
    if person is not None:
        return person

    def choose_slug() -> str:
        taken = Person.with_aliases
        return make_free_slug(
            name, lambda slug: taken.filter(slug=slug).exists(), fallback="person"
        )

    person = Person(name=name, slug=choose_slug(), affiliation=member)
    person.title_en = person.title_nb = title
    now = read_database_clock()
    if not Member.objects.known(now).filter(pk=member.pk).exists():
        membership = member.memberships.order_by("public_from").first()
        person.public_from = membership.public_from if membership else None
    person.full_clean()
    save_with_free_value(person, "slug", choose_slug)
    record_revision(person, by=by)
    return person


def _people_called(member: Member, *names: str) -> QuerySet[Person]:
    called = Q(pk=None)
    for name in names:
        called |= Q(name__iexact=name)
    return Person.objects.filter(called, affiliation=member)


def _inspect_pictures(version: AnswerVersion, decisions: dict[str, tuple[Outcome, str]]) -> Uploads:
    """Return the pictures of accepted fields by kind, decoded before anything is locked."""
    uploads: Uploads = {}
    for name, kind in PICTURES.items():
        outcome, _text = decisions.get(name, (Outcome.DECLINED, ""))
        sent = sent_pictures(version).filter(kind=kind).last()
        if sent is not None and outcome != Outcome.DECLINED:
            uploads[kind] = (inspect_upload(ContentFile(bytes(sent.content))), sent.sent_at)
    return uploads


def _take_picture(
    upload: tuple[AcceptedUpload, datetime] | None, words: dict[str, str], by: User
) -> Image | None:
    """Put a picture that a member sent into the library, unless its bytes are there; None without one."""
    if upload is None:
        return None
    picture, sent_at = upload
    image = Image.objects.filter(sha256=picture.sha256).first()
    if image is not None:
        return image
    # for all who read it, and not in the language of who decides
    with override(settings.LANGUAGE_CODE):
        consent = _("The member confirmed the right to use it with its answers on %(day)s.")
    image = Image(**words, consent_note=consent % {"day": timezone.localdate(sent_at)})
    image, _was_there = add_to_library(
        image, picture, choose_key=partial(_choose_key, picture), by=by
    )
    return image


def _choose_key(picture: AcceptedUpload) -> str:
    return make_free_slug(
        default_picture_key(picture.sha256),
        lambda key: Image.objects.filter(key=key).exists(),
        fallback="picture",
    )
