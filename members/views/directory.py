"""The lists of members: the directory of a day, and the newest members."""

from urllib.parse import quote_plus, urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core.page_head import describe_list, page_head
from core.sortkeys import make_sort_key
from core.structured import breadcrumb_data, collection_data
from members.directory.choices import fetch_filter_choices
from members.directory.facets import FacetCounts, count_facets
from members.directory.highlight import Highlighter
from members.directory.listing import fetch_directory_page
from members.directory.query import FACETS, SORTS, VIEWS, parse_directory_query
from members.directory.results import filter_memberships
from members.models import Member, SizeClass
from members.newest import fetch_newest_members
from members.statistics import first_membership_day
from members.views.days import parse_requested_day

NEWEST = 24
CITIES = 20  # the largest cities; the search finds the others


def member_breadcrumbs(request, *steps):
    """Return schema.org breadcrumbs from the home page through the directory to ``steps``."""
    return breadcrumb_data(request, (_("Members"), reverse("members")), *steps)


class DirectoryView(TemplateView):
    """All members on a day, filtered and searched."""

    template_name = "members/member_list.html"

    def get_context_data(self, **kwargs):
        at, today = self.request.moment.at, self.request.moment.day
        categories, focus_areas = fetch_filter_choices()
        asked = parse_directory_query(
            self.request.GET,
            today=today,
            day=parse_requested_day(self.request),
            categories=categories,
            focus_areas=focus_areas,
        )
        memberships, forgiving = filter_memberships(asked, at), False
        counts = count_facets(asked, memberships, at=at)
        if asked.words and not counts.anybody:
            memberships, forgiving = filter_memberships(asked, at, forgiving=True), True
            counts = count_facets(asked, memberships, at=at)
        if not counts.total:
            _refuse_unknown(asked, at)
        page = fetch_directory_page(
            asked,
            memberships,
            self.request.GET,
            at=at,
            total=counts.total,
            categories=categories,
        )
        if not page.members and counts.total and self.request.GET.keys() & {"after", "before"}:
            raise Http404("no such place in the list")
        chosen = _active_filters(asked)
        marking = Highlighter(asked.words, forgiving=forgiving)
        values = asked.values
        return super().get_context_data(
            asked=asked,
            members=[marking.member(member) for member in page.members]
            if asked.words
            else page.members,
            total=counts.total,
            first_day=None if counts.total or asked.narrowed else first_membership_day(at),
            forgiving=forgiving and counts.anybody,
            facets=_facet_choices(asked, counts, categories, focus_areas),
            chosen=chosen,
            **self._head(asked, chosen, page, counts.total),
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
            canonical=self._canonical(asked),
            indexed=bool(counts.total)
            and asked.is_today
            and not asked.narrowed
            and "before" not in self.request.GET,
            today=asked.address(on=None),
            structured=[
                collection_data(
                    self.request,
                    _("Members"),
                    [(member["name"], member["address"]) for member in page.members],
                ),
                member_breadcrumbs(self.request),
            ],
            **kwargs,
        )

    def _canonical(self, asked):
        """Return the path of this page of all members; of filtered ones that of the whole list."""
        after = None if asked.narrowed else self.request.GET.get("after")
        return reverse("members") + (f"?{urlencode({'after': after})}" if after else "")

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
            **page_head(title, describe_list(f"{title}. {number % {'total': total}}", names)),
        }


def _refuse_unknown(asked, at):
    """Raise Http404 for a category or focus area that no member known at ``at`` has."""
    for facet in ("category", "focus"):
        chosen = getattr(asked, facet)
        if chosen and not Member.objects.known(at).filter(**{facet: chosen.pk}).exists():
            raise Http404("no such choice")


def _facet_choices(asked, counts: FacetCounts, categories, focus_areas):
    """Return each facet with the values that a member has, and the chosen one."""
    numbers = counts.of["city"]
    cities = sorted(filter(None, numbers), key=lambda city: (-numbers[city], make_sort_key(city)))[
        :CITIES
    ]
    if asked.city and asked.city not in cities:
        cities.append(asked.city)
    values = {
        "category": [(choice, str(choice.pk), choice.slug, choice.name) for choice in categories],
        "focus": [(choice, str(choice.pk), choice.slug, choice.name) for choice in focus_areas],
        "city": [(city, city, city, city) for city in cities],
        "size": [
            (size, size.value, size.value, str(size.label).capitalize()) for size in SizeClass
        ],
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
                "number": str(counts.of[facet].get(key, 0)),
                "address": every if value == chosen else f"{every}{joint}{quote_plus(in_address)}",
                "current": value == chosen,
                "id": f"{facet}-{number}",
            }
            for number, (value, key, in_address, label) in enumerate(values[facet])
            if key in counts.of[facet] or value == chosen
        ]
        if options:
            yield {
                "name": facet,
                "label": labels[facet],
                "options": options,
                "all": every,
                "chosen": chosen,
            }


def _active_filters(asked):
    """Return the active filters, each with the URL without it."""
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
    """The newest members."""

    template_name = "members/member_newest.html"

    def get_context_data(self, **kwargs):
        members = fetch_newest_members(self.request.moment.at, NEWEST)
        structured = [
            collection_data(
                self.request,
                _("Newest members"),
                [(member.name, member.get_absolute_url()) for member in members],
            ),
            member_breadcrumbs(self.request, (_("Newest members"), reverse("members-new"))),
        ]
        title = _("Newest members")
        return super().get_context_data(
            members=members,
            structured=structured,
            **page_head(title, describe_list(title, [member.name for member in members])),
            **kwargs,
        )
