"""Uploads in an S3-compatible bucket: stored, sent, cleared, backed up and restored as those on a disk."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from moto import mock_aws

from cluster_site.backup import restoring, writing
from cluster_site.backup.manifest import BackupError
from cluster_site.backup.restoring import restore_backup
from cluster_site.backup.writing import write_backup
from cluster_site.doctor.checks import check_media
from core.moment import read_database_clock
from desk.files import orphaned
from desk.files.orphaned import delete_orphaned_files
from images.models import Image
from images.renditions import rendition_folder
from tests.factories import inspected, picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PDF = b"%PDF-1.4 kelp"
REPORT = "files/0123456789abcdef/report.pdf"


@pytest.fixture(autouse=True)
def bucket(settings, tmp_path):
    options = {
        "bucket_name": "kelp",
        "region_name": "eu-north-1",
        "access_key": "key",
        "secret_key": "secret",
    }
    with mock_aws():
        settings.STORAGES = {
            **django_settings.STORAGES,
            "default": {"BACKEND": "core.bucket.BucketStorage", "OPTIONS": options},
        }
        settings.MEDIA_ROOT = str(tmp_path / "media")
        (tmp_path / "media").mkdir()
        default_storage.bucket.create(
            CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
        )
        yield default_storage.bucket


def names(bucket):
    return sorted(stored.key for stored in bucket.objects.all())


def library_picture():
    image = Image(key="kelp", alt_en="Kelp", alt_nb="Tare")
    upload = inspected(picture_bytes())
    image.take(upload)
    image.save()
    return image, upload


def test_a_picture_is_in_the_bucket_and_its_sizes_are_on_the_disk(bucket, client, tmp_path):
    image, upload = library_picture()
    assert names(bucket) == [image.file.name]
    assert not upload.file.closed  # a form that comes back reads it again
    response = client.get(image.renditions()[0].url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert rendition_folder(image.public_id).is_dir()
    assert not (tmp_path / "media/originals").exists()


def test_the_same_name_twice_keeps_both(bucket):
    first, second = (default_storage.save(REPORT, ContentFile(PDF)) for _ in range(2))
    assert (first == REPORT, second == REPORT, len(names(bucket))) == (True, False, 2)


def test_a_download_is_sent_by_the_site_and_nothing_beside_it(bucket, client):
    default_storage.save(REPORT, ContentFile(PDF))
    default_storage.save("originals/ab/secret.png", ContentFile(b"png"))
    address = default_storage.url(REPORT)
    assert address == f"/media/{REPORT}"
    response = client.get(address)
    assert (response.getvalue(), response["Content-Type"]) == (PDF, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    for path in ("../originals/ab/secret.png", "x//report.pdf", "none/report.pdf", "a%00b.pdf"):
        assert client.get(f"/media/files/{path}").status_code == 404
    assert client.get("/media/originals/ab/secret.png").status_code == 404


def test_what_no_row_names_is_deleted_after_a_day(bucket, monkeypatch):
    image, _upload = library_picture()
    default_storage.save(REPORT, ContentFile(PDF))
    delete_orphaned_files(dry_run=False, say=print)
    assert names(bucket) == sorted([image.file.name, REPORT])
    tomorrow = read_database_clock() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(orphaned, "read_database_clock", lambda: tomorrow)
    delete_orphaned_files(dry_run=True, say=print)
    assert names(bucket) == sorted([image.file.name, REPORT])
    delete_orphaned_files(dry_run=False, say=print)
    assert names(bucket) == [image.file.name]


def test_a_package_brings_its_files_into_the_bucket_once(bucket, tmp_path):
    package = tmp_path / "package"
    for folder, name, content in (("images", "a.png", picture_bytes()), ("files", "b.pdf", PDF)):
        (package / folder).mkdir(parents=True)
        (package / folder / name).write_bytes(content)
    (package / "content.json").write_text(PACKAGE)
    call_command("import_content", str(package), verbosity=0)
    first = names(bucket)
    call_command("import_content", str(package), verbosity=0)
    assert len(first) == 2
    assert names(bucket) == first


PACKAGE = """{"format": 1, "images": [{"key": "a", "file": "a.png", "alt": "Kelp"}],
"articles": [{"language": "en", "slug": "kelp", "section": "news", "title": "Kelp", "standfirst": "Kelp.",
"publish_at": "2026-01-01T10:00:00Z", "hero": "a",
"blocks": [{"type": "download", "file": "b.pdf", "title": "The report"}]}]}"""


@pytest.fixture
def backup(bucket, tmp_path, monkeypatch):
    """A backup of the bucket; the database's part is that of tests/cluster_site/test_backup.py."""
    facts = ("2026-11-30T10:00:00+00:00", {}, ["news.0001_initial"])
    monkeypatch.setattr(writing, "_dump", lambda target: target.write_bytes(b"dump") and facts)
    monkeypatch.setattr(restoring, "load_database", lambda dump: None)
    monkeypatch.setattr(restoring, "count_rows", dict)
    monkeypatch.setattr(restoring, "call_command", lambda *args, **kwargs: None)
    monkeypatch.setattr(restoring.connection.introspection, "table_names", lambda cursor: [])
    image, _upload = library_picture()
    default_storage.save(REPORT, ContentFile(PDF))
    write_backup(tmp_path / "site.tar")
    return {name: default_storage.open(name).read() for name in (image.file.name, REPORT)}


def test_a_backup_has_the_bucket_and_a_restore_fills_an_empty_one(
    backup, bucket, tmp_path, settings
):
    settings.MEDIA_ROOT = str(tmp_path / "again")
    bucket.objects.all().delete()
    restore_backup(tmp_path / "site.tar", erasures=False)
    restored = {name: default_storage.open(name).read() for name in names(bucket)}
    assert restored == backup
    # one that was interrupted is run again
    restore_backup(tmp_path / "site.tar", erasures=False)
    assert not (tmp_path / "again/originals").exists()


def test_a_bucket_with_other_files_is_not_restored_into(backup, bucket, tmp_path):
    default_storage.save("originals/other.png", ContentFile(b"other"))
    with pytest.raises(BackupError, match=r"The bucket has files .* such as originals/other\.png"):
        restore_backup(tmp_path / "site.tar", erasures=False)


def test_a_bucket_that_refuses_is_an_error_of_a_disk_that_doctor_names(bucket):
    assert "MEDIA_S3_BUCKET" not in problems()
    image, _upload = library_picture()
    bucket.objects.all().delete()
    with pytest.raises(FileNotFoundError):
        image.file.storage.open(image.file.name)
    bucket.delete()
    with pytest.raises(OSError, match="the bucket refuses"):
        default_storage.save(REPORT, ContentFile(PDF))
    assert "MEDIA_S3_BUCKET can't be written to: the bucket refuses (NoSuchBucket)." in problems()


def problems():
    return " ".join(finding.problem for finding in check_media())
