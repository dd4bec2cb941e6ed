"""Every kind of block, by itself from the registry, in all that can be done with a block."""

import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cluster_site.packages.block_formats import COLLECTIONS
from core.moment import read_database_clock
from desk.history.serializing import serialize_record
from images.models import Image
from members.leaving.findings import Leaver, find_leftover_mentions
from members.models import Member, Person, Statement
from news.admin.versions import edition_as_version
from news.blocks.checks import ANSWERS, check_blocks
from news.blocks.fact_box import FactBox
from news.blocks.parts import FilePart, RichTextPart, RowPart, RowsPart, URLPart
from news.blocks.record_parts import RECORD_KINDS, RecordListPart, RecordPart
from news.blocks.registry import BLOCKS, get_content_class, registered_inlines
from news.content.correctable_texts import iterate_texts
from news.content.draft_values import load_draft
from news.files import make_storage_name
from news.models import Article, Edition
from news.publishing.commands import publish
from news.publishing.copying import duplicate
from news.publishing.corrections import correct_edition
from news.publishing.editions import edition_snapshot
from news.publishing.removal import change_drafts, make_remover
from tests.desk.posting import address, block, errors_of, fields_of, post
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    add_block,
    picture_bytes,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
NAME = "Kelp Energy"
FACTORIES = {
    Member: MemberFactory,
    Person: PersonFactory,
    Image: ImageFactory,
    Statement: StatementFactory,
}
every_kind = pytest.mark.parametrize("kind", BLOCKS)
# one with everything a block can have here, the others in make test-all
QUICK = {"quote"}
every_kind_slowly = pytest.mark.parametrize(
    "kind", [pytest.param(k, marks=[] if k in QUICK else pytest.mark.slow) for k in BLOCKS]
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def chosen(model) -> list:
    """The parts to fill: what a quote may take from the record in place of typed words stays empty."""
    parts = model.parts().values()
    return [part for part in parts if part.required or part.related is not Statement]


def record_for(part):
    record = FACTORIES[part.related]()
    if isinstance(record, Image):
        default_storage.save(
            record.file.name, ContentFile(picture_bytes(size=(40 + record.pk % 900, 30)))
        )
    return record


def value_for(part):
    """A value that stands in the database for ``part``."""
    if isinstance(part, RecordListPart):
        return [record_for(part).pk for _ in range(2)]
    if isinstance(part, RecordPart):
        return record_for(part).pk
    if isinstance(part, FilePart):
        content = b"It grows."
        return default_storage.save(make_storage_name(content, "report.txt"), ContentFile(content))
    if isinstance(part, RowsPart):
        return [["Founded", NAME], ["Staff", "12"]]
    if isinstance(part, RowPart):
        return ["Label", "Value"]
    return {RichTextPart: f"<p>{NAME} grows.</p>", URLPart: "https://example.org/"}.get(
        type(part), NAME
    )


def typed_for(part):
    """What an editor enters for ``part``."""
    value = value_for(part)
    if isinstance(part, FilePart):
        return SimpleUploadedFile("report.txt", b"It grows.")
    if isinstance(part, RecordListPart):
        return [str(key) for key in value]
    if isinstance(part, RowPart):
        return "\n".join(" | ".join(row) for row in part.rows(value))
    return str(value)


def article_with(kind) -> Article:
    article, model = ArticleFactory(text=False), BLOCKS[kind]
    values = {part.name: value_for(part) for part in chosen(model)}
    parts = model.parts()
    lists = {
        name: values.pop(name) for name in list(values) if isinstance(parts[name], RecordListPart)
    }
    row = add_block(article, model, **{parts[name].field.attname: values[name] for name in values})
    for name, keys in lists.items():
        parts[name].through.objects.bulk_create(parts[name].rows_for(row, keys))
    return article


def blocks_of(article) -> list[dict]:
    return load_draft(Article.objects.get(pk=article.pk)).blocks


@every_kind_slowly
def test_it_is_added_copied_moved_and_deleted_in_the_form(client, editor, kind):
    client.force_login(editor)
    model = BLOCKS[kind]
    prefix = f"news_{model._meta.model_name}_set"
    rows = [
        {part.name: typed_for(part) for part in chosen(model)} | {"ordering": order}
        for order in ("10", "20")
    ]
    title = {"title": "Kelp grows", "standfirst": "It does.", "_continue": "1"}
    assert errors_of(post(client, Article, {**title, **block(prefix, *rows)}, page="add")) == []
    article = Article.objects.get()
    first, second = model.objects.order_by("ordering")
    moved = {f"{prefix}-0-ordering": "30", "_continue": "1"}
    assert errors_of(post(client, article, moved)) == []
    assert list(model.objects.order_by("ordering")) == [second, first]
    assert errors_of(post(client, article, {f"{prefix}-1-DELETE": "on", "_continue": "1"})) == []
    assert model.objects.count() == 1


@every_kind_slowly
def test_the_preview_and_the_published_page_show_it(client, editor, kind):
    article = article_with(kind)
    edition = publish(article=article, by=editor)
    assert [each["type"] for each in edition.blocks] == [kind]
    page = client.get(edition.get_absolute_url())
    assert page.status_code == 200
    client.force_login(editor)
    opened = fields_of(client.get(address(article)))
    preview = client.post(reverse("admin:news_article_preview", args=[article.pk]), opened)
    assert preview.status_code == 200
    words = [NAME] if list(edition_texts(edition)) else []
    for html in (page.content.decode(), preview.json()["html"]):
        assert all(word in html for word in words)


def edition_texts(edition):
    return [text for text in iterate_texts(edition_snapshot(edition)) if text.block == 0]


def changed(value):
    if isinstance(value, list):
        return [changed(each) for each in value]
    return value.replace("Kelp", "Weed").replace("Label", "Name")


@every_kind
def test_each_of_its_texts_is_corrected_in_public_and_in_the_draft(editor, kind):
    article = article_with(kind)
    edition = publish(article=article, by=editor)
    texts = {text.key: changed(text.value) for text in edition_texts(edition)}
    if not texts:
        return  # nothing but pictures
    correction = correct_edition(article=article, edition=edition, texts=texts, by=editor)
    for text in edition_texts(correction.edition):
        assert text.value == texts[text.key]
        if text.name in BLOCKS[kind].parts():  # else it comes from the record of a person
            assert blocks_of(article)[0][text.name] == text.value


@every_kind
def test_a_record_taken_out_is_named_no_more_in_editions_and_in_drafts(editor, kind):
    article = article_with(kind)
    edition = publish(article=article, by=editor)
    for reference in list(get_content_class(edition.blocks[0]).references(edition.blocks[0])):
        replace = make_remover(reference.kind, {reference.key})
        for redacted in (
            get_content_class(edition.blocks[0]).replace_records(edition.blocks[0], replace),
            get_content_class(edition.blocks[0]).redact(edition.blocks[0], replace, "en"),
        ):
            named = get_content_class(redacted).references(redacted) if redacted else ()
            assert (reference.kind, reference.key) not in [(each[1], each[2]) for each in named]
        model = {each._meta.model_name: each for each in FACTORIES}[reference.kind]
        change_drafts(
            Article.objects.all(),
            lambda block, model=model, key=reference.key: block.naming(model, [key]),
            lambda block, language, replace=replace: get_content_class(block).redact(
                block, replace, language
            ),
        )
        left = [
            each[1:3]
            for row in blocks_of(article)
            for each in get_content_class(row).references(row)
        ]
        assert (reference.kind, reference.key) not in left


@every_kind
def test_its_version_compares_as_the_draft_it_was_published_from(editor, kind):
    article = article_with(kind)
    parts = edition_as_version(publish(article=article, by=editor)).values["parts"]
    name = BLOCKS[kind]._meta.model_name
    [row] = serialize_record(Article.objects.get())["parts"][name]
    assert parts[name] == [{**row, "id": None}]


@every_kind
def test_it_is_duplicated(editor, kind):
    article = article_with(kind)
    assert blocks_of(duplicate(article=article, by=editor)) == blocks_of(article)


@every_kind_slowly
def test_it_is_exported_and_imported(editor, tmp_path, kind):
    article = article_with(kind)
    before = blocks_of(article)
    call_command("export_content", tmp_path / "own", verbosity=0)
    BLOCKS[kind].objects.all().delete()
    call_command("import_content", tmp_path / "own", verbosity=0)
    assert blocks_of(article) == before


@every_kind
def test_whom_it_still_calls_a_member_is_found(editor, kind):
    article = article_with(kind)
    draft = blocks_of(article)[0]
    content = get_content_class(draft)
    keys = [each.key for each in content.references(draft) if each.kind == "member"]
    if keys:
        member = Member.objects.get(pk=keys[0])
    else:
        pictures = [each.key for each in content.references(draft) if each.kind == "image"]
        logo = Image.objects.get(pk=pictures[0]) if pictures else None
        member = MemberFactory(name_en=NAME, name_nb=NAME, logo=logo)
    now = read_database_clock()
    leaver = Leaver(member, timezone.localdate(now), now)
    assert f"article-{article.pk}" in {
        name for names in find_leftover_mentions(leaver) for name in names
    }


# what a developer may forget


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_check_names_an_answer_that_a_kind_lacks(monkeypatch, answer):
    monkeypatch.setattr(FactBox, answer, None)
    [error] = [each for each in check_blocks(None) if each.id == "news.E005"]
    assert f"FactBox does not answer {answer}()" in error.msg
    assert answer in error.hint


@pytest.mark.parametrize(
    ("attribute", "value", "error"),
    [
        ("kind", "table", "news.E001"),
        ("inline", None, "news.E002"),
        ("kind", "fact_list", "news.E003"),
        ("place", 0, "news.E006"),
        ("place", BLOCKS["table"].place, "news.E006"),
    ],
)
def test_the_check_names_what_else_a_kind_lacks(monkeypatch, attribute, value, error):
    assert check_blocks(None) == []
    monkeypatch.setattr(FactBox, attribute, value)
    assert error in {each.id for each in check_blocks(None)}


def test_the_check_names_a_misspelt_answer(monkeypatch):
    monkeypatch.setattr(
        FactBox, "package_problem", classmethod(lambda cls, block: ()), raising=False
    )
    [error] = check_blocks(None)
    assert (error.id, "package_problem()" in error.msg) == ("news.E008", True)


def test_the_check_names_a_part_for_matching_that_is_not_there(monkeypatch):
    monkeypatch.setattr(FactBox, "parts_for_matching", ("titel",))
    [error] = check_blocks(None)
    assert (error.id, "titel" in error.msg) == ("news.E009", True)


def test_the_check_names_a_kind_below_another(monkeypatch):
    monkeypatch.setattr(FactBox, "__subclasses__", lambda: [BLOCKS["table"]], raising=False)
    [error] = check_blocks(None)
    assert (error.id, "FactBox" in error.msg) == ("news.E010", True)


@pytest.mark.parametrize("kind", ["unfinished", "removed"])
def test_the_check_names_a_kind_that_the_site_itself_uses(monkeypatch, kind):
    monkeypatch.setattr(FactBox, "kind", kind)
    assert "news.E001" in {error.id for error in check_blocks(None)}


def test_the_check_names_a_record_that_no_page_or_package_knows(monkeypatch):
    monkeypatch.setattr("news.blocks.checks.RECORD_KINDS", ("member",))
    assert {error.id for error in check_blocks(None)} == {"news.E007"}


def test_packages_know_the_records_that_blocks_refer_to():
    assert sorted(COLLECTIONS) == sorted(RECORD_KINDS)


def test_a_kind_without_an_inline_leaves_the_others_in_the_form(monkeypatch):
    """Otherwise the admin fails at its import, before any check runs."""
    monkeypatch.setattr(FactBox, "inline", None)
    assert len(registered_inlines()) == len(BLOCKS) - 1


def test_the_check_names_a_field_without_a_part(monkeypatch):
    monkeypatch.setattr("news.blocks.checks.make_part", lambda field: None)
    errors = [each for each in check_blocks(None) if each.id == "news.E004"]
    assert any("FactBox.pairs: no part is made for a RowsField" in each.msg for each in errors)


# a form that was open when a new kind was deployed


def test_a_form_without_the_counts_of_a_new_kind_is_saved(client, editor):
    client.force_login(editor)
    article = article_with("fact_box")
    typed = fields_of(client.get(address(article))) | {"title": "Kelp again", "_continue": "1"}
    old = {name: value for name, value in typed.items() if "factbox" not in name}
    assert errors_of(client.post(address(article), old)) == []
    article.refresh_from_db()
    assert article.title == "Kelp again"
    assert len(blocks_of(article)) == 1


# the pairs of a fact box


MALFORMED = [[["Founded"]], [["Founded", "2014", "Oslo"]], [["", "2014"]], [["Founded", ""]], []]


@pytest.mark.parametrize("pairs", MALFORMED)
def test_a_malformed_pair_is_refused_in_the_form_and_stays_typed(client, editor, pairs):
    client.force_login(editor)
    typed = "\n".join(" | ".join(pair) for pair in pairs)
    rows = block("news_factbox_set", {"title": "In short", "pairs": typed})
    answer = post(client, Article, {"title": "Kelp", "standfirst": "It does.", **rows}, page="add")
    assert errors_of(answer) != []
    assert fields_of(answer)["news_factbox_set-0-pairs"] == typed
    assert not Article.objects.exists()


def test_two_columns_of_a_spreadsheet_are_pasted(client, editor):
    client.force_login(editor)
    rows = block("news_factbox_set", {"title": "In short", "pairs": "Founded\t2014\nSeat\tOslo"})
    post(client, Article, {"title": "Kelp", "standfirst": "It does.", **rows}, page="add")
    assert FactBox.objects.get().pairs == [["Founded", "2014"], ["Seat", "Oslo"]]


@pytest.mark.parametrize("pairs", MALFORMED)
def test_a_malformed_pair_is_refused_in_a_package(tmp_path, pairs):
    content = {
        "format": 1,
        "articles": [
            {
                "slug": "kelp",
                "title": "Kelp",
                "blocks": [{"type": "fact_box", "title": "In short", "pairs": pairs}],
            }
        ],
    }
    Path(tmp_path, "content.json").write_text(json.dumps(content))
    with pytest.raises(CommandError, match=r"articles\[0\].blocks\[0\].pairs"):
        call_command("import_content", tmp_path, verbosity=0)
    assert not FactBox.objects.exists()


@pytest.mark.parametrize("pairs", [*MALFORMED, {}, "Founded", [["Founded", 2014]], ["a", "b"]])
def test_a_malformed_pair_is_refused_by_the_database(pairs):
    article = ArticleFactory(text=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        add_block(article, FactBox, title="In short", pairs=pairs)


def test_a_correction_takes_no_word_of_a_pair_away(client, editor):
    client.force_login(editor)
    article = article_with("fact_box")
    edition = publish(article=article, by=editor)
    url = reverse("admin:news_article_correct", args=[article.pk])
    form = client.get(url).context["form"]
    typed = {bound.html_name: bound.value() or "" for bound in form}
    answer = client.post(url, {**typed, "text-0-pairs": "Founded |\nStaff | 12"})
    assert "Each fact needs a label and a value." in HtmlPage(answer).text
    assert Edition.objects.get() == edition
