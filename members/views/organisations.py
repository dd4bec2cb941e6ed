"""The page of one member."""

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from core.page_head import describe_list, page_head
from core.page_html import HeadingIds, prepare_page_html
from core.slugs import filter_addressable
from members.boards import sort_seats_by_day
from members.links import resolve_public_links
from members.models import BoardSeat, Member, Person
from members.structured import member_json_ld
from members.tenures import join_periods
from members.timeline import build_timeline
from members.views.directory import member_breadcrumbs


class MemberView(TemplateView):
    """A current or former member, with its people and their board seats."""

    template_name = "members/member_detail.html"

    def get(self, request, slug):
        at, day = request.moment.at, request.moment.day
        known = Member.objects.known(at).select_related("category", "logo")
        member = known.with_facts(get_language()).annotate_any_keys().filter(slug=slug).first()
        if member is None:
            renamed = get_object_or_404(known, former_names__slug=slug)
            return HttpResponsePermanentRedirect(renamed.get_absolute_url())
        people = Person.objects.public(at).filter(affiliation=member).with_embargoes(at)
        people = filter_addressable(people.select_related("portrait"))
        seats = BoardSeat.objects.known(at).filter(person__in=people).select_related("person")
        seats = list(seats.order_by("-begins", "role_order", "person__sort_key", "pk"))
        periods = join_periods(member.memberships.known(at).values_list("begins", "ends"))
        former = member.former_names.filter(name__in=member.former_list).exclude(until=None)
        where = [word for word in (member.category and member.category.name, member.city) if word]
        return self.render_to_response(
            {
                "member": member,
                "tenures": periods,
                "last_tenure": periods[-1],
                "people": people,
                "seats": sort_seats_by_day(seats, day),
                "events": build_timeline(
                    periods, seats, former if member.former_list else (), today=day
                ),
                "statement_ids": set(member.statements.values_list("pk", flat=True)),
                "description": prepare_page_html(
                    resolve_public_links(member.description, at=at), HeadingIds(), get_language()
                ),
                **page_head(member.name, member.summary or describe_list(member.name, where)),
                "structured": [
                    member_json_ld(request, member),
                    member_breadcrumbs(request, (member.name, member.get_absolute_url())),
                ],
            }
        )
