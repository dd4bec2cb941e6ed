"""The end of a membership, and the decisions about what still calls the organisation a member."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.fields import TextField
from core.forms import ONE_DAY
from core.saving import SavesChanges
from members.models.memberships import Membership


class DepartureQuerySet(models.QuerySet):
    """Filters departures by whether decisions are open."""

    def undecided(self):
        """Filter departures with open decisions, without organisations that became members again."""
        goes_on = Membership.objects.filter(member=OuterRef("membership__member")).filter(
            Q(day_after=None) | Q(day_after__gt=OuterRef("membership__day_after"))
        )
        left = Decision.objects.left_to_decide().filter(departure=OuterRef("pk"))
        return self.filter(~Exists(goes_on), Exists(left))


class Departure(SavesChanges):
    """A membership ended on the desk; its last day is the membership's."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="departure", verbose_name=_("membership")
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )
    ended_at = models.DateTimeField(_("ended at"))

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("ended membership")
        verbose_name_plural = _("ended memberships")
        ordering = ["-ended_at", "-id"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.membership.member.name

    @property
    def last_day(self):
        """The last day of the membership; None if its end was removed."""
        return self.membership.period.upper and self.membership.period.upper - ONE_DAY


class DecisionOutcome(models.TextChoices):
    """The outcomes of a decision."""

    DONE = "done", _("done")
    LEFT = "left", _("left as it is")


class DecisionQuerySet(models.QuerySet):
    """Filters decisions by their state."""

    def left_to_decide(self):
        return self.filter(outcome="", settled_at=None)


class Decision(SavesChanges):
    """A place that still called the organisation a member, and the decision about it.

    ``kind`` and ``place`` are those of its :class:`members.leaving.findings.Finding`, ``where`` is what
    it was called. ``settled_at`` is when it was seen to be gone from there.
    """

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=60)
    where = models.CharField(max_length=250)
    outcome = models.CharField(_("decision"), max_length=4, choices=DecisionOutcome, blank=True)
    note = TextField(_("note"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["departure", "kind", "place"], name="decision_once_for_a_place"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None, note="")
                | (~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decision_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=DecisionOutcome.LEFT) | ~Q(note=""),
                name="decision_left_for_a_reason",
                violation_error_message=_("Write why it is left as it is."),
            ),
        ]

    def __str__(self):
        return self.where
