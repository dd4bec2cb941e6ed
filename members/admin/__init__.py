"""The admin of members, people, the board and quotes."""

from members import checks, scheduled_tasks
from members.admin import dashboard_panel
from members.admin.board import BoardSeatAdmin
from members.admin.departures import DepartureAdmin
from members.admin.leftover_mentions import find_affiliated_people
from members.admin.organisations import CategoryAdmin, FocusAreaAdmin, MemberAdmin
from members.admin.people import PersonAdmin
from members.admin.statements import StatementAdmin
from members.admin.uses import find_links_in_records
from members.duplicates import LINKS

__all__ = [
    "LINKS",
    "BoardSeatAdmin",
    "CategoryAdmin",
    "DepartureAdmin",
    "FocusAreaAdmin",
    "MemberAdmin",
    "PersonAdmin",
    "StatementAdmin",
    "checks",
    "dashboard_panel",
    "find_affiliated_people",
    "find_links_in_records",
    "scheduled_tasks",
]
