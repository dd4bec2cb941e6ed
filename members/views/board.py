"""The board of a day, and of days gone by."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.structured import crumbs
from members.models import BoardSeat, Member, Person
from members.structured import board_data
from members.views.days import day_asked_for


class BoardView(TemplateView):
    """The board of a day, and who sat on it before."""

    template_name = "members/board.html"

    def get_context_data(self, **kwargs):
        moment = self.request.moment
        day = day_asked_for(self.request)
        known = Member.objects.known(moment.at).filter(pk=OuterRef("person__affiliation"))
        seats = BoardSeat.objects.select_related(
            "person__portrait", "person__affiliation", "person__affiliation__logo"
        ).annotate(affiliation_known=Exists(known))
        people_of = Person.objects.public(moment.at)
        current = seats.on(day, at=moment.at).filter(person__in=people_of).in_order()
        earlier = (
            seats.known(moment.at)
            .filter(ends__lte=day, person__in=people_of)
            .order_by("-ends", "role_order", "person__sort_key")
        )
        return super().get_context_data(
            seats=current,
            earlier=earlier,
            day=day,
            is_today=day == moment.day,
            structured=[
                board_data(self.request, current),
                crumbs(self.request, (_("The board"), reverse("board"))),
            ],
            **kwargs,
        )
