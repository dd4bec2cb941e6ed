"""What a member may answer: the columns of its entry, and the questions of its invitation."""

from django.utils.translation import gettext_lazy

from core.plaintext import tidy_text
from desk.history.text_diff import html_to_text
from relations.models import Invitation

# the columns of a member that it may propose to change, in the order of the form
MEMBER_FIELDS = (
    "name_en",
    "name_nb",
    "summary_en",
    "summary_nb",
    "description_en",
    "description_nb",
    "website",
    "linkedin",
    "city",
    "country",
    "founded",
    "ticker_exchange",
    "ticker_symbol",
    "contact_name",
    "contact_email",
)
LABELS = {
    "name_en": gettext_lazy("Name, in English"),
    "name_nb": gettext_lazy("Name, in Norwegian"),
    "summary_en": gettext_lazy("What you do, in one or two sentences, in English"),
    "summary_nb": gettext_lazy("What you do, in one or two sentences, in Norwegian"),
    "description_en": gettext_lazy("More about you, in English"),
    "description_nb": gettext_lazy("More about you, in Norwegian"),
    "website": gettext_lazy("Website"),
    "linkedin": gettext_lazy("LinkedIn"),
    "city": gettext_lazy("Town of the head office"),
    "country": gettext_lazy("Country"),
    "founded": gettext_lazy("Founded"),
    "ticker_exchange": gettext_lazy("Stock exchange"),
    "ticker_symbol": gettext_lazy("Ticker"),
    "contact_name": gettext_lazy("Name of the contact person"),
    "contact_email": gettext_lazy("E-mail of the contact person"),
}


def question_fields(invitation: Invitation) -> dict[str, str]:
    """Return the questions of an invitation by the name of their field, in order."""
    questions = invitation.question_set.questions.all()
    return {f"question-{question.pk}": question.text for question in questions}


def present_values(invitation: Invitation) -> dict[str, str]:
    """Return what the live record says today, as the texts of the form's fields."""
    member = invitation.member
    values = {}
    for name in MEMBER_FIELDS:
        value = getattr(member, name)
        text = "" if value is None else str(value)
        values[name] = normalize_answer(
            html_to_text(text) if name.startswith("description") else text
        )
    return values


def normalize_answer(text: str) -> str:
    """Return a text as it is stored and compared: a form that is sent unchanged changes nothing."""
    return tidy_text(text).replace("\r\n", "\n").strip()
