"""An editor's work from the first word to "gone", and the same by keyboard alone."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from news.blocks.prose import Prose
from news.blocks.spotlight import Spotlight
from news.models import Article, Edition
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
    add_block,
)

pytestmark = pytest.mark.browser

ADD = "/admin/news/article/add/"
ADDRESS = "/news/kelp-grows/"
BLOCKS = ".order-machine .inline-related:not(.empty-form)"


def add(page, kind):
    page.click(f".add-blocks button:has-text('{kind}')")


def choose(page, field, term):
    """Choose what an autocomplete finds for ``term``."""
    page.locator(f"#{field} + .select2-container, [name='{field}'] + .select2-container").click()
    page.keyboard.type(term)
    page.locator(".select2-results__option--highlighted", has_text=term).wait_for()
    page.keyboard.press("Enter")


def press(page, name):
    if page.locator(f"[name={name}]").is_hidden():
        page.click(f".bar-more:has([name={name}]) > summary")
    with page.expect_navigation():
        page.click(f"[name={name}]")
    page.wait_for_selector(".messagelist")


def order(page):
    return page.eval_on_selector_all(
        BLOCKS,
        "all => all.sort((a, b) => a.style.order - b.style.order)"
        ".map(one => one.querySelector('.inline_label').textContent)",
    )


def fill_table(page):
    cells = page.locator(".table-grid input")
    for number, text in enumerate(["Year", "Tonnes", "2026", "12"]):
        cells.nth(number).fill(text)


def write_article(page, image, member, statement):
    """An article with a text, a picture, a quote, a member portrait and a table."""
    page.goto(ADD)
    page.fill("#id_title", "Kelp grows")
    page.fill("#id_standfirst", "It does, said everybody.")
    add(page, "Text")
    page.wait_for_selector(".ProseMirror-focused")
    page.keyboard.type("The first words.")
    add(page, "Picture")
    page.click("#news_picture_set-0 .picture-choose")
    page.click(f".picture-one:has-text('{image.alt_en}')")
    add(page, "Quote")
    choose(page, "id_news_quote_set-0-statement", statement.text)
    add(page, "Member portrait")
    choose(page, "id_news_spotlight_set-0-member", member.name_en)
    add(page, "Table")
    page.fill("[name=news_table_set-0-caption]", "Harvest")
    fill_table(page)


def test_the_life_of_an_article(desk, visitor):
    image, member = ImageFactory(alt_en="Two divers"), MemberFactory(name_en="Kelp AS")
    write_article(desk, image, member, StatementFactory(text="We joined because of the kelp"))

    press(desk, "_publish")
    desk.get_by_text("View it on the site").wait_for()
    public = visitor.get(ADDRESS)
    assert public.status == 200
    text = public.text()
    for words in ("The first words.", "because of the kelp", "Kelp AS", "Harvest", "Tonnes"):
        assert words in text

    desk.fill("#id_title", "Kelp grows faster")
    press(desk, "_continue")
    assert "changes that are not published" in desk.inner_text(".bar-state")
    assert "Kelp grows faster" not in visitor.get(ADDRESS).text()

    soon = timezone.localtime() + timedelta(days=7)
    desk.click(".bar-more:has(#id_publishing-at) > summary")
    desk.fill("#id_publishing-at", soon.strftime("%Y-%m-%dT%H:%M"))
    press(desk, "_publish_at")
    assert "and will replace it" in desk.inner_text(".bar-state")
    then = f"{ADDRESS}?at={soon:%Y-%m-%dT%H:%M}"
    assert "Kelp grows faster" in desk.request.get(then).text()
    assert "Kelp grows faster" not in visitor.get(then).text()

    press(desk, "_unpublish")
    assert "Not on the site since" in desk.inner_text(".bar-state")
    assert visitor.get(ADDRESS).status == 410
    assert Edition.objects.issued().count() == 1


@pytest.mark.slow
def test_blocks_by_keyboard_alone(desk):
    article = ArticleFactory(text=False)
    for words in ("One", "Two", "Three"):
        add_block(article, Prose, html=f"<p>{words}</p>")
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".block-tools")
    first = desk.locator(BLOCKS).first

    first.get_by_role("button", name="Move down").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    assert order(desk) == ["Two", "Three", "One"]
    assert desk.evaluate("document.activeElement.title") == "Move down"
    assert desk.inner_text("[aria-live=polite]") == "Moved to place 3 of 3"

    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.title") == "Move to …"
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.title") == "Copy"
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".ProseMirror-focused")
    assert order(desk) == ["Two", "Three", "One", "One"]

    second = desk.locator(BLOCKS).nth(1)
    second.locator(".order-machine-insert-target").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".just-added .ProseMirror-focused")
    desk.keyboard.type("Between")
    assert order(desk) == ["Two", "Between", "Three", "One", "One"]

    desk.locator(BLOCKS).nth(1).locator(".row-remove").focus()
    desk.keyboard.press("Enter")
    desk.locator(f"{BLOCKS} .row-undo:focus").wait_for()
    assert desk.inner_text("[aria-live=polite]") == "Removed when you save."

    toggle = desk.locator(BLOCKS).first.locator(".block-collapse")
    toggle.focus()
    desk.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "false"

    desk.keyboard.press("Control+s")
    desk.wait_for_selector(".messagelist")
    kept = Prose.objects.filter(parent=article).order_by("ordering").values_list("html", flat=True)
    assert [html[3:-4] for html in kept] == ["Two", "Three", "One", "One"]


@pytest.mark.slow
def test_blocks_by_dragging(desk):
    article = ArticleFactory(text=False)
    for words in ("One", "Two", "Three"):
        add_block(article, Prose, html=f"<p>{words}</p>")
    desk.set_viewport_size({"width": 1280, "height": 1400})  # all blocks above the bar
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".block-tools")
    desk.click(".machine-collapse label")
    headings = desk.locator(f"{BLOCKS} > h3")

    def drag(place, y):
        box = headings.nth(place).bounding_box()
        desk.mouse.move(box["x"] + 150, box["y"] + 20)
        desk.mouse.down()
        desk.mouse.move(box["x"] + 150, y, steps=6)
        desk.mouse.up()

    drag(2, headings.nth(0).bounding_box()["y"] + 4)
    desk.locator(BLOCKS).first.get_by_text("Three").first.wait_for()
    assert order(desk) == ["Three", "One", "Two"]

    above, below = (headings.nth(place).bounding_box() for place in (1, 2))
    drag(0, (above["y"] + above["height"] + below["y"]) / 2)
    desk.locator(BLOCKS).first.get_by_text("One").first.wait_for()
    assert order(desk) == ["One", "Three", "Two"], "what falls between two blocks stands there"

    drag(0, below["y"] + below["height"] + 30)
    desk.locator(BLOCKS).first.get_by_text("Three").first.wait_for()
    assert order(desk) == ["Three", "Two", "One"]


# the buttons of a block's heading that a "+" between blocks lies upon
COVERED = """(blocks) => {
    const boxes = (kind) => [...document.querySelectorAll(`${blocks} ${kind}`)]
    const lies = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
    const signs = boxes("> .order-machine-insert-target").map((one) => one.getBoundingClientRect())
    return boxes("h3 .desk-button")
        .filter((one) => signs.some((sign) => lies(one.getBoundingClientRect(), sign)))
        .map((one) => one.title)
}"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "width", [390, *(pytest.param(width, marks=pytest.mark.slow) for width in (820, 1280))]
)
def test_a_folded_block_says_what_it_holds_and_nothing_covers_its_tools(desk, width):
    article = ArticleFactory(text=False)
    for _number in range(2):
        add_block(article, Spotlight, member=MemberFactory(), html="<p>A trawl is blunt.</p>")
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".row-remove")
    desk.click(".machine-collapse label")
    labels = desk.locator(f"{BLOCKS} .inline_label")
    assert min(label.bounding_box()["width"] for label in labels.all()) > 120
    assert desk.evaluate(COVERED, BLOCKS) == []
    rows = {
        tool.bounding_box()["y"]
        for tool in desk.locator(f"{BLOCKS} .block-tools").first.locator("button").all()
    }
    assert len(rows) == 1


