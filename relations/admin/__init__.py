"""The admin of what the office and its members send each other."""

from relations import duplicates, invitation_mails, scheduled_tasks
from relations.admin import approval_states, approval_tools, attention, round_up_checks
from relations.admin.approvals import ApprovalRequestAdmin
from relations.admin.invitations import InvitationAdmin
from relations.admin.invite_page import add_invite_tool, invite_selected
from relations.admin.member_notes import MemberNoteAdmin
from relations.admin.questions import QuestionSetAdmin
from relations.admin.welcome_patterns import WelcomePatternAdmin
from relations.approvals import mail as approval_mail
from relations.approvals import scheduled_tasks as approval_tasks
from relations.round_up import duplicates as note_duplicates

__all__ = [
    "ApprovalRequestAdmin",
    "InvitationAdmin",
    "MemberNoteAdmin",
    "QuestionSetAdmin",
    "WelcomePatternAdmin",
    "add_invite_tool",
    "approval_mail",
    "approval_states",
    "approval_tasks",
    "approval_tools",
    "attention",
    "duplicates",
    "invitation_mails",
    "invite_selected",
    "note_duplicates",
    "round_up_checks",
    "scheduled_tasks",
]
