"""Fetch every public page and write status, type, address it leads to, and body of each into a file.

Without a list of addresses, follow the links of the sitemap's pages; with one (a file of this module
from another commit), ask for the same addresses again.
"""

from . import environment  # noqa: F401, I001  before models are imported

import json
import re
import sys
from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit
from zipfile import ZipFile

from django.apps import apps
from django.test import Client
from django.utils import timezone

SITE = "http://testserver"
BEGINNINGS = [
    *("/", "/nb/", "/sitemap.xml", "/robots.txt", "/feeds/news.rss", "/nb/feeds/news.rss"),
    *("/api/members.json", "/api/board.json", "/api/news.json", "/search/?q=kelp", "/nb/press/"),
]
NOWHERE = ["/nowhere/", "/news/nowhere/", "/members/nowhere/", "/people/nowhere/", "/?page=x"]
LINKS = re.compile(rb'(?:href|action)="([^"]+)"|<loc>([^<]+)</loc>')
# Signed tokens, which are new in each response and say nothing of the page.
TOKEN = re.compile(rb'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]+')
OF_STAFF = ["/", "/nb/", "/news/", "/nb/news/", "/members/", "/board/", "/members/statistics/"]


def main(written: Path, addresses: Path | None = None) -> None:
    known = json.loads(addresses.read_text()) if addresses else None
    visitor = Client()
    visitor_pages = fetch(visitor, known["visitor"], follow=False) if known else crawl(visitor)
    staff = Client()
    staff.force_login(apps.get_model("accounts.User").objects.get(email="admin@example.org"))
    staff_addresses = known["staff"] if known else list(moments())
    pages = {"visitor": visitor_pages, "staff": fetch(staff, staff_addresses, follow=False)}
    written.write_text(json.dumps(pages))
    counts = Counter(page[0] for fetched in pages.values() for page in fetched.values())
    print("Answers:", ", ".join(f"{count} of {status}" for status, count in sorted(counts.items())))


def crawl(client: Client) -> dict[str, tuple]:
    editions = apps.get_model("news.Edition").objects.all()  # those that are gone or moved too
    public = [edition.get_absolute_url() for edition in editions]
    return fetch(client, [*BEGINNINGS, *NOWHERE, *public], follow=True)


def moments():
    """Return pages as staff see them at other moments: tomorrow, in a week, and a year ago."""
    today = timezone.localtime()
    for days in (1, 7, -365):
        at = today + timedelta(days=days)
        yield from (f"{page}?at={at:%Y-%m-%dT%H:%M}" for page in OF_STAFF)


def fetch(client: Client, addresses, *, follow: bool) -> dict[str, tuple]:
    pages, waiting = {}, list(addresses)
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        location, kind = response.get("Location"), response.get("Content-Type")
        pages[address] = response.status_code, kind, location, comparable(body)
        if follow:
            waiting += [link for link in links(address, body) if link not in pages]
    return pages


def comparable(body: bytes) -> str:
    """Return ``body`` as a letter for each byte, without what differs each time it is asked for."""
    if body.startswith(b"PK"):  # a workbook is dated, in the archive and in a file of its own
        with ZipFile(BytesIO(body)) as archive:
            names = sorted(set(archive.namelist()) - {"docProps/core.xml"})
            body = b"\n".join(name.encode() + archive.read(name) for name in names)
    return TOKEN.sub(rb"\1", body).decode("latin-1")


def links(address: str, body: bytes):
    """Return the URLs of this site's pages in ``body``, with at most one name in their query."""
    for matched in LINKS.findall(body):
        text = (matched[0] or matched[1]).decode().replace("&amp;", "&")
        link = urldefrag(urljoin(f"{SITE}{address}", text))[0]
        if not link.startswith(f"{SITE}/"):
            continue
        path = link.removeprefix(SITE)
        pictures_or_desk = path.startswith(("/media/", "/static/", "/admin/"))
        if not pictures_or_desk and len(parse_qs(urlsplit(path).query)) < 2:
            yield path


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
