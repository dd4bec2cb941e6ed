"""From PostgreSQL 15 to the newest, as docs/operations.md says: the same pages afterwards."""

from pathlib import Path

import pytest

from core.localpg.programs import find_programs, read_major_version
from tests.cluster_site.page_cache.servers import name_static_files
from tests.postgres_server import own_server

DEBIAN = Path("/usr/lib/postgresql/15/bin")
PAGES = ("/", "/nb/", "/news/", "/members/", "/board/", "/feeds/news.rss", "/search/?q=kelp")
FILL = "from tests.full_site import full_site; full_site(members=3, articles=3)"
SHOW = f"""
from hashlib import sha256
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
for path in {PAGES}:
    page = Client().get(path)
    print(path, page.status_code, sha256(page.content).hexdigest())
"""


@pytest.fixture(scope="module")
def newer():
    """The folder of the newest PostgreSQL's programs."""
    programs = find_programs("postgres", "initdb")
    if not DEBIAN.exists() or read_major_version(programs) == 15:
        pytest.skip("needs PostgreSQL 15 and a newer one")
    return programs


def pages(server, **variables):
    """Return a digest of each page, made by a process that knows no other version of PostgreSQL."""
    return server.manage("shell", "--no-imports", "--command", SHOW, **variables)


@pytest.mark.slow
def test_a_site_of_15_has_the_same_pages_after_a_restore_into_a_newer_server(newer, tmp_path):
    backup, static = tmp_path / "site.tar", tmp_path / "static"
    name_static_files(static)
    of_old = {"MEDIA_ROOT": str(tmp_path / "old"), "STATIC_ROOT": str(static)}
    of_new = {"MEDIA_ROOT": str(tmp_path / "new"), "STATIC_ROOT": str(static)}
    with own_server(DEBIAN) as old:
        old.migrate()
        old.manage("shell", "--no-imports", "--command", FILL, **of_old)
        before = pages(old, **of_old)
        old.manage("backup", str(backup), PG_BIN=str(DEBIAN), **of_old)
        with own_server(newer) as restored:
            restored.manage("restore", str(backup), "--no-erasures", PG_BIN=str(newer), **of_new)
            assert pages(restored, **of_new) == before
    assert before.count(" 200 ") == len(PAGES)
