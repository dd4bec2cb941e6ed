"""The worst day: the machine is gone, and what BACKUP_COPY_COMMAND brought to another one is all there is."""

import shutil
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cluster_site.backup import nightly
from cluster_site.backup.archive import verify_backup
from cluster_site.backup.nightly import make_nightly_backup
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.tasks import scheduled_tasks
from desk.tasks.scheduled_tasks import ScheduledTask
from members.models import Person
from tests.cluster_site.page_cache.servers import name_static_files
from tests.cluster_site.test_backup import connected_to, empty_database, pages_of
from tests.cluster_site.test_postgres_upgrade import FILL, PAGES, pages
from tests.factories import PersonFactory
from tests.full_site import full_site
from tests.postgres_server import own_server

pytestmark = pytest.mark.slow
# the state of a release before the last migration of the desk
OLDER = ("desk", "0010_text_index")


def run_due(monkeypatch):
    monkeypatch.setattr(nightly, "localtime", lambda: datetime(2026, 11, 30, 5, tzinfo=UTC))
    monkeypatch.setattr(scheduled_tasks, "_tasks", [ScheduledTask("backups", make_nightly_backup)])
    call_command("run_due", stdout=StringIO())


def test_the_copy_of_the_nightly_backup_brings_all_back_but_who_was_erased_since(
    transactional_db, tmp_path, settings, monkeypatch
):
    here, elsewhere = tmp_path / "machine", tmp_path / "else where"
    elsewhere.mkdir()
    settings.MEDIA_ROOT, settings.BACKUP_DIR = str(here / "media"), str(here / "backups")
    settings.ERASURE_LOG = str(here / "backups/erasures.jsonl")
    settings.BACKUP_COPY_COMMAND = ["cp", "-t", str(elsewhere)]
    site = full_site(members=3, articles=2)
    guest = PersonFactory(name="Guest To Erase")
    before = pages_of(site)
    run_due(monkeypatch)
    erase_person(DataSubject([guest]), by=None)
    run_due(monkeypatch)  # the log has grown
    shutil.rmtree(here)
    copy = elsewhere / "site-2026-11-30.tar"
    settings.ERASURE_LOG = str(elsewhere / "erasures.jsonl")
    with empty_database() as name, connected_to(name):
        call_command("restore", copy, verbosity=0)
        assert pages_of(site) == before
        assert not Person.objects.filter(name=guest.name).exists()


def test_a_copy_that_fails_ends_run_due_with_an_error(
    transactional_db, tmp_path, settings, monkeypatch
):
    settings.MEDIA_ROOT, settings.BACKUP_DIR = str(tmp_path / "media"), str(tmp_path / "backups")
    settings.ERASURE_LOG = str(tmp_path / "backups/erasures.jsonl")
    settings.BACKUP_COPY_COMMAND = ["cp", "-t", str(tmp_path / "not mounted")]
    with pytest.raises(CommandError, match="failed: backups"):
        run_due(monkeypatch)


def test_a_backup_made_by_an_older_release_is_restored_and_migrated(tmp_path):
    backup, static = tmp_path / "site.tar", tmp_path / "static"
    name_static_files(static)
    then = {"MEDIA_ROOT": str(tmp_path / "then"), "STATIC_ROOT": str(static)}
    now = {"MEDIA_ROOT": str(tmp_path / "now"), "STATIC_ROOT": str(static)}
    with own_server() as server:
        server.migrate()
        server.manage("shell", "--no-imports", "--command", FILL, **then)
        before = pages(server, **then)
        server.manage("migrate", *OLDER, "--skip-checks", "--verbosity=0")
        server.manage("backup", str(backup), **then)
        with server.database() as database:
            database.execute("CREATE DATABASE restored")
        now["DATABASE_URL"] = server.url.removesuffix("/cluster") + "/restored"
        server.manage("restore", str(backup), "--no-erasures", **now)
        assert pages(server, **now) == before
        assert "[ ]" not in server.manage("showmigrations", "--plan", **now)
    migrations = verify_backup(backup).migrations
    assert ".".join(OLDER) in migrations
    assert not [name for name in migrations if name > ".".join(OLDER) and "desk." in name]
    assert before.count(" 200 ") == len(PAGES)
