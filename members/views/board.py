"""The board of a day, and former boards."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.page_head import describe_list, page_head
from core.slugs import filter_addressable
from core.structured import breadcrumb_data
from members.boards import list_boards, sort_seats_by_day
from members.models import BoardSeat, Member, Person
from members.structured import board_json_ld
from members.views.days import parse_requested_day


class BoardView(TemplateView):
    """The board on a day, and the former boards."""

    template_name = "members/board.html"

    def get_context_data(self, **kwargs):
        moment = self.request.moment
        day = parse_requested_day(self.request)
        known = Member.objects.known(moment.at).filter(pk=OuterRef("person__affiliation"))
        seats = (
            BoardSeat.objects.known(moment.at)
            .filter(person__in=Person.objects.public(moment.at))
            .select_related("person__portrait", "person__affiliation__logo")
            .annotate(affiliation_known=Exists(known))
            .in_order()
        )
        seats = filter_addressable(seats, _addresses)
        of_day = sort_seats_by_day(seats, day)
        sitting = {seat.person_id for seat in of_day.current}
        earlier = sorted(of_day.over, key=lambda seat: seat.ends, reverse=True)
        is_today = day == moment.day
        title = (
            _("The board") if is_today else _("The board on %(day)s") % {"day": date_format(day)}
        )
        boards = list_boards(moment.day, seats)
        return super().get_context_data(
            seats=of_day.current,
            earlier_members=[seat for seat in earlier if seat.person_id not in sitting],
            earlier_positions=[seat for seat in earlier if seat.person_id in sitting],
            boards=boards,
            shown=next((board for board in boards if board.covers(day)), None),
            day=day,
            is_today=is_today,
            **page_head(title, describe_list(title, [seat.person.name for seat in of_day.current])),
            structured=[
                board_json_ld(self.request, of_day.current),
                breadcrumb_data(self.request, (_("The board"), reverse("board"))),
            ],
            **kwargs,
        )


def _addresses(seat):
    """Return the URLs of the person and, if it may be shown, their organisation."""
    named = [seat.person, *([seat.person.affiliation] if seat.affiliation_known else [])]
    return [record.get_absolute_url() for record in named]
