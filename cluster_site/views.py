"""The home page, error pages, and what machines ask for."""

import sys

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.db.models import DateTimeField, Func, IntegerField, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.generic import TemplateView

from cluster_site.context import ADMIN
from cluster_site.health import unavailable_response
from cluster_site.models import LeadStory
from core.compiled_queries import compile_once
from core.database_status import is_database_outage, outage
from core.replica import is_reading_from_replica
from core.slugs import filter_addressable
from core.structured import absolute_url, organisation_data, organisation_reference
from desk.trash.records import is_gone_path
from members.counts import count_members
from members.models import BoardSeat, Person
from members.newest import fetch_newest_members
from news.models import Edition, Section

LATEST, NEWEST, LEADS = 6, 4, 4


class HomeView(TemplateView):
    """Lead stories, latest news, newest members and the latest board announcement."""

    template_name = "cluster_site/home.html"

    def get_context_data(self, **kwargs):
        at, language = self.request.moment.at, get_language()
        latest = filter_addressable(_fetch_latest(at=at))
        leads = filter_addressable(_fetch_leads(at=at)) or latest[:1]
        announcements = filter_addressable(_fetch_announcement(at=at))
        announcement = announcements[0] if announcements else None
        on_page = {edition.pk for edition in leads} | {announcement and announcement.pk}
        return super().get_context_data(
            leads=leads,
            latest=[edition for edition in latest if edition.pk not in on_page][:LATEST],
            newest_members=fetch_newest_members(at, NEWEST),
            member_count=count_members(at),
            announcement=announcement,
            members_address=reverse("members"),
            structured=[
                organisation_data(self.request),
                {
                    "@type": "WebSite",
                    "name": self.request.site.name,
                    "url": absolute_url(self.request, reverse("home")),
                    "inLanguage": language,
                    "publisher": organisation_reference(self.request),
                },
            ],
            announced=_announced(announcement, at) if announcement else [],
            **kwargs,
        )


def _news(at):
    return Edition.objects.live(at).news().in_language(get_language(), at=at).for_cards()


@compile_once(at=DateTimeField())
def _fetch_latest(*, at):
    return _news(at).newest_first()[: LATEST + LEADS + 1]


@compile_once(at=DateTimeField())
def _fetch_announcement(*, at):
    return _news(at).filter(section=Section.BOARD).newest_first()[:1]


@compile_once(at=DateTimeField())
def _fetch_leads(*, at):
    """Return the lead stories in their order, each in the page's language if it has a translation.

    The few groups of translations are read once, as an array, so the plan does not grow with the news.
    """
    story = LeadStory.objects.filter(article=OuterRef("article"))
    groups = (
        Edition.objects.live(at)
        .filter(article__in=LeadStory.objects.values("article"))
        .order_by(Subquery(story.values("position")), Subquery(story.values("id")))
        .values("translation_group")
    )
    place = Func(
        ArraySubquery(groups),
        "translation_group",
        function="array_position",
        output_field=IntegerField(),
    )
    leads = _news(at).filter(translation_group__in=groups.order_by())
    return leads.annotate(place=place).order_by("place", "id")


def _announced(announcement, at):
    """Return the seats that an announcement makes public, with the people on them."""
    seats = BoardSeat.objects.known(at).filter(
        announced_in__edition=announcement,
        announced_in__ends=False,
        person__in=Person.objects.public(at),
    )
    seats = seats.select_related("person__portrait").in_order()
    return filter_addressable(seats, lambda seat: seat.person.get_absolute_url())


def bad_request(request, exception):
    """Serve the page for malformed requests, without reading the request."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    status = 413 if too_much else 400
    page = render_to_string("400.html", {"status": status, "too_much": too_much})
    return HttpResponse(page, status=status)


def not_found(request, exception):
    """Return 404, or 410 for the address of a removed public record."""
    gone = not request.path.startswith(ADMIN) and is_gone_path(request.path)
    return error_page(request, 410 if gone else 404)


def forbidden(request, exception):
    """Serve the page for refused requests."""
    return error_page(request, 403)


def error_page(request, status):
    """Return an error page, in the admin's layout for admin URLs."""
    if request.path_info.startswith(ADMIN):
        context = admin.site.each_context(request)
        return admin_page(request, f"admin/{status}.html", context, status=status)
    return render(request, f"{status}.html", status=status)


admin_page = csp_replace(settings.ADMIN_POLICY)(render)


def server_error(request):
    """Serve the page for server errors and a database that is down, without queries."""
    if is_database_outage(sys.exception()):
        if connection.connection is None and not is_reading_from_replica():
            outage.begin()
        return unavailable_response(request)
    try:
        page = render_to_string("500.html", {"request": request})
    except ValueError:  # the address of the stylesheet: the static files are not collected
        page = "The fault is ours, not yours. Try again in a minute."
    return HttpResponse(page, status=500)


def colours_view(request, brand, accent):
    """Serve the site's colours as an immutable stylesheet; its URL contains them."""
    css = f":root, html:root {{ --brand: #{brand}; --accent: #{accent}; }}\n"
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def robots_view(request):
    """Serve ``robots.txt``."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /answer/",
        "Disallow: /nb/answer/",
        "Disallow: /read/",
        f"Sitemap: {absolute_url(request, reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
