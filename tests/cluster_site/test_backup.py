"""Backups: one instant of database and media, verified before anything is touched, restored byte for byte."""

import errno
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from cluster_site.backup import writing
from cluster_site.backup.archive import verify_backup
from cluster_site.backup.manifest import BackupError
from cluster_site.backup.restoring import restore_backup
from cluster_site.backup.writing import write_backup
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from images.models import Image
from members.models import Person
from news.models import Tag
from tests.databases import PROJECT
from tests.factories import PersonFactory, TagFactory
from tests.full_site import full_site

RESTORED = "test_restored"


@contextmanager
def empty_database():
    """An empty database beside the one of the test; yields its name."""
    name = f"{RESTORED}_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield name
    finally:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def connected_to(name):
    """Let Django use another database of the same server."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def pages_of(site):
    paths = [
        *("/", "/nb/", "/news/", "/members/", "/board/", "/press/", "/feeds/news.rss"),
        *(f"/news/{site.article.slug}/", f"/members/{site.member.slug}/"),
        f"/people/{site.person.slug}/",
        *(
            f"/media/{name}"
            for name in Image.objects.order_by("pk").values_list("file", flat=True)[:3]
        ),
    ]
    answers = {path: Client().get(path) for path in paths}
    return {path: (answer.status_code, answer.getvalue()) for path, answer in answers.items()}


@pytest.mark.slow
def test_a_site_backed_up_during_writes_and_restored_has_the_same_pages(
    transactional_db, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path / "media"
    site = full_site(members=4, articles=3)
    guest = PersonFactory(name="Guest To Erase")
    before, stop = pages_of(site), threading.Event()

    def write():
        while not stop.is_set():
            TagFactory()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        committed = set(Tag.objects.values_list("pk", flat=True))
        call_command("backup", tmp_path / "site.tar", verbosity=0)
    finally:
        stop.set()
        writer.join()
    erase_person(DataSubject([guest]), by=None)
    settings.MEDIA_ROOT = tmp_path / "media again"
    with empty_database() as name, connected_to(name):
        call_command("restore", tmp_path / "site.tar", verbosity=0)
        assert committed <= set(Tag.objects.values_list("pk", flat=True))
        assert pages_of(site) == before
        assert not Person.objects.filter(name=guest.name).exists()
        connection.close()
        with pytest.raises(CommandError, match=r"The database has .* tables"):
            call_command("restore", tmp_path / "site.tar")


@pytest.fixture
def backup(db, tmp_path, settings, monkeypatch):
    """A backup of a test's database, dumped without its uncommitted rows."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media/originals").mkdir(parents=True)
    (tmp_path / "media/originals/one.png").write_bytes(b"one")
    (tmp_path / "media/originals/half.part").write_bytes(b"ha")
    monkeypatch.setattr(writing, "_dump", lambda target: target.write_bytes(b"dump") and FACTS)
    write_backup(tmp_path / "site.tar")
    return tmp_path / "site.tar"


