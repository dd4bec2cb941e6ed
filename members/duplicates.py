"""Members and people that were entered twice: what moves when they are merged."""

from django.utils.translation import gettext_lazy as _

from desk.merging.mergeable import Links, Rows, merges, moves
from members.models import (
    BoardSeat,
    FormerName,
    FormerPersonName,
    Member,
    Membership,
    Person,
    Place,
    Statement,
)
from members.renaming import record_former_names
from members.standing import format_term

DESCRIPTIONS = ("description_en", "description_nb")
BIOGRAPHIES = ("biography_en", "biography_nb")
LINKS = (
    Links(Member, DESCRIPTIONS, _("links in the descriptions of")),
    Links(Person, BIOGRAPHIES, _("links in the biographies of")),
)

merges(Member, own={"slug"}, after=record_former_names)
moves(
    Member,
    Rows(
        Membership,
        "member",
        _("memberships"),
        of="member",
        period="period",
        words=lambda membership: format_term(membership.period),
    ),
    Rows(Place, "member", _("places"), of="member"),
    Rows(FormerName, "member", _("former names"), of="member"),
    Rows(
        Member.focus.through,
        "member",
        _("focus areas"),
        of="member",
        once_in="focusarea",
        words=lambda row: str(row.focusarea),
    ),
    Rows(Person, "affiliation", _("the organisation of these people")),
    Rows(Statement, "member", _("quotes for it")),
    *LINKS,
)

merges(Person, own={"slug"}, after=record_former_names)
moves(
    Person,
    Rows(FormerPersonName, "person", _("former names"), of="person"),
    Rows(BoardSeat, "person", _("board seats"), period="term"),
    Rows(Statement, "person", _("quotes")),
    *LINKS,
)
