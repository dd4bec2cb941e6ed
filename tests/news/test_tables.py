"""Tables of articles: which columns are set as numbers."""

import pytest

from news.blocks.number_columns import table_for_page
from news.blocks.table import Table
from news.publishing.commands import publish
from tests.factories import ArticleFactory, UserFactory, add_block
from tests.pages import HtmlPage


def numeric(*cells):
    """Whether a column of ``cells`` is set as numbers."""
    table = table_for_page(["", "Amount"], [["Row", cell] for cell in cells])
    [number] = {row[1]["number"] for row in (table["header"], *table["rows"])}
    return number


@pytest.mark.parametrize(
    "cells",
    [
        ["33", "187"],
        ["1,191,400", "61", "0.5"],
        ["1 191 400,50", "−2,5", "+3"],
        ["1\u00a0191\u00a0400", "1\u202f191", "1\u2009191", "12"],
        ["1.191.400,50", "12"],
        ["100 %", "71\u00a0%", "12%", "—"],
        ["NOK 1,200", "NOK 900"],
        ["kr 1 200", "12,-"],
        ["€12.5", "€3"],
        ["1 200 kr", "15 kr"],
        ["12 mill. kr", "3 mill. kr", "n/a", ""],
        ["1.55 kg", "0.95 kg"],
        ["4 °C", "−1 °C"],
        ["12 km/h", "9 km/h"],
        ["0–10", "180 – 240"],
        ["ca. 40", "<5", "≈ 12"],
        ["12*", "9"],
        ["2016", "2018"],
    ],
)
def test_a_column_of_numbers_in_either_language_is_set_as_numbers(cells):
    assert numeric(*cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["9 (2 to 17)", "6 more", "no difference"],
        ["6 more", "0.9 less"],
        ["yes", "no"],
        ["12", "none"],
        ["12.05.2024", "13.05.2024"],
        ["2024-05-12", "2024-05-13"],
        ["22 00 11 22", "90 00 00 00"],
        ["10:30", "11:00"],
        ["1.2.3", "1.2.4"],
        ["1 of 5", "2 of 5"],
        ["", "—"],
        ["²"],
        [],
    ],
)
def test_a_column_with_anything_else_is_set_as_text(cells):
    assert not numeric(*cells)


def test_the_first_column_names_the_rows_and_is_never_one_of_numbers():
    table = table_for_page(["Year", "°C"], [["2016", "0.4"], ["2018", "0.6"]])
    assert [cell["number"] for cell in table["header"]] == [False, True]


def test_rows_of_different_lengths_still_make_a_table():
    table = table_for_page(["A"], [["x"], ["y", "1", "2"]])
    assert [len(row) for row in table["rows"]] == [1, 3]


def test_an_article_sets_numbers_of_a_table_apart_and_names_its_region(client, db):
    article = ArticleFactory()
    rows = [["Fillets", "1.55 kg", "good"], ["Head", "1.00 kg", "fair"]]
    add_block(article, Table, caption="A cod", header=["Part", "Weight", "Taste"], rows=rows)
    publish(article=article, by=UserFactory(group="editors"))
    page = HtmlPage(client.get(f"/news/{article.slug}/"))
    region = page.one("[role=region]").attributes
    assert (region["tabindex"], region["aria-label"]) == ("0", "A cod")
    assert page.words("[role=region] .number") == ["Weight", "1.55 kg", "1.00 kg"]
