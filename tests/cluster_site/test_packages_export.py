"""An export holds everything, the same bytes each time, and an import of it loses nothing."""

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from news.models import Article, Edition, Section
from news.publishing.commands import publish, unpublish
from tests import factories
from tests.cluster_site.package_content import everything, write_package, zipped

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
WELCOME = ROOT.parent / "shared/reference/welcome.json"
DEMO = ROOT / "demo"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def load(path):
    call_command("import_content", path, verbosity=0)


def export(path):
    call_command("export_content", path, verbosity=0)
    return path


def exported(path):
    """The content of a new export."""
    return json.loads((export(path) / "content.json").read_text())


def files_in(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def empty_the_database():
    tables = [
        model._meta.db_table
        for label in ("relations", "news", "members", "images", "cluster_site")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def assert_round_trip(package, tmp_path, settings):
    load(package)
    first = files_in(export(tmp_path / "first"))
    empty_the_database()
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    load(tmp_path / "first")
    assert files_in(export(tmp_path / "second")) == first
    load(tmp_path / "second")
    assert files_in(export(tmp_path / "third")) == first


@pytest.mark.slow
def test_round_trip_of_every_key_and_every_block(tmp_path, settings):
    assert_round_trip(write_package(tmp_path / "package", *everything()), tmp_path, settings)


@pytest.mark.slow
def test_round_trip_of_the_reference(tmp_path, settings):
    if not WELCOME.exists():
        pytest.skip("shared/reference is not beside this checkout")
    assert_round_trip(WELCOME, tmp_path, settings)


@pytest.mark.slow
def test_round_trip_of_the_demo(tmp_path, settings, monkeypatch):
    if not (DEMO / "content.json").exists():
        pytest.skip("there is no demo content")
    # they would take a while, and no page is looked at
    monkeypatch.setattr(
        "cluster_site.packages.importing.make_renditions", lambda image, *names: True
    )
    assert_round_trip(DEMO, tmp_path, settings)


@pytest.mark.slow
def test_zip_holds_the_same_as_the_folder_and_the_same_bytes_each_time(tmp_path):
    load(write_package(tmp_path / "package", *everything()))
    folder = export(tmp_path / "folder")
    first, second = export(tmp_path / "first.zip"), export(tmp_path / "second.zip")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files_in(folder)


@pytest.mark.slow
@pytest.mark.parametrize("front", ["", "package/"])
def test_zip_of_a_folder_is_imported(front, tmp_path):
    folder = write_package(tmp_path / "package", *everything())
    load(zipped(folder, tmp_path / "package.zip", front))
    assert Article.objects.count() == 7


@pytest.mark.slow
def test_every_key_of_the_package_comes_back(tmp_path):
    """But the owner, who has no account here, and null, which an absent key says as well."""
    content, files = everything()
    load(write_package(tmp_path / "package", content, files))
    again = exported(tmp_path / "out")
    assert again["format"] == 1 and again["site"] == content["site"]
    for kind, key in (
        ("members", "slug"),
        ("people", "slug"),
        ("images", "key"),
        ("articles", "slug"),
    ):
        found = {record[key]: record for record in again[kind]}
        for record in content[kind]:
            wanted = {name for name, value in record.items() if value is not None} - {"owner"}
            assert wanted <= found[record[key]].keys()
    article = next(record for record in again["articles"] if record["slug"] == "meet-kelp")
    assert [block["type"] for block in article["blocks"]] == [
        block["type"] for block in content["articles"][0]["blocks"]
    ]


@pytest.mark.slow
def test_infinity_survives(tmp_path):
    load(write_package(tmp_path / "package", *everything()))
    again = exported(tmp_path / "out")
    cy = next(person for person in again["people"] if person["slug"] == "cy-new")
    assert cy["public_from"] is None
    assert next(s for s in again["board"] if s["person"] == "cy-new")["public_from"] is None


class TestWhichVersion:
    """The live edition, else the scheduled one, else the working copy."""

    def article(self, tmp_path):
        (found,) = exported(tmp_path / f"out{len(list(tmp_path.iterdir()))}")["articles"]
        return found

    def test_live_before_the_working_copy(self, tmp_path, editor):
        article = factories.ArticleFactory(title="Live")
        edition = publish(article=article, by=editor)
        Article.objects.update(title="Changed")
        found = self.article(tmp_path)
        assert found["title"] == "Live"
        assert found["publish_at"] == timezone.localtime(edition.first_published).isoformat()

    def test_live_before_scheduled(self, tmp_path, editor):
        article = factories.ArticleFactory(title="Live")
        publish(article=article, by=editor)
        Article.objects.update(title="Next")
        publish(article=article, by=editor, at=timezone.now() + timedelta(days=1))
        found = self.article(tmp_path)
        assert (found["title"], "expire_at" in found) == ("Live", False)

    def test_scheduled_before_the_working_copy(self, tmp_path, editor):
        article = factories.ArticleFactory(title="Next")
        at = timezone.now() + timedelta(days=1)
        publish(article=article, by=editor, at=at)
        Article.objects.update(title="Changed")
        found = self.article(tmp_path)
        assert (found["title"], found["publish_at"]) == ("Next", timezone.localtime(at).isoformat())

    def test_what_is_scheduled_again_is_not_public_before_its_time(self, tmp_path, editor):
        article = factories.ArticleFactory()
        publish(article=article, by=editor)
        unpublish(article=article, by=editor)
        at = timezone.now() + timedelta(days=1)
        publish(article=article, by=editor, at=at)
        assert self.article(tmp_path)["publish_at"] == timezone.localtime(at).isoformat()

    def test_unpublished_article_is_exported_as_one_that_has_ended(self, tmp_path, editor):
        article = factories.ArticleFactory()
        publish(article=article, by=editor)
        unpublish(article=article, by=editor)
        ended = Edition.objects.get().live_during.upper
        assert self.article(tmp_path)["expire_at"] == timezone.localtime(ended).isoformat()

    def test_unpublished_article_that_was_edited_is_a_draft(self, tmp_path, editor):
        article = factories.ArticleFactory()
        publish(article=article, by=editor)
        unpublish(article=article, by=editor)
        Article.objects.update(title="Changed")
        found = self.article(tmp_path)
        assert found["title"] == "Changed" and "publish_at" not in found

    def test_end_that_is_scheduled_is_kept(self, tmp_path, editor):
        article = factories.ArticleFactory()
        publish(article=article, by=editor)
        at = timezone.now() + timedelta(days=1)
        unpublish(article=article, by=editor, at=at)
        assert self.article(tmp_path)["expire_at"] == timezone.localtime(at).isoformat()

    def test_trash_is_left_out(self, tmp_path):
        factories.ArticleFactory(trashed=timezone.now())
        assert "articles" not in exported(tmp_path / "out")


def test_draft_at_an_address_that_another_article_still_has_gets_another(tmp_path, editor):
    article = factories.ArticleFactory(slug="kelp")
    publish(article=article, by=editor)
    Article.objects.update(slug="moved")
    factories.ArticleFactory(slug="kelp", title="Draft")
    articles = exported(tmp_path / "out")["articles"]
    assert [article["slug"] for article in articles] == ["kelp", "kelp-2"]
    assert articles[1]["title"] == "Draft"


def test_void_approval_is_not_exported(tmp_path):
    statement = factories.StatementFactory()
    statement.text = "Changed"
    statement.save()
    (found,) = exported(tmp_path / "out")["statements"]
    assert "approved_on" not in found


def test_empty_title_of_a_statement_stays_empty(tmp_path):
    statement = factories.StatementFactory(person_title="", approved=False)
    export(tmp_path / "out")
    empty_the_database()
    load(tmp_path / "out")
    assert type(statement).objects.get().person_title == ""


def test_file_of_the_admin_is_stored_by_its_content_after_a_round_trip(tmp_path, media):
    article = factories.ArticleFactory(text=False)
    (media / "files").mkdir(parents=True)
    (media / "files/plan.pdf").write_bytes(b"%PDF-1.4")
    factories.add_block(article, factories.BLOCKS["download"], file="files/plan.pdf", title="Plan")
    first = files_in(export(tmp_path / "first"))
    empty_the_database()
    load(tmp_path / "first")
    assert files_in(export(tmp_path / "second")) == first


@pytest.mark.parametrize("name", ["out", "out.zip", "out.json"])
def test_what_is_there_already_is_not_overwritten(name, tmp_path):
    path = tmp_path / name
    if name == "out":
        path.mkdir()
        (path / "mine").write_text("mine")
    else:
        path.write_text("mine")
    with pytest.raises(CommandError, match="is there already"):
        export(path)
    assert (path / "mine" if path.is_dir() else path).read_text() == "mine"


def test_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    assert exported(tmp_path / "out")["format"] == 1


@pytest.mark.slow
def test_json_alone_is_refused_where_there_are_pictures(tmp_path):
    load(write_package(tmp_path / "package", *everything()))
    with pytest.raises(CommandError, match="export to a folder"):
        export(tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


@pytest.mark.slow
def test_missing_file_is_named_and_nothing_is_written(tmp_path, media):
    load(write_package(tmp_path / "package", *everything()))
    next(media.glob("files/*/report.pdf")).unlink()
    with pytest.raises(CommandError, match=r"download: no file .*report\.pdf"):
        export(tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "package"]


@pytest.mark.slow
def test_json_is_written_as_a_whole_dump_would_be(tmp_path):
    load(write_package(tmp_path / "package", *everything()))
    text = (export(tmp_path / "out") / "content.json").read_text()
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"


def test_page_is_exported(tmp_path):
    factories.ArticleFactory(section=Section.PAGE, slug="about")
    assert exported(tmp_path / "out")["articles"][0]["section"] == "page"
