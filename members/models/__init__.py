"""Organisations, people, memberships, board seats and statements: the records that are the site."""

from members.models.board import BoardSeat, Role
from members.models.departures import Decision, Departure, Outcome
from members.models.former_names import FormerName, FormerPersonName
from members.models.organisations import Member, Membership, Place, Size
from members.models.people import Person
from members.models.statements import Statement
from members.models.vocabularies import Category, FocusArea

__all__ = [
    "BoardSeat",
    "Category",
    "Decision",
    "Departure",
    "FocusArea",
    "FormerName",
    "FormerPersonName",
    "Member",
    "Membership",
    "Outcome",
    "Person",
    "Place",
    "Role",
    "Size",
    "Statement",
]
