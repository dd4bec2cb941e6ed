"""The lists of members: all of a day, and those that joined last."""

from itertools import groupby
from urllib.parse import urlencode

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.structured import collection, crumbs
from members.models import Member
from members.views.days import day_asked_for

NEWEST = 24


def _query(**values) -> str:
    """The list's address with the values that are given."""
    given = {key: value for key, value in values.items() if value}
    return reverse("members") + ("?" + urlencode(given) if given else "")


def _entries(members):
    return [(member.name, member.get_absolute_url()) for member in members]


def members_crumbs(request, *steps):
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
                members_crumbs(self.request),
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
            members_crumbs(self.request, (_("Newest members"), reverse("members-new"))),
        ]
        return super().get_context_data(members=members, structured=structured, **kwargs)
