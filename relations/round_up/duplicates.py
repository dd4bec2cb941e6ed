"""Notes to a member move with it when members are merged."""

from django.utils.translation import gettext_lazy as _

from desk.merging.mergeable import RowReference, register_moving_reference
from members.models import Member
from relations.models import MemberNote

register_moving_reference(
    Member, RowReference(MemberNote, "member", _("notes to it"), once_in="article")
)
