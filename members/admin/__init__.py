"""The admin of members, people, the board and quotes."""

from members.admin.board import BoardSeatAdmin
from members.admin.organisations import CategoryAdmin, FocusAreaAdmin, MemberAdmin
from members.admin.people import PersonAdmin
from members.admin.statements import StatementAdmin

__all__ = [
    "BoardSeatAdmin", "CategoryAdmin", "FocusAreaAdmin", "MemberAdmin", "PersonAdmin",
    "StatementAdmin",
]  # fmt: skip
