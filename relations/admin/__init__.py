"""The admin of what the office and its members send each other."""

from relations import duplicates, invitation_mails, scheduled_tasks
from relations.admin import approval_states, approval_tools, attention
from relations.admin.approvals import ApprovalRequestAdmin
from relations.admin.invitations import InvitationAdmin
from relations.admin.invite_page import add_invite_tool, invite_selected
from relations.admin.questions import QuestionSetAdmin
from relations.approvals import mail as approval_mail
from relations.approvals import scheduled_tasks as approval_tasks

__all__ = [
    "ApprovalRequestAdmin",
    "InvitationAdmin",
    "QuestionSetAdmin",
    "add_invite_tool",
    "approval_mail",
    "approval_states",
    "approval_tasks",
    "approval_tools",
    "attention",
    "duplicates",
    "invitation_mails",
    "invite_selected",
    "scheduled_tasks",
]
