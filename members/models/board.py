"""Who sits on the board, in which role, from when until when."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.date_limits import date_limits_constraint
from core.fields import InstantField, PeriodField
from core.saving import SavesChanges
from members.models.people import Person
from members.period_querysets import BoardSeatQuerySet


class Role(models.TextChoices):
    """Roles on the board, in the order of the board page."""

    CHAIR = "chair", _("chair")
    DEPUTY_CHAIR = "deputy-chair", _("deputy chair")
    MEMBER = "member", _("board member")
    EMPLOYEE = "employee-representative", _("employee representative")
    DEPUTY_MEMBER = "deputy-member", _("deputy member")
    OBSERVER = "observer", _("observer")


class BoardSeat(SavesChanges):
    """A person on the board, in one role, for one term."""

    begins: date  # with ``known``, which annotates both
    ends: date | None

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    role = models.CharField(_("board seat"), max_length=24, choices=Role, default=Role.MEMBER)
    role_order = models.GeneratedField(
        expression=Case(
            *(When(role=role, then=Value(place)) for place, role in enumerate(Role.values)),
            default=Value(len(Role)),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    term = PeriodField(_("term"))
    public_from = InstantField(
        _("visible from"),
        default=timezone.now,
        help_text=_("When the public may know of it. Empty: not before the announcement."),
    )
    end_public_from = InstantField(
        _("end visible from"),
        default=timezone.now,
        help_text=_("When the public may know that the term ends. Empty: not yet."),
    )
    succeeds = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="successors",
        null=True,
        blank=True,
        verbose_name=_("succeeds"),
        help_text=_("Whose place this person takes."),
    )

    objects = BoardSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("board seat")
        verbose_name_plural = _("board seats")
        ordering = ["role_order", "term", "id"]
        constraints = [
            ExclusionConstraint(
                name="seat_one_per_person",
                expressions=[("person", RangeOperators.EQUAL), ("term", RangeOperators.OVERLAPS)],
                violation_error_message=_("This person sits on the board already in that period."),
            ),
            ExclusionConstraint(
                name="seat_one_chair",
                expressions=[("term", RangeOperators.OVERLAPS)],
                condition=Q(role=Role.CHAIR),
                violation_error_message=_("There is a chair already in that period."),
            ),
            models.CheckConstraint(
                condition=Q(term__isempty=False, term__lower_inf=False),
                name="seat_has_first_day",
                violation_error_message=_("Enter the first day."),
            ),
            date_limits_constraint(
                "seat_dates", periods=["term"], known_from=["public_from", "end_public_from"]
            ),
        ]

    def __str__(self):
        first = date_format(self.term.lower, "SHORT_DATE_FORMAT")
        return f"{self.person}, {self.get_role_display()}, {first}"
