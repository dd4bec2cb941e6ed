"""Whether the site is alive and ready, and what is answered while its database is away."""

import tempfile

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from core.database_status import outage
from desk.privacy.erasure_log import ErasureLogError, pending_erasures

API = "/api/"
RETRY_AFTER = "5"  # seconds


class HealthMiddleware:
    """Answer ``/healthz`` and ``/readyz`` before host, TLS and database are checked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/healthz":
            return _plain("ok", 200)
        if request.path_info == "/readyz":
            missing = find_missing_service()
            return _plain(missing or "ok", 503 if missing else 200)
        return self.get_response(request)


def find_missing_service() -> str:
    """Return why the site can't serve pages; empty if it can."""
    return (
        find_missing_migrations()
        or find_missing_static_files()
        or _missing_media()
        or _missing_erasures()
    )


def find_missing_migrations() -> str:
    """Return that the database is away or behind the code, or an empty text."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "the database does not answer"
    return "migrations are not applied" if waiting else ""


def find_missing_static_files() -> str:
    """Return that the static files of this release are not there, or an empty text."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return ""  # served from where they lie
    stored = staticfiles_storage.hashed_files.get("site.css")
    if stored is None or not staticfiles_storage.exists(stored):
        return "the static files are not collected"
    return ""


def _missing_media() -> str:
    try:
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT):
            return ""
    except OSError:
        return "MEDIA_ROOT is not a folder that can be written to"


def _missing_erasures() -> str:
    try:
        pending = pending_erasures()
    except ErasureLogError:  # with the path, which is nobody else's business
        return "the erasure log can't be read: manage.py doctor says why"
    return (
        "erasures after the backup are not repeated: manage.py replay_erasures" if pending else ""
    )


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{text}\n", content_type="text/plain", status=status)
    add_never_cache_headers(response)
    return response


class OutageMiddleware:
    """Answer 503 at once while the database is known to be down."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if outage.should_refuse():
            return unavailable_response(request)
        if outage.lasts:  # this request looks whether the database is back
            try:
                connection.ensure_connection()
            except Error:
                outage.begin()
                return unavailable_response(request)
            outage.end()
        return self.get_response(request)


def unavailable_response(request) -> HttpResponse:
    """Return the 503 page, which makes no queries."""
    if request.path_info.startswith(API):
        response = JsonResponse({"error": "The database does not answer. Try again."}, status=503)
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response = HttpResponse(render_to_string("503.html", {"request": request}), status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    add_never_cache_headers(response)
    return response
