"""Merging of members and people that were entered twice."""

from django.utils.translation import gettext_lazy as _

from desk.merging.mergeable import (
    LinkReference,
    RowReference,
    register_mergeable,
    register_moving_reference,
)
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
    LinkReference(Member, DESCRIPTIONS, _("links in the descriptions of")),
    LinkReference(Person, BIOGRAPHIES, _("links in the biographies of")),
)

register_mergeable(Member, own={"slug"}, after=record_former_names)
register_moving_reference(
    Member,
    RowReference(
        Membership,
        "member",
        _("memberships"),
        of="member",
        period="period",
        words=lambda membership: format_term(membership.period),
    ),
    RowReference(Place, "member", _("places"), of="member"),
    RowReference(FormerName, "member", _("former names"), of="member"),
    RowReference(
        Member.focus.through,
        "member",
        _("focus areas"),
        of="member",
        once_in="focusarea",
        words=lambda row: str(row.focusarea),
    ),
    RowReference(Person, "affiliation", _("the organisation of these people")),
    RowReference(Statement, "member", _("quotes for it")),
    *LINKS,
)

register_mergeable(Person, own={"slug"}, after=record_former_names)
register_moving_reference(
    Person,
    RowReference(FormerPersonName, "person", _("former names"), of="person"),
    RowReference(BoardSeat, "person", _("board seats"), period="term"),
    RowReference(Statement, "person", _("quotes")),
    *LINKS,
)
