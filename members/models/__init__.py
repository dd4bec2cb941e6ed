"""Organisations, people, memberships, board seats and statements."""

from members.models.board import BoardSeat, Role
from members.models.departures import Decision, DecisionOutcome, Departure
from members.models.former_names import FormerName, FormerPersonName
from members.models.memberships import Membership
from members.models.organisations import Member, Place, SizeClass
from members.models.people import Person
from members.models.statements import Statement
from members.models.vocabularies import Category, FocusArea

__all__ = [
    "BoardSeat",
    "Category",
    "Decision",
    "DecisionOutcome",
    "Departure",
    "FocusArea",
    "FormerName",
    "FormerPersonName",
    "Member",
    "Membership",
    "Person",
    "Place",
    "Role",
    "SizeClass",
    "Statement",
]
