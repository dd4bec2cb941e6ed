"""Page views in the admin: the articles by number of views, and each article by day."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.parsing import parse_whole_number
from desk.import_export.export import csv_response
from desk.records.view_only import ViewOnlyAdmin
from news.models import Article, Reading
from news.public.page_views import articles_by_page_views, page_views_by_day

DAYS = 30
_YEAR = 365
_PAGE = 50
_AT_ONCE = 500  # articles in memory while a file is written
# size of the chart, in its own units
_WIDTH, _HEIGHT, _GAP = 720, 160, 4


@admin.register(Reading)
class ReadingAdmin(ViewOnlyAdmin):
    """Statistics of page views; ``?article=12`` shows one article by day, ``?format=csv`` downloads them."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        asked, today = request.GET.get("article", ""), request.moment.day
        article = None
        if asked:
            article = get_object_or_404(Article, pk=parse_whole_number(asked))
        if request.GET.get("format") == "csv":
            rows = _days_as_rows(article, today) if article else _articles_as_rows(today)
            return csv_response("reading-figures.csv", rows)
        days = page_views_by_day(today, DAYS, article and article.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "subtitle": article and article.title,
            "article": article,
            "days": days[::-1],
            "total": sum(day.times for day in days),
            "chart": _chart(days),
        }
        if article is None:
            pages = Paginator(articles_by_page_views(today), _PAGE)
            context["page"] = pages.get_page(request.GET.get("p"))
        return TemplateResponse(request, "news/admin/readings.html", context)


def _chart(days) -> dict:
    """Return the bars of an SVG chart and the number that gives the scale."""
    most = max(day.times for day in days)
    step = _WIDTH / len(days)
    bars = [
        {
            "x": round(number * step + _GAP / 2, 2),
            "y": round(_HEIGHT - _HEIGHT * day.times / (most or 1), 2),
            "height": round(_HEIGHT * day.times / (most or 1), 2),
            "day": day,
        }
        for number, day in enumerate(days)
    ]
    width = round(step - _GAP, 2)
    return {"bars": bars, "width": width, "most": most, "first": days[0], "last": days[-1]}


def _days_as_rows(article, today):
    yield [_("day"), _("times opened")]
    for day in page_views_by_day(today, _YEAR, article.pk):
        yield [day.day.isoformat(), day.times]


def _articles_as_rows(today):
    yield [_("article"), _("language"), _("7 days"), _("30 days"), _("ever"), _("counted since")]
    for article in articles_by_page_views(today).iterator(chunk_size=_AT_ONCE):
        numbers = [article.week, article.month, article.ever, article.since.isoformat()]
        yield [article.title, article.language, *numbers]
