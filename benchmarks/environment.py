"""The settings of a benchmark, set before anything reads them; its pictures are gone after it."""

import os
import secrets
import tempfile

_media = tempfile.TemporaryDirectory(prefix="cluster-bench-")
os.environ |= {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "testserver,localhost",
    "INSECURE_HTTP": "1",
    "DATABASE_POOL_SIZE": "0",
    "DJANGO_SETTINGS_MODULE": "cluster_site.settings",
    "MEDIA_ROOT": _media.name,
}
