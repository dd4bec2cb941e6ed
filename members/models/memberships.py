"""The periods during which an organisation is a member."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import InstantField, PeriodField
from core.saving import SavesChanges
from members.models.organisations import Member
from members.period_querysets import MembershipQuerySet, PeriodEnd, PeriodStart


class Membership(SavesChanges):
    """A period during which an organisation is a member. It can leave and join again."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    period = PeriodField(_("period"))
    public_from = InstantField(
        _("visible from"),
        default=timezone.now,
        help_text=_("When the public may know of it. Empty: not yet."),
    )
    end_public_from = InstantField(
        _("end visible from"),
        default=timezone.now,
        help_text=_("When the public may know that it ends. Empty: not yet."),
    )

    first_day = models.GeneratedField(
        expression=PeriodStart("period"), output_field=models.DateField(), db_persist=True
    )
    day_after = models.GeneratedField(
        expression=PeriodEnd("period"), output_field=models.DateField(), db_persist=True
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["period"]
        indexes = [
            models.Index(fields=["first_day", "member"], name="membership_newest"),
        ]
        constraints = [
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[("member", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_("This organisation is a member already in that period."),
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False),
                name="membership_has_first_day",
                violation_error_message=_("Enter the first day."),
            ),
            date_limits_constraint(
                "membership_dates",
                periods=["period"],
                known_from=["public_from", "end_public_from"],
            ),
        ]

    def __str__(self):
        first = date_format(self.period.lower, "SHORT_DATE_FORMAT")
        return f"{self.member}, {first} –"
