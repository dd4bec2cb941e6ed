"""The plain values of a record, readable."""

import pytest

from desk.history.display import ValueDisplay, display_value, field_label
from desk.history.serializing import serialize_record
from members.models import Member, Membership
from news.blocks.download import Download
from news.blocks.prose import Prose
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.models import Article
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, add_block

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Article, "section", "member-news", "Member news"),
        (Article, "is_pattern", True, "yes"),
        (Article, "hero", None, ""),
        (Article, "trashed", "2026-03-01T08:00:00+00:00", "1 Mar 2026 09:00"),
        (Prose, "html", "<p>It grows.</p><p>Fast.</p>", "It grows.\n\nFast."),
        (Table, "rows", [["Norway", "12"], ["Sweden", "3"]], "Norway | 12\nSweden | 3"),
        (Table, "header", ["Country", "Members"], "Country | Members"),
        (Download, "file", "downloads/x1/report.pdf", "report.pdf"),
        (Membership, "public_from", "no moment", "no moment"),
    ],
)
def test_a_value_reads_as_an_office_writes_it(model, name, value, words):
    assert display_value(model, name, value) == words


def test_a_period_ends_with_its_last_day():
    member = MemberFactory()
    [row] = serialize_record(member)["parts"]["membership"]
    assert display_value(Membership, "period", row["period"]) == "1 January 2020 –"
    whole = '{"lower": "2020-01-01", "upper": "2021-01-01", "bounds": "[)"}'
    assert display_value(Membership, "period", whole) == "1 January 2020 – 31 December 2020"


def test_records_read_by_their_names_and_say_where_they_are_gone():
    ada, bo = PersonFactory(name="Ada"), PersonFactory(name="Bo")
    assert display_value(Article, "byline", [bo.pk, ada.pk]) == "Bo, Ada"
    assert display_value(Article, "byline", [ada.pk, 9999]) == "Ada, a record that is gone"


def test_the_names_of_many_rows_are_one_query(django_assert_num_queries):
    article = ArticleFactory()
    members = [MemberFactory() for _number in range(5)]
    for member in members:
        add_block(article, Spotlight, member=member)
    values = serialize_record(article)
    words = ValueDisplay().prefetch(Article, values)
    with django_assert_num_queries(1):
        names = [
            words.display(Spotlight, "member", row["member"])
            for row in values["parts"]["spotlight"]
        ]
    assert names == [member.name_en for member in members]


def test_a_translated_text_is_named_with_its_language():
    assert field_label(Member, "name_nb") == "Name, in Norwegian"
    assert field_label(Article, "standfirst") == "Introduction"