@pytest.mark.slow
def test_a_block_goes_to_a_place_by_its_number(desk):
    article = ArticleFactory(text=False)
    for words in ("One", "Two", "Three"):
        add_block(article, Prose, html=f"<p>{words}</p>")
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".row-remove")
    desk.locator(BLOCKS).nth(0).locator(".row-remove").click()
    desk.locator(BLOCKS).nth(2).locator(".block-move-to").click()
    desk.keyboard.type("1")
    desk.keyboard.press("Enter")
    assert order(desk) == ["One", "Three", "Two"], "a removed block is not counted"
    assert desk.inner_text("[aria-live=polite]") == "Moved to place 1 of 2"
    assert desk.evaluate("document.activeElement.title") == "Move to …"


@pytest.mark.slow
def test_a_link_to_a_record_is_found_by_name_and_kept_by_key(desk):
    person = PersonFactory(name="Kari Kelp")
    desk.goto(ADD)
    desk.fill("#id_title", "With a link")
    add(desk, "Text")
    desk.wait_for_selector(".ProseMirror-focused")
    desk.keyboard.type("Said ")
    desk.keyboard.press("Control+Shift+k")
    desk.wait_for_selector(".record-dialog")
    desk.keyboard.type("kari")
    desk.get_by_role("button", name="Kari Kelp, Person").wait_for()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    assert desk.locator(".ProseMirror .record-link").get_attribute("title") == "Kari Kelp"
    press(desk, "_continue")
    assert (
        Prose.objects.get().html == f'<p>Said <a href="record:person/{person.pk}">Kari Kelp</a></p>'
    )


