"""The membership in numbers, as a page and as a file."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.attachments import attachment_header
from core.page_head import page_head
from core.structured import absolute_url, organisation_reference
from members import charts
from members.statistics import compute_statistics, first_membership_day
from members.statistics_files import FORMATS
from members.views.days import parse_requested_day
from members.views.directory import member_breadcrumbs

_DESCRIPTION = gettext_lazy("Members by category and size class, and who joined and left by year.")


def _compute_requested_statistics(request):
    return compute_statistics(parse_requested_day(request), at=request.moment.at)


class StatisticsView(TemplateView):
    """Statistics of members on a day: by category and size, and changes by year."""

    template_name = "members/statistics.html"

    def get_context_data(self, **kwargs):
        moment = self.request.moment
        statistics = _compute_requested_statistics(self.request)
        on = "" if statistics.day == moment.day else f"?on={statistics.day.isoformat()}"
        files = [
            {
                "name": form.name,
                "type": form.content_type.partition(";")[0],
                "address": reverse("members-statistics-file", args=[ending]) + on,
            }
            for ending, form in FORMATS.items()
        ]
        is_today = statistics.day == moment.day
        title = _("Members in numbers")
        if not is_today:
            title = _("Members in numbers on %(day)s") % {"day": date_format(statistics.day)}
        context = {
            "statistics": statistics,
            "is_today": is_today,
            **page_head(title, f"{title}. {_DESCRIPTION}"),
            "on": on,
            "files": files,
            "structured": [
                self._structured(statistics, files),
                member_breadcrumbs(
                    self.request, (_("Members in numbers"), reverse("members-statistics"))
                ),
            ],
        }
        if statistics.years:
            context |= {
                "axis": charts.label_years(statistics.years),
                "line": charts.draw_line_chart(statistics.years),
                "columns": charts.draw_column_chart(statistics.years),
                "categories": charts.draw_bar_chart(statistics.categories),
                "sizes": charts.draw_bar_chart(statistics.sizes),
            }
        else:
            context["first_day"] = first_membership_day(moment.at)
        return super().get_context_data(**context, **kwargs)

    def _structured(self, statistics, files):
        return {
            "@type": "Dataset",
            "name": _("Members in numbers"),
            "description": _DESCRIPTION,
            "url": absolute_url(self.request, reverse("members-statistics")),
            "inLanguage": get_language(),
            "creator": organisation_reference(self.request),
            "temporalCoverage": statistics.day.isoformat(),
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": file["type"],
                    "contentUrl": absolute_url(self.request, file["address"]),
                }
                for file in files
            ],
        }


def statistics_file_view(request, ending):
    """Download the tables of the page as CSV or XLSX."""
    statistics, form = _compute_requested_statistics(request), FORMATS[ending]
    response = HttpResponse(form.write(statistics), content_type=form.content_type)
    name = f"{_('members')}-{statistics.day.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = attachment_header(name)
    return response
