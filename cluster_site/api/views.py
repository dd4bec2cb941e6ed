"""The answers of the API: JSON that any site may fetch."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.views.generic import View

from cluster_site.api import records
from cluster_site.api.cursors import BadValue, page_of
from core.slugs import addressable
from core.structured import whole
from members.models import BoardSeat, Member, Person
from members.views.days import day_asked_for
from news.models import Edition

DESCRIPTION = Path(__file__).with_name("openapi.json")
METHODS = ["GET", "HEAD", "OPTIONS"]


class OpenToAll(View):
    """Readable by scripts of any site, which can do nothing but read."""

    def dispatch(self, request, *args, **kwargs):
        if request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        return response


class DescriptionView(OpenToAll):
    """What there is to ask for and what is answered, as OpenAPI 3.1."""

    def get(self, request):
        return HttpResponse(DESCRIPTION.read_bytes(), content_type="application/json")


class ListView(OpenToAll):
    """One page of a list of records, as of a day up to today."""

    def get(self, request):
        try:
            day = self._day(request)
            items, cursor = self.page(request, day, request.GET.get("after"))
        except BadValue as error:
            refusal = {"error": f"The value of “{error}” is not one that can be asked for."}
            return JsonResponse(refusal, status=400)
        return JsonResponse(
            {
                "on": day.isoformat(),
                "items": items,
                "next": self._next(request, cursor) if cursor else None,
            }
        )

    @staticmethod
    def _day(request) -> date:
        try:
            return day_asked_for(request)
        except Http404 as error:
            raise BadValue("on") from error

    @staticmethod
    def _next(request, cursor):
        query = request.GET.copy()
        query["after"] = cursor
        return whole(request, f"{request.path}?{query.urlencode()}")


class MembersView(ListView):
    """Who was a member on the day."""

    def page(self, request, day, after):
        rows = Member.objects.current(day, at=request.moment.at).select_related("category", "logo")
        rows = rows.prefetch_related("focus")
        found, cursor = page_of(rows, {"pk": int}, after)
        addresses = records.Addresses(request)
        return [records.member(row, addresses) for row in found], cursor


class BoardView(ListView):
    """Who sat on the board on the day, in the order in which a board is read out."""

    def page(self, request, day, after):
        at = request.moment.at
        seats = BoardSeat.objects.on(day, at=at).filter(person__in=Person.objects.public(at))
        seats = seats.select_related("person__portrait", "person__affiliation")
        keys = {"role_order": int, "person__sort_key": str, "pk": int}
        found, cursor = page_of(seats, keys, after)
        known = _known({seat.person.affiliation_id for seat in found}, at)
        addresses = records.Addresses(request)
        return [records.seat(row, known, addresses) for row in found], cursor


class NewsView(ListView):
    """What had been published by the end of the day and still stands, the newest first."""

    def page(self, request, day, after):
        at = request.moment.at
        language = request.GET.get("language") or records.LANGUAGES[0]
        if language not in records.LANGUAGES:
            raise BadValue("language")
        rows = Edition.objects.live(at).news().in_language(language, at=at)
        if day < request.moment.day:
            rows = rows.filter(first_published__lt=_midnight_after(day))
        rows = rows.select_related("hero").prefetch_related(
            "editiontags__tag__merged_into", "editionmembers__member__merged_into"
        )
        keys = {"first_published": datetime, "article_id": int}
        found, cursor = page_of(rows, keys, after, newest_first=True)
        found = addressable(found)
        named = {
            records.itself(each.member).pk for row in found for each in row.editionmembers.all()
        }
        known, addresses = _known(named, at), records.Addresses(request)
        return [records.edition(row, known, addresses) for row in found], cursor


def _known(ids, at) -> set[int]:
    return set(Member.objects.known(at).filter(pk__in=ids).values_list("pk", flat=True))


def _midnight_after(day) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
