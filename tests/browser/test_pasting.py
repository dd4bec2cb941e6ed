"""What is pasted from office programs, the web and PDFs, as the desk takes it."""

import pytest

from news.blocks.prose import Prose
from news.blocks.table import Table
from tests.browser.test_editor import ADD, add, press
from tests.reported import reported

pytestmark = pytest.mark.browser

PASTE = """([field, data]) => {
    const clipboard = new DataTransfer()
    for (const [type, text] of Object.entries(data)) clipboard.setData(type, text)
    const paste = new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true})
    document.querySelector(field).dispatchEvent(paste)
}"""
PRINTED = """The ward opened in spring and has since then
taken in two hundred patients from the whole re-
gion, most of them from the north and the east.
It will grow.

Next year a second ward opens, says the director
of the hospital, who has asked for it for years."""
JOINED = [
    "The ward opened in spring and has since then taken in two hundred patients from the whole region, "
    "most of them from the north and the east. It will grow.",
    "Next year a second ward opens, says the director of the hospital, who has asked for it for years.",
]
OUTLOOK = """<table border=0><tr><td><p class=MsoNormal>Dear all,</p><table class=MsoTableGrid>
<tr><td><p>Ward</p></td><td><p><b>Beds</b></p></td></tr><tr><td colspan=2>North</td></tr>
<tr><td>East</td><td>1&nbsp;234</td></tr></table><div>Best wishes</div></td></tr></table>"""


def cleaned(page, html):
    return page.evaluate("async html => (await import('desk/clean-paste')).cleanPaste(html)", html)


def paste(page, field, **data):
    page.evaluate(PASTE, [field, {f"text/{kind}": text for kind, text in data.items()}])


@pytest.mark.slow
def test_cleaning_leaves_a_boundary_where_a_block_was_and_keeps_hard_spaces_in_numbers(desk):
    desk.goto(ADD)
    pasted = {
        "<div>One</div><div>Two</div>": "<p>One</p><p>Two</p>",
        "<div>A<div>B</div>C</div>D": "<p>A</p><p>B</p><p>C</p><p>D</p>",
        "<h2><div>a</div><div>b</div></h2>": "<h2>a b</h2>",
        "<dl><dt>a</dt><dd>b</dd></dl>": "<p>a</p><p>b</p>",
        OUTLOOK: "<p>Dear all,</p><p>Ward | Beds</p><p>North</p><p>East | 1&nbsp;234</p><p>Best wishes</p>",
        "<p>5\u2009000&nbsp;kr&nbsp;and&nbsp; 5&nbsp;%</p>": "<p>5\u2009000&nbsp;kr and 5&nbsp;%</p>",
        (reported("05") / "paste.html").read_text(): (
            "<ol><li><p>Apply</p></li><li><p>Be approved</p></li><li><p>Pay</p></li></ol>"
            "<ul><li><p>Outer</p><ul><li><p>Inner</p></li></ul></li></ul>"
        ),
        "<ul><li>a</li><ul><li>b</li></ul></ul>": "<ul><li>a<ul><li>b</li></ul></li></ul>",
        f"<p>{PRINTED.replace(chr(10), '<br>')}</p>": "".join(f"<p>{text}</p>" for text in JOINED),
    }
    for html, clean in pasted.items():
        assert "".join(cleaned(desk, html).split("\n")) == clean


@pytest.mark.slow
def test_printed_lines_are_joined_and_short_ones_are_not(desk):
    desk.goto(ADD)
    join = "async text => (await import('desk/pasted-lines')).joinText(text)"
    assert desk.evaluate(join, PRINTED).split("\n\n") == JOINED
    for text in (
        "Kari Kelp\nOla Tare\nAnne Alge\nPer Sukkertare",
        "One sentence. Another one.",
        "",
    ):
        assert desk.evaluate(join, text) == text

    desk.focus("#id_standfirst")
    paste(desk, "#id_standfirst", plain=PRINTED)
    assert desk.input_value("#id_standfirst") == "\n\n".join(JOINED)


@pytest.mark.slow
def test_a_table_pasted_into_a_text_becomes_a_block_between_what_is_around_it(desk):
    desk.goto(ADD)
    desk.fill("#id_title", "With a table")
    add(desk, "Text")
    desk.wait_for_selector(".ProseMirror-focused")
    desk.keyboard.type("Before. After.")
    desk.evaluate("document.querySelector('.ProseMirror').editor.commands.setTextSelection(8)")
    paste(desk, ".ProseMirror-focused", html=(reported("03") / "paste.html").read_text())

    desk.locator("[name=news_table_set-0-caption]:focus").wait_for()
    desk.keyboard.type("Trials a year")
    press(desk, "_continue")
    texts = Prose.objects.order_by("ordering").values_list("html", flat=True)
    table = Table.objects.get()
    assert list(texts) == ["<p>Before.</p>", "<p> After.</p>"]
    assert (table.header, table.rows) == (["Year", "Trials"], [["2024", "17"], ["2025", "19"]])
    assert [*texts.model.objects.order_by("ordering").values_list("ordering", flat=True)] == [
        10,
        30,
    ]


@pytest.mark.slow
def test_a_text_with_nothing_but_a_table_makes_way_for_it(desk):
    desk.goto(ADD)
    add(desk, "Text")
    desk.wait_for_selector(".ProseMirror-focused")
    paste(desk, ".ProseMirror-focused", html=(reported("03") / "paste.html").read_text())
    desk.locator("[name=news_table_set-0-caption]:focus").wait_for()
    assert desk.locator(".order-machine .inline-related:not(.empty-form)").count() == 1


@pytest.mark.slow
def test_cells_of_a_spreadsheet_stay_whole(desk):
    desk.goto(ADD)
    add(desk, "Table")
    cell = ".table-grid input"
    desk.focus(cell)
    paste(desk, cell, plain=(reported("04") / "clip.tsv").read_text() + "\nAll\t6\u00a0234")
    assert desk.input_value("[name=news_table_set-0-header]") == "Hospital | Patients"
    rows = desk.input_value("[name=news_table_set-0-rows]").split("\n")
    assert rows == ["North ward | 1 234", 'Says "yes" often | 5 000', "All | 6\u00a0234"]
