"""The admin of members, people, the board and quotes."""

from members import due
from members.admin import attention, calendar, front, pictures
from members.admin.board import BoardSeatAdmin
from members.admin.counts import number_now
from members.admin.departures import DepartureAdmin
from members.admin.organisations import CategoryAdmin, FocusAreaAdmin, MemberAdmin
from members.admin.people import PersonAdmin
from members.admin.statements import StatementAdmin
from members.admin.still_called import its_people
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
    "due",
    "erase_person",
    "front",
    "its_people",
    "number_now",
    "pictures",
    "uses_in_records",
]  # fmt: skip
