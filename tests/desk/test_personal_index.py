"""The search of all texts for a name uses the indexes of the large tables, and runs once."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from core.searchtext import indexed_texts
from desk.models import Revision
from desk.privacy.name_matching import SubjectWords
from desk.privacy.text_columns import searchable_models, text_columns
from desk.privacy.text_search import find_matches
from news.blocks.prose import Prose
from news.models import Article
from news.publishing.commands import publish
from news.publishing.redaction import revisions_naming
from news.publishing.removal import ErasedKeys
from tests.factories import ArticleFactory, PersonFactory, UserFactory

INDEXED = [model for model in searchable_models() if indexed_texts(model)]


def test_a_text_index_covers_every_text_column():
    assert len(INDEXED) == 7
    for model in INDEXED:
        names = {
            column.name
            for text in indexed_texts(model)
            for column in text.flatten()
            if isinstance(column, F)
        }
        assert names == {field.name for field in text_columns(model)}, model


@pytest.mark.django_db
def test_the_search_of_all_texts_is_one_statement_that_uses_the_indexes():
    with CaptureQueriesContext(connection) as captured:
        assert not list(find_matches(SubjectWords(["Kari Nordmann"], [])))
    (search,) = captured
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {search['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for model in INDEXED:
        for index in model._meta.indexes:
            if index.name.endswith("_texts"):
                assert plan.count(f"on {index.name}") == len(indexed_texts(model)), plan


@pytest.mark.django_db
def test_erasing_searches_all_texts_once_and_rewrites_a_table_with_one_statement(client):
    boss = UserFactory(is_superuser=True)
    client.force_login(boss)
    person = PersonFactory(name="Kari Nordmann")
    for number in range(3):
        article = ArticleFactory(
            title=f"Piece {number}", text=f"<p>{number}: Kari Nordmann and Nordmann’s boat.</p>"
        )
        publish(article=article, by=boss)
    with CaptureQueriesContext(connection) as captured:
        page = client.post(
            "/admin/desk/personal/erase/",
            {"record": f"members.person:{person.pk}", "confirm": person.name},
        )
    statements = [query["sql"].split() for query in captured]
    searches = [words for words in statements if words[-1:] == [")"] and "candidates" in words]
    assert sum('"members_member"' in words for words in searches) == 1  # the others, of chosen rows
    for table in ("news_prose", "news_edition"):
        assert sum(words[:2] == ["UPDATE", f'"{table}"'] for words in statements) == 1
    assert sum('"news_editionseat"' in words for words in statements) == 1  # for all editions
    texts = Prose.objects.order_by("pk").values_list("html", flat=True)
    assert list(texts) == [f"<p>{n}: A person and Nordmann’s boat.</p>" for n in range(3)]
    assert "Nordmann’s boat" in page.content.decode()


@pytest.mark.django_db
def test_of_all_saves_only_those_that_name_the_erased_records_are_read():
    articles = ContentType.objects.get_for_model(Article)
    naming = [
        {"byline": [5, 12]},
        {"hero": 3},
        {"parts": {"quote": [{"id": 1, "person": 12}]}},
        {"parts": {"quote": [{"id": 1, "statement": 7}]}},
        {"parts": {"gallery": [{"id": 1, "images": [8, 3]}]}},
        {"parts": {"prose": [{"id": 1, "html": '<a href="record:person/12">Kari</a>'}]}},
    ]
    others = [{"byline": [5], "hero": 12}, {"parts": {"quote": [{"id": 12, "person": 3}]}}, {}]
    for values in naming + others:
        Revision.objects.create(content_type=articles, object_id=1, values=values)
    erased = ErasedKeys(people=frozenset({12}), statements=frozenset({7}), images=frozenset({3}))
    saves = revisions_naming(erased).order_by("pk")
    assert [save.values for save in saves] == naming
