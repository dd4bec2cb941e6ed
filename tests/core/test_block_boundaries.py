"""Cleaning never joins what stood in two blocks, two rows or two cells."""

import pytest

from core.richtext import clean_html
from tests.reported import reported

LINK = '<a href="https://a.no/?x=>&y">'


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div>A<div>B</div>C</div>D", "<p>A</p><p>B</p><p>C</p><p>D</p>"),
        ("One<hr>Two", "One<p>Two</p>"),
        ("<h4>Small</h4>Text", "<h3>Small</h3>Text"),
        ("<ul><li><div>a</div><div>b</div></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<h2><div>a</div><div>b</div></h2>", "<h2>a b</h2>"),
        ("<strong>a<div>b</div></strong>c", "<strong>a</strong><p><strong>b</strong></p><p>c</p>"),
        (
            f"{LINK}<div>One</div><div>Two</div></a>",
            '<p><a href="https://a.no/?x=&gt;&amp;y">One</a></p>'
            '<p><a href="https://a.no/?x=&gt;&amp;y">Two</a></p>',
        ),
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
    ],
)
def test_a_block_that_rich_text_lacks_becomes_a_paragraph(dirty, cleaned):
    assert clean_html(dirty) == cleaned
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        (
            "<table><caption>Yield</caption><tr><th>a<td><p>1&nbsp;234</p><p>x</p></tr></table>t",
            "<p>Yield</p><p>a | 1&nbsp;234 x</p><p>t</p>",
        ),
        ("<td>2024</td><td>17</td>", "<p>2024 | 17</p>"),
        (
            "<table><tr><td><table><tr><td>1<td>2</table></tr><tr><td><h2>x</h2><ul><li>y</table>",
            "<p>1 | 2</p><h2>x</h2><ul><li>y</li></ul>",
        ),
    ],
)
def test_a_row_becomes_a_line_and_a_table_that_only_lays_out_keeps_its_parts(dirty, cleaned):
    assert clean_html(dirty) == cleaned


def test_the_reported_table_keeps_its_numbers_apart():
    html = (reported("03") / "paste.html").read_text()
    assert clean_html(html) == "<p>Year | Trials</p><p>2024 | 17</p><p>2025 | 19</p>"


def test_a_list_that_was_cut_up_counts_on():
    html = (reported("05") / "paste.html").read_text()
    items = "<ol><li><p>Apply</p></li><li><p>Be approved</p></li><li><p>Pay</p></li></ol>"
    assert clean_html(html).startswith(items)


def test_formatting_left_open_is_not_multiplied_by_the_paragraphs():
    html = "<sup>" * 90 + "<div>x</div>" * 900
    assert clean_html(html).count("<sup>") <= 10 * 900
