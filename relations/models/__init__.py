"""What the office and its members send each other."""

from relations.models.answers import AnswerPicture, AnswerVersion
from relations.models.approvals import ApprovalRequest
from relations.models.decisions import AnswerDecision
from relations.models.invitations import Invitation, InvitationMail, InvitationRun
from relations.models.links import Purpose, SecretLink
from relations.models.questions import Occasion, Question, QuestionSet
from relations.models.round_ups import MemberNote, RoundUp, WelcomePattern
from relations.models.used_answers import UsedAnswer

__all__ = [
    "AnswerDecision",
    "AnswerPicture",
    "AnswerVersion",
    "ApprovalRequest",
    "Invitation",
    "InvitationMail",
    "InvitationRun",
    "MemberNote",
    "Occasion",
    "Purpose",
    "Question",
    "QuestionSet",
    "RoundUp",
    "SecretLink",
    "UsedAnswer",
    "WelcomePattern",
]
