"""The admin of what the office and its members send each other."""

from relations import duplicates, invitation_mails, scheduled_tasks
from relations.admin import attention
from relations.admin.invitations import InvitationAdmin
from relations.admin.invite_page import add_invite_tool, invite_selected
from relations.admin.questions import QuestionSetAdmin

__all__ = [
    "InvitationAdmin",
    "QuestionSetAdmin",
    "add_invite_tool",
    "attention",
    "duplicates",
    "invitation_mails",
    "invite_selected",
    "scheduled_tasks",
]
