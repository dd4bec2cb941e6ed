"""Organisations, people, memberships, board seats and statements: the records that are the site."""

from members.models.board import BoardSeat, Role
from members.models.organisations import FormerName, Member, Membership, Place, Size
from members.models.people import Person
from members.models.statements import Statement
from members.models.vocabularies import Category, FocusArea

__all__ = [
    "BoardSeat", "Category", "FocusArea", "FormerName", "Member", "Membership", "Person", "Place",
    "Role", "Size", "Statement",
]  # fmt: skip
