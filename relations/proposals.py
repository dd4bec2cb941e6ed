"""Proposals: what a member answered beside what its records say, with what was decided of it."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from desk.history.text_diff import diff_words
from members.models import Member, Person
from relations.answer_fields import LABELS, MEMBER_FIELDS, present_values
from relations.models import AnswerDecision, AnswerPicture, AnswerVersion, Invitation

QUOTE, QUOTE_NAME, QUOTE_TITLE = "quote_text", "quote_name", "quote_title"
SPOKESPERSON, SPOKESPERSON_TITLE, LOGO = "spokesperson_name", "spokesperson_title", "logo"
PICTURES = {SPOKESPERSON: "portrait", LOGO: "logo"}
# what else makes another answer of it
_SENT_WITH = {
    QUOTE: (QUOTE_NAME,),
    QUOTE_TITLE: (QUOTE_NAME,),
    SPOKESPERSON_TITLE: (SPOKESPERSON,),
}


@dataclass(frozen=True)
class Proposal:
    """One field of an answer beside the present value; ``decision`` is None while it is open."""

    name: str
    label: str
    present: str
    proposed: str
    decision: AnswerDecision | None = None
    picture: AnswerPicture | None = None

    @property
    def changes(self) -> list[tuple[str, str]]:
        """The difference word by word, for ``desk/_word_changes.html``."""
        return diff_words(self.present, self.proposed)

    @property
    def present_hash(self) -> str:
        """The hash of the present value, by which a page that shows an earlier one is told apart."""
        return hashlib.sha256(self.present.encode()).hexdigest()

    @property
    def is_long(self) -> bool:
        return self.name.startswith(("summary", "description", "question", QUOTE))


def latest_sent_version(invitation: Invitation) -> AnswerVersion | None:
    """Return the version that the member sent last, or None."""
    return invitation.versions.filter(sent_at__isnull=False).order_by("pk").last()


def list_proposals(version: AnswerVersion) -> list[Proposal]:
    """Return what the version would change or add, in the order of the form, decided ones too."""
    invitation, values = version.invitation, version.values
    present = present_values(invitation)
    pictures = {picture.kind: picture for picture in sent_pictures(version).defer("content")}
    decisions = _find_decisions(version, pictures)
    rows = [
        (name, str(LABELS[name]), present[name], values.get(name, present[name]))
        for name in MEMBER_FIELDS
    ]
    rows += [(name, text, "", values.get(name, "")) for name, text in version.questions.items()]
    quoted, spokesperson = values.get(QUOTE_NAME, ""), values.get(SPOKESPERSON, "")
    rows.append((QUOTE, _("Quote by %(name)s") % {"name": quoted}, "", values.get(QUOTE, "")))
    if values.get(QUOTE):
        rows += _list_title(version, QUOTE_TITLE, quoted)
    rows.append((SPOKESPERSON, _("Spokesperson"), "", spokesperson))
    rows += _list_title(version, SPOKESPERSON_TITLE, spokesperson)
    # a portrait has a row also where nobody wrote whose it is
    nameless = {SPOKESPERSON} if "portrait" in pictures else set()
    proposals = [
        Proposal(
            name, label, before, after, decisions.get(name), pictures.get(PICTURES.get(name, ""))
        )
        for name, label, before, after in rows
        if before != after or name in decisions or name in nameless
    ]
    if "logo" in pictures:
        row = Proposal(LOGO, _("Logo"), "", "", decisions.get(LOGO), pictures["logo"])
        proposals.insert(0, row)
    return proposals


def people_called(member: Member, *names: str) -> QuerySet[Person]:
    """Return the people of a member with one of these names."""
    called = Q(pk=None)
    for name in names:
        called |= Q(name__iexact=name)
    return Person.objects.filter(called, affiliation=member)


def _list_title(version: AnswerVersion, field: str, name: str) -> list[tuple[str, str, str, str]]:
    """Return the row of a person's title beside the present one, if a title was written."""
    title = version.values.get(field, "")
    if not title or not name:
        return []
    person = people_called(version.invitation.member, name).first()
    present = ""
    if person is not None:
        present = getattr(person, f"title_{version.invitation.language}") or person.title or ""
    return [(field, _("Job title of %(name)s") % {"name": name}, present, title)]


def find_accepted_answers(version: AnswerVersion) -> list[AnswerDecision]:
    """Return the decisions that accepted an answer to a question of the version, in the order of the form."""
    decisions = _find_decisions(version, {})
    answered = [decisions[name] for name in version.questions if name in decisions]
    return [decision for decision in answered if decision.text]


def sent_pictures(version: AnswerVersion) -> QuerySet[AnswerPicture]:
    """Return the pictures that came with a version that was sent, and not those uploaded since."""
    return version.invitation.pictures.filter(sent_at__lte=version.sent_at).order_by("pk")


def _find_decisions(
    version: AnswerVersion, pictures: dict[str, AnswerPicture]
) -> dict[str, AnswerDecision]:
    """Return the decision about each field, also if the same was sent and decided before."""
    decisions = AnswerDecision.objects.filter(
        version__invitation=version.invitation_id, version__lte=version.pk
    ).select_related("decided_by", "version")
    by_field = {}
    for decision in decisions.order_by("version", "pk").prefetch_related("uses__article"):
        picture = pictures.get(PICTURES.get(decision.name, ""))
        is_same = all(
            decision.version.values.get(name, "") == version.values.get(name, "")
            for name in (decision.name, *_SENT_WITH.get(decision.name, ()))
        )
        if is_same and (picture is None or picture.sent_at <= decision.decided_at):
            by_field[decision.name] = decision
        else:
            by_field.pop(decision.name, None)
    return by_field
