"""The member that an enquiry became moves with it when members are merged."""

from django.utils.translation import gettext_lazy as _

from cluster_site.enquiries.models import Enquiry
from desk.merging.mergeable import RowReference, register_moving_reference
from members.models import Member

register_moving_reference(Member, RowReference(Enquiry, "member", _("enquiries")))
