"""The page of one member."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, CharField, DateTimeField, OuterRef
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from core.compiled_queries import compile_once
from core.page_head import describe_list, page_head
from core.page_html import HeadingIds, prepare_page_html
from core.slugs import filter_addressable
from members.boards import sort_seats_by_day
from members.links import resolve_public_links
from members.models import BoardSeat, Member, Membership, Person, Statement
from members.structured import member_json_ld
from members.tenures import join_periods
from members.timeline import build_timeline
from members.views.directory import member_breadcrumbs


@compile_once(slug=CharField(), at=DateTimeField())
def _fetch_member(*, slug, at):
    known = Member.objects.known(at).select_related("category", "logo")
    known = known.with_facts(get_language()).annotate_any_keys()
    statements = Statement.objects.filter(member=OuterRef("pk")).order_by()
    known = known.annotate(statement_keys=ArraySubquery(statements.values("pk")))
    return known.filter(slug=slug)[:1]


@compile_once(member=BigIntegerField(), at=DateTimeField())
def _fetch_people(*, member, at):
    people = Person.objects.public(at).filter(affiliation=member)
    return people.select_related("portrait")


@compile_once(people=ArrayField(BigIntegerField()), at=DateTimeField())
def _fetch_seats(*, people, at):
    seats = BoardSeat.objects.known(at).filter(person__any=people).select_related("person")
    return seats.order_by("-begins", "role_order", "person__sort_key", "pk")


@compile_once(member=BigIntegerField(), at=DateTimeField())
def _fetch_periods(*, member, at):
    memberships = Membership.objects.filter(member=member).order_by()
    return memberships.known(at).values_list("begins", "ends")


class MemberView(TemplateView):
    """A current or former member, with its people and their board seats."""

    template_name = "members/member_detail.html"

    def get(self, request, slug):
        at, day = request.moment.at, request.moment.day
        member = _fetch_member.first(slug=slug, at=at)
        if member is None:
            renamed = get_object_or_404(Member.objects.known(at), former_names__slug=slug)
            return HttpResponsePermanentRedirect(renamed.get_absolute_url())
        people = filter_addressable(_fetch_people(member=member.pk, at=at))
        seats = _fetch_seats(people=[person.pk for person in people], at=at) if people else []
        periods = join_periods(_fetch_periods(member=member.pk, at=at))
        former = ()
        if member.former_list:
            former = member.former_names.filter(name__in=member.former_list).exclude(until=None)
        where = [word for word in (member.category and member.category.name, member.city) if word]
        return self.render_to_response(
            {
                "member": member,
                "tenures": periods,
                "last_tenure": periods[-1],
                "people": people,
                "seats": sort_seats_by_day(seats, day),
                "events": build_timeline(periods, seats, former, today=day),
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
