"""The search of all texts for a name uses the indexes of the two large tables, and runs once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.privacy.name_matching import SubjectWords
from desk.privacy.text_columns import find_matches_in, text_columns
from news.blocks.prose import Prose
from news.models import Edition
from news.publishing.commands import publish
from tests.factories import ArticleFactory, PersonFactory, UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "index"), [(Prose, "prose_texts"), (Edition, "edition_texts")])
def test_an_index_covers_every_text_column(model, index):
    with CaptureQueriesContext(connection) as captured:
        assert not list(find_matches_in(model, SubjectWords(["Kari Nordmann"], [])))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count(f"on {index}") == len(text_columns(model)), plan


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
    searches = [words for words in statements if words[:3] == ["WITH", "candidates", "AS"]]
    for table in ("news_prose", "news_edition"):
        whole = [words for words in searches if f'"{table}"' in words and "chosen" not in words]
        assert len(whole) == 1
    for table in ("news_prose", "news_edition"):
        assert sum(words[:2] == ["UPDATE", f'"{table}"'] for words in statements) == 1
    assert sum('"news_editionseat"' in words for words in statements) == 1  # for all editions
    texts = Prose.objects.order_by("pk").values_list("html", flat=True)
    assert list(texts) == [f"<p>{n}: A person and Nordmann’s boat.</p>" for n in range(3)]
    assert "Nordmann’s boat" in page.content.decode()
