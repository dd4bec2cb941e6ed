"""The addresses of a link with one page behind it, which says which record it opened."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import path

from cluster_site.urls import handler404, urlpatterns
from relations.link_pages import ConfirmLinkView, OpenedLinkView
from relations.models import Purpose

__all__ = ["handler404", "urlpatterns"]


class AnswerLinkView(ConfirmLinkView):
    purpose = Purpose.ANSWER


class RecordView(OpenedLinkView):
    purpose = Purpose.ANSWER

    def get(self, request, key):
        return HttpResponse(f"opened: {self.find_link(request, key).record}")


urlpatterns = [
    *i18n_patterns(
        path("answer/<str:token>/", AnswerLinkView.as_view(), name="answer-link"),
        path("answer/form/<int:key>/", RecordView.as_view(), name="answer-opened"),
        prefix_default_language=False,
    ),
    *urlpatterns,
]
