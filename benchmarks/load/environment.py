"""The database and the settings of a load test, set before anything reads them.

Each scale has a database of its own on the server that DATABASE_URL names. It is left there, so that the next
run need not make the content again.
"""

import os
import secrets
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql

from core.localpg import LOCAL

FOLDER = LOCAL / "bench"
LOG = FOLDER / "servers.log"
# members by number of articles
MEMBERS = {2_000: 500, 20_000: 10_000, 200_000: 10_000}


def _read_scale() -> int:
    text = os.environ.get("SCALE") or "2000"
    for articles in MEMBERS:
        if text == str(articles):
            return articles
    raise SystemExit(f"SCALE={text} is not one of {', '.join(map(str, MEMBERS))}.")


def _create_database(address: str, name: str) -> str:
    """Create the database unless it exists and return its address."""
    with psycopg.connect(address, autocommit=True) as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        if connection.execute(query, [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(address)._replace(path=f"/{name}").geturl()


SCALE = _read_scale()
_media = FOLDER / f"media_{SCALE}"
_media.mkdir(parents=True, exist_ok=True)
os.environ |= {
    "DATABASE_URL": _create_database(os.environ["DATABASE_URL"], f"bench_{SCALE}"),
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DEBUG": "0",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "INSECURE_HTTP": "1",
    "SITE_ADDRESS": "http://localhost",
    "EMAIL_URL": "memory://",
    "MEDIA_ROOT": str(_media),
    "STATIC_ROOT": str(LOCAL / "static"),
    "DJANGO_SETTINGS_MODULE": "cluster_site.command_settings",
}
django.setup()
