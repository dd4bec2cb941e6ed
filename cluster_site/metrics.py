"""Prometheus metrics at /metrics, for whoever has METRICS_TOKEN."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare
from django_prometheus.exports import ExportToDjangoView

PATH = "/metrics"


class MetricsMiddleware:
    """Answer /metrics before host and TLS are checked, as Prometheus asks at the server's own port."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info != PATH:
            return self.get_response(request)
        given = request.headers.get("Authorization", "")
        if constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
            response = ExportToDjangoView(request)
        else:
            response = HttpResponse("METRICS_TOKEN is needed.\n", status=401)
            response.headers["WWW-Authenticate"] = "Bearer"
        add_never_cache_headers(response)
        return response
