"""The admin of members, people, the board and quotes."""

from members import scheduled_tasks
from members.admin import attention, calendar, dashboard_panel, pictures
from members.admin.board import BoardSeatAdmin
from members.admin.counts import number_now
from members.admin.departures import DepartureAdmin
from members.admin.leftover_mentions import its_people
from members.admin.organisations import CategoryAdmin, FocusAreaAdmin, MemberAdmin
from members.admin.people import PersonAdmin
from members.admin.statements import StatementAdmin
from members.admin.uses import uses_in_records
from members.duplicates import LINKS
from members.personal import erase_person
from members.takedown import Logos
from members.trash import MemberKeeping, PersonKeeping

__all__ = [
    "LINKS",
    "BoardSeatAdmin",
    "CategoryAdmin",
    "DepartureAdmin",
    "FocusAreaAdmin",
    "Logos",
    "MemberAdmin",
    "MemberKeeping",
    "PersonAdmin",
    "PersonKeeping",
    "StatementAdmin",
    "attention",
    "calendar",
    "dashboard_panel",
    "erase_person",
    "its_people",
    "number_now",
    "pictures",
    "scheduled_tasks",
    "uses_in_records",
]
