"""What no row names is deleted after a day; what anything names stays, and no file is ever half there."""

import errno
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.utils import timezone

from core.storage import AtomicFileStorage
from desk.files.orphaned import KEPT_FOR, delete_orphaned_files
from desk.history.recording import record_revision
from desk.models import TrashedRecord
from desk.trash.records import move_to_trash
from images.models import Image
from images.rendition_maker import make_all_renditions
from images.renditions import rendition_folder
from news.blocks.download import Download
from news.models import PreviewLink
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    UserFactory,
    add_block,
    inspected,
    picture_bytes,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 kelp"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def age(path: Path, by=KEPT_FOR + timedelta(minutes=1)):
    at = time.time() - by.total_seconds()
    os.utime(path, (at, at))


def age_everything(media):
    for path in media.rglob("*"):
        age(path)


def put(name: str) -> Path:
    path = Path(default_storage.path(default_storage.save(name, ContentFile(PDF))))
    age(path)
    return path


def clear(dry_run=False):
    said = []
    delete_orphaned_files(dry_run=dry_run, say=said.append)
    return said


def library_picture(colour="navy"):
    image = Image(key=f"picture-{colour}", alt_en="Kelp", alt_nb="Tare")
    image.take(inspected(picture_bytes(colour=colour)))
    image.save()
    make_all_renditions(image)
    return image


def test_what_no_row_names_is_deleted(media):
    leftovers = [
        put("originals/ab/abcd.jpg"),
        put("files/0123456789abcdef/report.pdf"),
        put(f"renditions/{64 * 'a'}/tmpx.part"),  # noqa: S108
        put("share/tmpy.part"),
    ]
    age(rendition_folder("a" * 64))
    said = clear(dry_run=True)
    assert said and all(path.exists() for path in leftovers)
    clear()
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert not rendition_folder("a" * 64).exists()


def test_what_is_younger_than_a_day_may_belong_to_somebody_who_is_not_done(media):
    young = [put("originals/ab/abcd.jpg"), put("originals/ab/half.part")]
    for path in young:
        age(path, KEPT_FOR - timedelta(minutes=1))
    assert clear() == []
    assert all(path.exists() for path in young)


def test_what_the_site_does_not_know_is_left_alone(media):
    note = put("README.txt")
    clear()
    assert note.exists()


def test_a_picture_in_use_or_in_the_trash_keeps_its_files(media):
    used, thrown_away = library_picture("navy"), library_picture("teal")
    files = sorted(path for path in media.rglob("*") if path.is_file())
    move_to_trash(thrown_away, by=UserFactory())
    age_everything(media)
    assert clear() == []
    assert sorted(path for path in media.rglob("*") if path.is_file()) == files
    TrashedRecord.objects.all().delete()
    clear()
    assert not rendition_folder(thrown_away.public_id).exists()
    assert Path(used.file.path).exists()


def test_a_second_copy_of_the_same_bytes_is_deleted_and_the_first_stays(media):
    """A killed import left the bytes; the next one stored them under another name."""
    content = picture_bytes(colour="navy")
    first = Image(key="first")
    first.take(inspected(content))
    second = library_picture("navy")
    assert second.file.name != first.file.name
    age_everything(media)
    clear()
    assert not Path(first.file.path).exists()
    assert Path(second.file.path).exists()


@pytest.fixture
def download(media):
    """A file that only an older text of an article names."""
    article = ArticleFactory(owner=UserFactory())
    block = add_block(article, Download, title="Report", file=ContentFile(PDF, "årsrapport 1.pdf"))
    return article, block, Path(block.file.path)


def test_a_download_of_a_draft_stays(download):
    age(download[2])
    clear()
    assert download[2].exists()


@pytest.mark.parametrize("named_by", ["edition", "save", "preview link"])
def test_a_download_that_only_history_names_stays(download, editor, named_by):
    article, block, path = download
    if named_by == "edition":
        publish(article=article, by=editor)
    elif named_by == "save":
        record_revision(article, by=editor)
    else:
        PreviewLink.objects.create(
            article=article,
            for_whom="Ida",
            made_by=editor,
            expires_at=timezone.now(),
            frozen={"blocks": [{"type": "download", "file": block.file.name}]},
        )
    block.delete()
    age(path)
    clear()
    assert path.exists()


def test_a_download_that_nothing_names_any_more_goes(download):
    _article, block, path = download
    block.delete()
    age(path)
    clear()
    assert not path.exists()


def test_run_due_does_it(media, capsys):
    leftover = put("originals/ab/abcd.jpg")
    call_command("run_due")
    assert not leftover.exists()
    assert "Files: 1 that no record names is deleted" in capsys.readouterr().out


def test_a_full_disk_leaves_no_half_file(media, monkeypatch):
    def fill_up(storage, name, content):
        Path(storage.path(name)).parent.mkdir(parents=True, exist_ok=True)
        Path(storage.path(name)).write_bytes(content.read()[:4])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", fill_up)
    with pytest.raises(OSError, match="No space"):
        default_storage.save("files/0123456789abcdef/report.pdf", ContentFile(PDF))
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_file_gets_its_name_only_once_it_is_whole(media, monkeypatch):
    names = []
    save = FileSystemStorage._save

    def watch(storage, name, content):
        names.append(name)
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", watch)
    stored = AtomicFileStorage().save("files/x/report.pdf", ContentFile(PDF))
    assert stored == "files/x/report.pdf"
    assert names[0].endswith(".part")
    assert [path.name for path in (media / "files/x").iterdir()] == ["report.pdf"]
    assert (media / "files/x/report.pdf").stat().st_mode & 0o777 == 0o644


def test_an_unknown_picture_row_keeps_nothing_alive(media):
    image = ImageFactory()
    folder = put(f"renditions/{image.public_id}/w320.jpg").parent
    age(folder)
    clear()
    assert folder.exists()
    image.delete()
    age(folder)
    clear()
    assert not folder.exists()
