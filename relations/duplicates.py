"""Merging of members: the invitations of a duplicate move to the member that stays."""

from django.utils.translation import gettext_lazy as _

from desk.merging.mergeable import RowReference, register_moving_reference
from members.models import Member
from relations.models import Invitation

register_moving_reference(Member, RowReference(Invitation, "member", _("invitations")))