def test_a_restore_without_the_erasure_log_is_refused_before_anything_is_touched(
    backup, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path / "empty"
    with pytest.raises(CommandError, match=r"erasures.* can’t be read.*--no-erasures"):
        call_command("restore", backup)
    assert not (tmp_path / "empty").exists()


FACTS = ("2026-11-30T10:00:00+00:00", {"news_tag": 1}, ["news.0001_initial"])


def test_it_has_the_dump_and_every_whole_file_and_only_its_owner_reads_it(backup):
    manifest = verify_backup(backup)
    assert sorted(manifest.files) == ["database.dump", "media/originals/one.png"]
    assert backup.stat().st_mode & 0o777 == 0o600


def rewritten(backup, change, name="manifest.json"):
    """Write the backup again with one of its files changed."""
    with tarfile.open(backup) as archive:
        entries = [(entry, archive.extractfile(entry).read()) for entry in archive]
    with tarfile.open(backup, "w") as archive:
        for entry, content in entries:
            if entry.name == name:
                content = change(content)
                entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


def without_hash(**values):
    """Return a change of the manifest as somebody would make it who means harm, or an early release."""

    def change(content):
        manifest = json.loads(content)
        del manifest["sha256"]
        return json.dumps(manifest | values).encode()

    return change


def renamed(backup, name):
    with tarfile.open(backup) as archive:
        entries = [(entry, archive.extractfile(entry).read()) for entry in archive]
    entries[1][0].name = name
    with tarfile.open(backup, "w") as archive:
        for entry, content in entries:
            archive.addfile(entry, io.BytesIO(content))


def link(backup):
    with tarfile.open(backup, "a") as archive:
        entry = tarfile.TarInfo("media/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)


DAMAGE = {
    "cut in a file": (lambda b: os.truncate(b, 700), "damaged or cut short|no manifest"),
    "cut before the manifest": (lambda b: os.truncate(b, 2048), "no manifest"),
    "empty": (lambda b: os.truncate(b, 0), "damaged or cut short"),
    "another kind of file": (lambda b: b.write_bytes(b"GIF89a" * 300), "damaged or cut short"),
    "another byte": (
        lambda b: rewritten(b, lambda _: b"two", "media/originals/one.png"),
        "one.png",
    ),
    "no JSON": (lambda b: rewritten(b, lambda _: b"{"), "manifest of the backup is damaged"),
    "a list": (lambda b: rewritten(b, lambda _: b"[]"), "manifest of the backup is damaged"),
    "nested too deep": (
        lambda b: rewritten(b, lambda _: b"[" * 200_000),
        "manifest of the backup is damaged",
    ),
    "another number of rows": (
        lambda b: rewritten(b, lambda text: text.replace(b'"news_tag": 1', b'"news_tag": 7')),
        "manifest of the backup is damaged",
    ),
    "no migrations": (
        lambda b: rewritten(b, without_hash(migrations=None)),
        "manifest of the backup is damaged",
    ),
    "rows of no table": (
        lambda b: rewritten(b, without_hash(rows={"news_tag": "1"})),
        "manifest of the backup is damaged",
    ),
    "another key": (
        lambda b: rewritten(b, lambda text: text.replace(b'"rows"', b'"lines"')),
        "manifest of the backup is damaged",
    ),
    "newer format": (
        lambda b: rewritten(b, lambda text: text.replace(b'"format": 1', b'"format": 2')),
        "newer release",
    ),
    "newer migration": (
        lambda b: rewritten(b, without_hash(migrations=["news.9999_later"])),
        "newer release .*news.9999_later",
    ),
    "out of the folder": (
        lambda b: renamed(b, "media/../../one.png"),
        "an entry that no backup has",
    ),
    "absolute": (lambda b: renamed(b, "/etc/one.png"), "an entry that no backup has"),
    "a link": (link, "an entry that no backup has: 'media/link'"),
    "age": (lambda b: b.write_bytes(b"age-encryption.org/v1\n-> X25519"), "age --decrypt"),
    "GnuPG": (lambda b: b.write_bytes(b"\x85\x01\x0c\x03"), "gpg --decrypt"),
    "a folder": (lambda b: b.unlink() or b.mkdir(), "can't be read: Is a directory"),
    "gone": (lambda b: b.unlink(), "There is no backup at"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_what_is_no_whole_backup_of_this_release_is_refused_before_anything_is_touched(
    case, backup, tmp_path, settings
):
    damage, message = DAMAGE[case]
    damage(backup)
    settings.MEDIA_ROOT = tmp_path / "empty"
    with pytest.raises(BackupError, match=message):
        restore_backup(backup, erasures=False)
    assert not (tmp_path / "empty").exists()


def test_media_that_are_not_of_the_backup_are_not_overwritten(backup, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda cursor: [])
    with pytest.raises(
        BackupError, match=r"files that are not of this backup, such as originals/half.part"
    ):
        restore_backup(backup, erasures=False)


def test_a_backup_replaces_no_file(backup):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", backup)


def test_a_full_disk_leaves_nothing_half_written(backup, tmp_path, monkeypatch):
    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "add_manifest", fail)
    with pytest.raises(BackupError, match="the disk is full"):
        write_backup(tmp_path / "again.tar")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "site.tar"]


def test_a_file_with_two_names_is_backed_up_twice(backup, tmp_path):
    os.link(tmp_path / "media/originals/one.png", tmp_path / "media/originals/two.png")
    write_backup(tmp_path / "again.tar")
    files = verify_backup(tmp_path / "again.tar").files
    assert files["media/originals/one.png"] == files["media/originals/two.png"]


def test_the_unfinished_file_of_another_backup_stays(backup, tmp_path):
    (tmp_path / "again.tar.part").write_bytes(b"of the other")
    with pytest.raises(BackupError, match="another backup is being written"):
        write_backup(tmp_path / "again.tar")
    assert (tmp_path / "again.tar.part").read_bytes() == b"of the other"


def test_a_recipient_that_cannot_be_encrypted_for_leaves_no_plain_backup(backup, tmp_path):
    with pytest.raises(BackupError, match=r"is not installed|does not encrypt"):
        write_backup(tmp_path / "again.tar", "nobody@example.org")
    assert not list(tmp_path.glob("again*"))


def run(command, *arguments, database, media):
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    subprocess.run(
        [sys.executable, "manage.py", command, *map(str, arguments), "--verbosity=0"],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(media)},
        check=True,
    )


@pytest.mark.slow
def test_the_rehearsal_with_2000_articles(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("make_content", articles=2000, members=500, verbosity=0)
    used = connection.settings_dict["NAME"]
    paths = [
        "/",
        "/news/",
        "/news/?page=50",
        "/members/",
        "/members/new/",
        "/board/",
        "/sitemap.xml",
    ]
    before = {path: Client().get(path).getvalue() for path in paths}
    run("backup", tmp_path / "site.tar", database=used, media=settings.MEDIA_ROOT)
    again = Path(tmp_path, "again")
    with empty_database() as name:
        run("restore", tmp_path / "site.tar", database=name, media=again)
        settings.MEDIA_ROOT = again
        with connected_to(name):
            assert {path: Client().get(path).getvalue() for path in paths} == before


def test_a_manifest_of_an_early_release_has_no_hash(backup):
    before = verify_backup(backup)
    rewritten(backup, without_hash())
    assert verify_backup(backup) == before
