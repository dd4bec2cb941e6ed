"""The settings of a benchmark, set before anything reads them; its pictures are gone after it."""

import contextlib
import gc
import os
import secrets
import tempfile

import django

_media = tempfile.TemporaryDirectory(prefix="cluster-bench-")
os.environ |= {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "testserver,localhost",
    "INSECURE_HTTP": "1",
    "DJANGO_SETTINGS_MODULE": "cluster_site.command_settings",
    "MEDIA_ROOT": _media.name,
}
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)


@contextlib.contextmanager
def scratch_database():
    """Provide an empty database with all tables, and drop it afterwards."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db("cluster", verbosity=0)


def collect_as_served() -> None:
    """Tune the collector as cluster_site/wsgi.py does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
