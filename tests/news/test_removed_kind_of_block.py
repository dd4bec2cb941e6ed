"""An edition with a block of a kind that the code no longer has: the rest of it is shown and kept."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from news.admin.versions import edition_as_version
from news.content.correctable_texts import iterate_texts
from news.models import Edition
from news.publishing.commands import publish
from news.publishing.copying import duplicate
from news.publishing.corrections import correct_edition
from news.publishing.editions import edition_snapshot
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(editor) -> Edition:
    """The live edition of an article whose last block is of a kind that is gone."""
    edition = publish(article=ArticleFactory(standfirst="It does."), by=editor)
    blocks = [*edition.blocks, {"type": "poll", "html": "<p>Yes or no?</p>"}]
    with connection.cursor() as cursor:
        # as a row of the past: nothing writes such an edition now
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE news_edition SET blocks = %s WHERE id = %s", [json.dumps(blocks), edition.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    edition.refresh_from_db()
    return edition


def test_its_page_shows_the_other_blocks(client, edition):
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    [text] = [text.value for text in iterate_texts(edition_snapshot(edition)) if text.block == 0]
    assert HtmlPage(text).text in HtmlPage(response).text


def test_the_desk_shows_its_history(client, editor, edition):
    client.force_login(editor)
    url = reverse("admin:news_article_history", args=[edition.article_id])
    assert client.get(url).status_code == 200


def test_as_a_version_it_has_the_blocks_that_a_draft_can_hold(edition):
    parts = edition_as_version(edition).values["parts"]
    assert [name for name, rows in parts.items() if rows] == ["prose"]


def test_a_correction_and_a_copy_leave_it_as_it_is(editor, edition):
    [text] = [text for text in iterate_texts(edition_snapshot(edition)) if text.block == 0]
    corrected = correct_edition(
        article=edition.article, edition=edition, texts={text.key: "<p>New.</p>"}, by=editor
    ).edition
    assert corrected.blocks[1] == edition.blocks[1]
    assert duplicate(article=edition.article, by=editor).pk


def test_an_export_names_it_and_writes_nothing(edition, tmp_path):
    with pytest.raises(CommandError, match=r'blocks\[1\]: no kind of block "poll" any more'):
        call_command("export_content", tmp_path / "own", verbosity=0)
    assert not (tmp_path / "own").exists()
