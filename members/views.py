"""The public pages of members, people and the board."""

from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import F
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.structured import collection, crumbs
from members.links import with_public_links
from members.models import BoardSeat, FormerName, Member, Person
from members.structured import board_data, member_data, person_data

NEWEST = 24


def day_asked_for(request) -> date:
    """The day of ``?on=``, else the day of the moment; a day yet to come is not for the public."""
    asked = request.GET.get("on")
    if not asked:
        return request.moment.day
    try:
        day = date.fromisoformat(asked)
    except ValueError as error:
        raise Http404("no such day") from error
    if day > request.moment.day:
        raise Http404("the future is not known")
    return day


def _query(**values) -> str:
    """The list's address with the values that are given."""
    given = {key: value for key, value in values.items() if value}
    return reverse("members") + ("?" + urlencode(given) if given else "")


def _entries(members):
    return [(member.name, member.get_absolute_url()) for member in members]


def _steps(request, *steps):
    return crumbs(request, (_("Members"), reverse("members")), *steps)


class MemberListView(TemplateView):
    """All members of a day, by category."""

    template_name = "members/member_list.html"

    def get_context_data(self, **kwargs):
        moment, language = self.request.moment, get_language()
        day = day_asked_for(self.request)
        on = day.isoformat() if day != moment.day else None
        members = (
            Member.objects.current(day, at=moment.at)
            .select_related("category", "logo")
            .order_by(
                F("category__order").asc(nulls_last=True), "category", f"sort_key_{language}", "id"
            )
        )
        categories = [
            {
                "category": category,
                "members": list(of_category),
                "address": _query(category=category and category.slug, on=on),
            }
            for category, of_category in groupby(members, key=lambda member: member.category)
        ]
        asked = self.request.GET.get("category")
        shown = (
            [group for group in categories if group["category"] and group["category"].slug == asked]
            if asked
            else categories
        )
        if asked and not shown:
            raise Http404("no such category")
        return super().get_context_data(
            categories=categories,
            shown=shown,
            asked=asked,
            structured=[
                collection(
                    self.request,
                    _("Members"),
                    _entries(member for group in shown for member in group["members"]),
                ),
                _steps(self.request),
            ],
            all_address=_query(on=on),
            total=sum(len(group["members"]) for group in categories),
            day=day,
            **kwargs,
        )


class NewestMembersView(TemplateView):
    """The members that joined last."""

    template_name = "members/member_newest.html"

    def get_context_data(self, **kwargs):
        members = Member.objects.current(at=self.request.moment.at)
        members = members.select_related("category", "logo").order_by(
            "-member_since", "sort_key_en"
        )
        members = list(members[:NEWEST])
        structured = [
            collection(self.request, _("Newest members"), _entries(members)),
            _steps(self.request, (_("Newest members"), reverse("members-new"))),
        ]
        return super().get_context_data(members=members, structured=structured, **kwargs)


class MemberView(TemplateView):
    """One member, past or present, with its people and their board seats."""

    template_name = "members/member_detail.html"

    def get(self, request, slug):
        at, day = request.moment.at, request.moment.day
        known = Member.objects.known(at).select_related("category", "logo")
        member = known.with_facts(get_language()).filter(slug=slug).first()
        if member is None:
            former = get_object_or_404(
                FormerName.objects.filter(member__in=known.values("pk")).select_related("member"),
                slug=slug,
            )
            return HttpResponsePermanentRedirect(former.member.get_absolute_url())
        people = Person.objects.public(at).filter(affiliation=member).select_related("portrait")
        seats = BoardSeat.objects.known(at).filter(person__in=people)
        memberships = list(member.memberships.known(at).order_by("begins"))
        return self.render_to_response(
            {
                "member": member,
                "memberships": memberships,
                "left": memberships[-1].ends if memberships[-1].begins <= day else None,
                "people": people,
                "seats": seats.select_related("person").order_by("-begins", "role_order"),
                "description": with_public_links(member.description, at=at),
                "structured": [
                    member_data(request, member),
                    _steps(request, (member.name, member.get_absolute_url())),
                ],
            }
        )


class BoardView(TemplateView):
    """The board of a day, and who sat on it before."""

    template_name = "members/board.html"

    def get_context_data(self, **kwargs):
        moment = self.request.moment
        day = day_asked_for(self.request)
        seats = BoardSeat.objects.select_related(
            "person__portrait", "person__affiliation", "person__affiliation__logo"
        )
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


class PersonView(TemplateView):
    """One person: what they do, and on which boards they sat."""

    template_name = "members/person_detail.html"

    def get_context_data(self, slug, **kwargs):
        at = self.request.moment.at
        people = Person.objects.public(at).select_related("portrait", "affiliation__logo")
        person = get_object_or_404(people, slug=slug)
        known = (
            person.affiliation_id
            and Member.objects.known(at).filter(pk=person.affiliation_id).exists()
        )
        return super().get_context_data(
            person=person,
            affiliation=person.affiliation if known else None,
            seats=person.seats.known(at).order_by("-begins"),
            biography=with_public_links(person.biography, at=at),
            structured=[
                person_data(self.request, person, person.affiliation if known else None),
                crumbs(self.request, (person.name, person.get_absolute_url())),
            ],
            **kwargs,
        )
