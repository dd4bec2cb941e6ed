"""The receipt of what a member sent, by e-mail in the member's language."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.tasks.mail import send_template_mail
from relations.answer_fields import LABELS, MEMBER_FIELDS, present_values
from relations.models import AnswerVersion, Invitation
from relations.proposals import sent_pictures


def send_receipt(invitation: Invitation, version: AnswerVersion | None = None) -> None:
    """Send the person invited what ``version`` said; without one, that the entry was confirmed.

    Nothing is sent where there is no address.
    """
    if not invitation.to_email:
        return
    context = {
        "member": invitation.member,
        "is_confirmed": version is None,
        "lines": describe_sent(version) if version else (),
    }
    send_template_mail(
        "answers-receipt",
        to=invitation.to_email,
        context=context,
        language=invitation.language,
        reply_to=invitation.made_by.email,
    )


def describe_sent(version: AnswerVersion) -> list[tuple[str, str]]:
    """Return all that differs from the records or was added, each with its label, in the member's language."""
    invitation, values = version.invitation, version.values
    present = present_values(invitation)
    with override(invitation.language):
        lines = [
            (str(LABELS[name]), values[name] or _("nothing any more"))
            for name in MEMBER_FIELDS
            if values.get(name, present[name]) != present[name]
        ]
        lines += describe_answers(version)
        speaker, spokesperson = (
            ", ".join(filter(None, (values.get(f"{who}_name"), values.get(f"{who}_title"))))
            for who in ("quote", "spokesperson")
        )
        more = [
            (_("A quote"), values.get("quote_text")),
            (_("Who says it"), speaker),
            (_("Spokesperson"), spokesperson),
            (_("To us"), values.get("remark")),
        ]
        pictures = {row.kind: row for row in sent_pictures(version).defer("content", "thumbnail")}
        more += [
            (picture.get_kind_display().capitalize(), picture.name) for picture in pictures.values()
        ]
    return lines + [(label, text) for label, text in more if text]


def describe_answers(version: AnswerVersion) -> list[tuple[str, str]]:
    """Return the questions that were answered, each with its answer."""
    return [
        (question, version.values[name])
        for name, question in version.questions.items()
        if version.values.get(name)
    ]