@pytest.mark.slow
def test_the_number_of_members_is_put_in_with_a_button_and_kept_as_a_reference(desk, visitor):
    MemberFactory()
    MemberFactory()
    desk.goto(ADD)
    desk.fill("#id_title", "With a number")
    desk.fill("#id_standfirst", "It counts.")
    add(desk, "Text")
    desk.wait_for_selector(".ProseMirror-focused")
    desk.keyboard.type("We are ")
    desk.click("[data-name=liveNumber]")
    desk.keyboard.type(" members.")
    desk.locator(".ProseMirror .live-number", has_text="2").wait_for()
    html = '<p>We are <a href="record:count/members">[number of members]</a> members.</p>'
    press(desk, "_continue")
    assert Prose.objects.get().html == html
    desk.locator(".ProseMirror .live-number", has_text="2").wait_for()

    desk.locator(".ProseMirror").click()
    desk.wait_for_selector(".ProseMirror-focused")
    desk.wait_for_timeout(50)  # after 20 ms ProseMirror puts its own selection into a focused text
    desk.keyboard.press("End")
    desk.keyboard.type(" Soon more.")
    press(desk, "_publish")
    assert Prose.objects.get().html == html.replace("members.<", "members. Soon more.<")
    MemberFactory()
    assert "We are 3 members. Soon more." in visitor.get("/news/with-a-number/").text()


@pytest.mark.slow
def test_what_stands_in_the_way_leads_to_its_place(desk):
    desk.goto(ADD)
    desk.fill("#id_title", "Too early")
    add(desk, "Quote")
    choose(desk, "id_news_quote_set-0-statement", StatementFactory(approved=False).text)
    desk.click("[name=_publish]")
    desk.click(".problems a:has-text('not approved')")
    focused = desk.evaluate("document.activeElement.closest('.inline-related').id")
    assert focused == "news_quote_set-0"
    assert not Article.objects.exists()


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<h1 style='color:red'>Title<o:p></o:p></h1><p class=MsoNormal style='margin:0'><b>Bold</b> and
<span style='font-style:italic'>slanted</span> CO<span style='vertical-align:sub'>2</span></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>First</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span>Inner</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Second</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span>Counted</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>"""
PASTED = {
    WORD: "<h2>Title</h2><p><strong>Bold</strong> and <em>slanted</em> CO<sub>2</sub></p>"
    "<ul><li>First<ul><li>Inner</li></ul></li><li>Second</li></ul><ol><li>Counted</li></ol>",
    "<p>· One</p><p>·&nbsp;&nbsp;Two</p><p>Three</p>": "<ul><li>One</li><li>Two</li></ul><p>Three</p>",
    '<b style="font-weight:normal"><p style="color:red"><span style="font-weight:700">A</span> b</p></b>': (
        "<p><strong>A</strong> b</p>"
    ),
    '<div onclick="x()"><a href="javascript:x()">Bad</a> <a href="https://a.no" class="c">Good</a></div>': (
        '<p>Bad <a href="https://a.no">Good</a></p>'
    ),
    '<h4>Small</h4><img src="x"><script>x</script><p>Text</p>': "<h3>Small</h3><p>Text</p>",
}


@pytest.mark.slow
def test_what_is_pasted_comes_out_clean(desk):
    desk.goto(ADD)
    for pasted, clean in PASTED.items():
        found = desk.evaluate(
            "async html => (await import('desk/clean-paste')).cleanPaste(html)", pasted
        )
        assert "".join(line.strip() for line in found.split("\n")) == clean


@pytest.mark.slow
def test_pasting_into_the_editor_keeps_the_list(desk):
    desk.goto(ADD)
    add(desk, "Text")
    desk.wait_for_selector(".ProseMirror-focused")
    desk.evaluate(
        """html => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true})
            document.querySelector(".ProseMirror-focused").dispatchEvent(paste)
        }""",
        "<p>· One</p><p>· Two</p>",
    )
    html = desk.input_value("[name=news_prose_set-0-html]")
    assert html.startswith("<ul><li><p>One</p></li><li><p>Two</p></li></ul>")


@pytest.mark.slow
def test_no_page_of_the_desk_breaks_its_policy(desk, editor_pages):
    for address in editor_pages:
        desk.goto(address)
        desk.wait_for_timeout(150)
        assert desk.errors == [], address


@pytest.fixture
def editor_pages(transactional_db):
    member = MemberFactory(logo=ImageFactory())
    article = ArticleFactory()
    PersonFactory(affiliation=member)
    publish(article=article, by=UserFactory(is_superuser=True))
    models = ("article", "boardannouncement", "tag")
    pages = [f"/admin/news/{model}/{page}" for model in models for page in ("", "add/")]
    pages += [f"/admin/news/article/{article.pk}/{page}/" for page in ("change", "history")]
    pages += [f"/admin/members/{model}/add/" for model in ("member", "person", "statement")]
    pages += [f"/admin/members/member/{member.pk}/change/", "/admin/members/member/?q=x"]
    pages += ["/admin/members/person/add/?_popup=1&_to_field=id&announced=1", "/admin/"]
    return [*pages, "/admin/images/image/", "/admin/images/image/add/?_popup=1"]


@pytest.mark.slow
def test_an_editor_that_is_quicker_than_its_script_is_named_all_the_same(desk):
    article = ArticleFactory()
    desk.route("**/desk/prose.js", lambda route: (time.sleep(1), route.continue_()))
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.get_by_role("toolbar").wait_for()
    assert desk.get_attribute(".ProseMirror", "aria-labelledby")
