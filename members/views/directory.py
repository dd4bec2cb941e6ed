"""The lists of members: the directory of a day, and those that joined last."""

from urllib.parse import quote_plus

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core.page_head import listed, page_head
from core.sortkeys import sort_key_of
from core.structured import collection, crumbs
from members.directory.choices import choices
from members.directory.facets import Counts, counts
from members.directory.highlight import Marking
from members.directory.listing import page_of
from members.directory.query import FACETS, SORTS, VIEWS, asked_for
from members.directory.results import held
from members.models import Member, Size
from members.newest import newest_members
from members.statistics import first_day
from members.views.days import day_asked_for

NEWEST = 24
CITIES = 20  # the largest; a search finds the others


def members_crumbs(request, *steps):
    return crumbs(request, (_("Members"), reverse("members")), *steps)


class DirectoryView(TemplateView):
    """All members of a day, or those that filters and words leave of them."""

    template_name = "members/member_list.html"

    def get_context_data(self, **kwargs):
        at, today = self.request.moment.at, self.request.moment.day
        categories, focus_areas = choices()
        asked = asked_for(
            self.request.GET,
            today=today,
            day=day_asked_for(self.request),
            categories=categories,
            focus_areas=focus_areas,
        )
        memberships, forgiving = held(asked, at), False
        found = counts(asked, memberships)
        if asked.words and not found.anybody:
            memberships, forgiving = held(asked, at, forgiving=True), True
            found = counts(asked, memberships)
        if not found.total:
            _refuse_unknown(asked, at)
        page = page_of(
            asked,
            memberships,
            self.request.GET,
            at=at,
            total=found.total,
            categories=categories,
        )
        if not page.members and found.total and self.request.GET.keys() & {"after", "before"}:
            raise Http404("no such place in the list")
        chosen = _chosen(asked)
        marking = Marking(asked.words, forgiving=forgiving)
        values = asked.values
        return super().get_context_data(
            asked=asked,
            members=[marking.member(shown) for shown in page.members]
            if asked.words
            else page.members,
            total=found.total,
            first_day=None if found.total or asked.narrowed else first_day(at),
            forgiving=forgiving and found.anybody,
            facets=_facets(asked, found, categories, focus_areas),
            chosen=chosen,
            **self._head(asked, chosen, page, found.total),
            kept=[
                (name, value) for name, value in values.items() if name not in ("q", "since", "on")
            ],
            sorts=_choices(
                asked, "sort", SORTS, {"name": _("By name"), "newest": _("Newest first")}
            ),
            views=_choices(asked, "view", VIEWS, {"grid": _("Logos"), "list": _("List")}),
            after=page.after and asked.address(after=page.after),
            before=page.before and asked.address(before=page.before),
            list_address=reverse("members"),
            today=asked.address(on=None),
            structured=[
                collection(
                    self.request,
                    _("Members"),
                    [(member["name"], member["address"]) for member in page.members],
                ),
                members_crumbs(self.request),
            ],
            **kwargs,
        )

    def _head(self, asked, chosen, page, total):
        heading = _("Members")
        if not asked.is_today:
            heading = _("Members on %(day)s") % {"day": date_format(asked.day)}
        title = ", ".join([*(choice["label"] for choice in chosen), heading])
        names = [member["name"] for member in page.members]
        if names and self.request.GET.keys() & {"after", "before"}:
            title = _("%(title)s, from %(name)s") % {"title": title, "name": names[0]}
        number = ngettext("%(total)s organisation", "%(total)s organisations", total)
        return {
            "heading": heading,
            **page_head(title, listed(f"{title}. {number % {'total': total}}", names)),
        }


def _refuse_unknown(asked, at):
    """Http404 for a category or focus area that no member known at ``at`` has, as for one there is not."""
    for facet in ("category", "focus"):
        chosen = getattr(asked, facet)
        if chosen and not Member.objects.known(at).filter(**{facet: chosen.pk}).exists():
            raise Http404("no such choice")


def _facets(asked, found: Counts, categories, focus_areas):
    """Each facet with the values that some member has, or that is chosen."""
    numbers = found.of["city"]
    cities = sorted(filter(None, numbers), key=lambda city: (-numbers[city], sort_key_of(city)))[
        :CITIES
    ]
    if asked.city and asked.city not in cities:
        cities.append(asked.city)
    values = {
        "category": [(each, str(each.pk), each.slug, each.name) for each in categories],
        "focus": [(each, str(each.pk), each.slug, each.name) for each in focus_areas],
        "city": [(city, city, city, city) for city in cities],
        "size": [(size, size.value, size.value, str(size.label).capitalize()) for size in Size],
    }
    labels = {
        "category": _("Category"),
        "focus": _("Focus area"),
        "city": _("City"),
        "size": _("Size"),
    }
    for facet in FACETS:
        chosen, every = getattr(asked, facet), asked.address(**{facet: None})
        joint = f"{'&' if '?' in every else '?'}{facet}="
        options = [
            {
                "label": label,
                "number": str(found.of[facet].get(key, 0)),
                "address": every if value == chosen else f"{every}{joint}{quote_plus(in_address)}",
                "current": value == chosen,
                "id": f"{facet}-{number}",
            }
            for number, (value, key, in_address, label) in enumerate(values[facet])
            if key in found.of[facet] or value == chosen
        ]
        if options:
            yield {
                "name": facet,
                "label": labels[facet],
                "options": options,
                "all": every,
                "chosen": chosen,
            }


def _chosen(asked):
    """What narrows the list, each with the address without it."""
    labels = {
        "q": asked.q and _("“%(words)s”") % {"words": asked.q},
        "category": asked.category and asked.category.name,
        "focus": asked.focus and asked.focus.name,
        "city": asked.city,
        "size": asked.size and str(asked.size.label).capitalize(),
        "since": asked.since and _("joined in %(year)s or later") % {"year": asked.since},
    }
    return [
        {"label": label, "without": asked.address(**{name: None})}
        for name, label in labels.items()
        if label
    ]


def _choices(asked, name, values, labels):
    return [
        {
            "label": labels[value],
            "address": asked.address(**{name: value if value != values[0] else None}),
            "current": value == getattr(asked, name),
            "id": f"{name}-{value}",
        }
        for value in values
    ]


class NewestMembersView(TemplateView):
    """The members that joined last."""

    template_name = "members/member_newest.html"

    def get_context_data(self, **kwargs):
        members = newest_members(self.request.moment.at, NEWEST)
        structured = [
            collection(
                self.request,
                _("Newest members"),
                [(member.name, member.get_absolute_url()) for member in members],
            ),
            members_crumbs(self.request, (_("Newest members"), reverse("members-new"))),
        ]
        title = _("Newest members")
        return super().get_context_data(
            members=members,
            structured=structured,
            **page_head(title, listed(title, [member.name for member in members])),
            **kwargs,
        )
