"""From PostgreSQL 15 to the newest, as docs/operations.md says: the same pages afterwards."""

from pathlib import Path

import pytest
from django.test import Client

from core.localpg.programs import find_programs, read_major_version
from tests.full_site import full_site
from tests.postgres_server import django_on, own_server

DEBIAN = Path("/usr/lib/postgresql/15/bin")
PAGES = ("/", "/nb/", "/news/", "/members/", "/board/", "/feeds/news.rss", "/search/?q=kelp")


@pytest.fixture(scope="module")
def newer():
    """The folder of the newest PostgreSQL's programs."""
    programs = find_programs("postgres", "initdb")
    if not DEBIAN.exists() or read_major_version(programs) == 15:
        pytest.skip("needs PostgreSQL 15 and a newer one")
    return programs


def pages():
    return {path: Client().get(path).content for path in PAGES}


@pytest.mark.slow
def test_a_site_of_15_has_the_same_pages_after_a_restore_into_a_newer_server(
    newer, tmp_path, django_db_blocker
):
    backup = tmp_path / "site.tar"
    with django_db_blocker.unblock(), own_server(DEBIAN) as old:
        old.migrate()
        with django_on(old):
            full_site(members=3, articles=3)
            before = pages()
        old.manage("backup", str(backup), PG_BIN=str(DEBIAN))
        with own_server(newer) as restored:
            variables = {"PG_BIN": str(newer), "MEDIA_ROOT": str(tmp_path / "media")}
            restored.manage("restore", str(backup), "--no-erasures", **variables)
            with django_on(restored):
                assert pages() == before
