"""The answers of the API: JSON that any site may fetch."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.http import Http404, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.views.generic import View

from cluster_site.api import records
from cluster_site.api.cursors import InvalidParameter, paginate_by_cursor
from core.slugs import filter_addressable
from core.structured import absolute_url
from members.models import BoardSeat, Member, Person
from members.views.days import parse_requested_day
from news.models import Edition

DESCRIPTION = Path(__file__).with_name("openapi.json")
METHODS = ["GET", "HEAD", "OPTIONS"]


class CrossOriginMixin(View):
    """Allow read access from scripts of any origin."""

    def dispatch(self, request, *args, **kwargs):
        if request.method not in METHODS:
            response = HttpResponseNotAllowed(METHODS)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        return response


class DescriptionView(CrossOriginMixin):
    """The OpenAPI 3.1 description of the API."""

    def get(self, request):
        return HttpResponse(DESCRIPTION.read_bytes(), content_type="application/json")


class ListView(CrossOriginMixin):
    """One page of a list of records on a day, by default today."""

    def get(self, request):
        try:
            day = self._day(request)
            items, cursor = self.page(request, day, request.GET.get("after"))
        except InvalidParameter as error:
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
            return parse_requested_day(request)
        except Http404 as error:
            raise InvalidParameter("on") from error

    @staticmethod
    def _next(request, cursor):
        query = request.GET.copy()
        query["after"] = cursor
        return absolute_url(request, f"{request.path}?{query.urlencode()}")


class MembersView(ListView):
    """Members on the day."""

    def page(self, request, day, after):
        rows = Member.objects.current(day, at=request.moment.at).select_related("category", "logo")
        rows = rows.prefetch_related("focus")
        members, cursor = paginate_by_cursor(rows, {"pk": int}, after)
        addresses = records.RecordUrls(request)
        return [records.member_json(row, addresses) for row in members], cursor


class BoardView(ListView):
    """The board on the day, by role."""

    def page(self, request, day, after):
        at = request.moment.at
        seats = BoardSeat.objects.on(day, at=at).filter(person__in=Person.objects.public(at))
        seats = seats.select_related("person__portrait", "person__affiliation")
        keys = {"role_order": int, "person__sort_key": str, "pk": int}
        page, cursor = paginate_by_cursor(seats, keys, after)
        known = _known({seat.person.affiliation_id for seat in page}, at)
        addresses = records.RecordUrls(request)
        return [records.seat_json(row, known, addresses) for row in page], cursor


class NewsView(ListView):
    """News live at the end of the day, newest first."""

    def page(self, request, day, after):
        at = request.moment.at
        language = request.GET.get("language") or records.LANGUAGES[0]
        if language not in records.LANGUAGES:
            raise InvalidParameter("language")
        rows = Edition.objects.live(at).news().in_language(language, at=at)
        if day < request.moment.day:
            rows = rows.filter(first_published__lt=_midnight_after(day))
        rows = rows.select_related("hero").prefetch_related(
            "editiontags__tag__merged_into", "editionmembers__member__merged_into"
        )
        keys = {"first_published": datetime, "article_id": int}
        editions, cursor = paginate_by_cursor(rows, keys, after, newest_first=True)
        editions = filter_addressable(editions)
        named = {
            records.resolve_alias(reference.member).pk
            for row in editions
            for reference in row.editionmembers.all()
        }
        known, addresses = _known(named, at), records.RecordUrls(request)
        return [records.edition_json(row, known, addresses) for row in editions], cursor


def _known(ids, at) -> set[int]:
    return set(Member.objects.known(at).filter(pk__in=ids).values_list("pk", flat=True))


def _midnight_after(day) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
