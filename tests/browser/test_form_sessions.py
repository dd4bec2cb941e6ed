"""Two editors at one article, and an editor whose browser, sign-in or connection goes away."""

import pytest

from accounts.models import Session
from desk.models import Autosave
from news.blocks.prose import Prose
from news.blocks.table import Table
from news.models import Article
from tests.browser.conftest import SIZE
from tests.browser.sessions import sign_in
from tests.factories import ArticleFactory, UserFactory, add_block

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
NOTICE, MERGE = ".kept-notice", ".session-panel.merge"


@pytest.fixture
def someone(browser, live_server, settings):
    """Opens a page for a person by name, in a browser of their own or in one of ``context``."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts = []

    def opened(name, context=None):
        user = UserFactory._meta.model.objects.filter(name=name).first()
        user = user or UserFactory(group="editors", name=name, email=f"{name}@example.org")
        is_new = context is None
        if is_new:
            context = browser.new_context(
                base_url=live_server.url, locale="en-GB", timezone_id="Europe/Oslo", viewport=SIZE
            )
            context.set_default_timeout(60_000)
            contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        if is_new:
            sign_in(page, user)
        else:
            sign_in_by_the_form(page, user)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            assert getattr(page, "errors", []) == []
        context.close()


def sign_in_by_the_form(page, user):
    """Sign in as a person does, whose open forms then hold a token of the session before."""
    page.goto("/admin/login/")
    if page.url.endswith("/admin/"):
        return
    page.fill("#id_username", user.email)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


@pytest.fixture
def article(transactional_db):
    article = ArticleFactory(title="Kelp", standfirst="It grows.", text="<p>One.</p>")
    add_block(article, Prose, html="<p>Two.</p>")
    return article


def open_form(page, article):
    """The form of an article, whose script keeps what is typed five times as often."""
    page.route("**/admin/news/article/**", hurried)
    page.goto(f"/admin/news/article/{article.pk}/change/")
    page.wait_for_selector(".ProseMirror >> nth=1")


def hurried(route):
    if route.request.method != "GET" or route.request.resource_type != "document":
        route.continue_()
        return
    answer = route.fetch()
    route.fulfill(
        response=answer, body=answer.text().replace('data-seconds="3"', 'data-seconds="0.5"')
    )


def write(page, place, text):
    """Put the caret at the end of a block's text and type."""
    page.locator(".ProseMirror").nth(place).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def kept(page):
    page.wait_for_selector(".kept-status:not(.not-kept):has-text('Kept')")


def save(page):
    with page.expect_navigation():
        page.click("[name=_continue]")


def texts():
    return list(Prose.objects.order_by("ordering").values_list("html", flat=True))


@pytest.mark.slow
def test_two_editors_change_the_same_article_and_nothing_is_lost(someone, article):
    kari, ola = someone("Kari"), someone("Ola")
    open_form(kari, article)
    open_form(ola, article)
    ola.wait_for_selector(".company:has-text('Kari has this open')")
    kari.wait_for_selector(".company:has-text('Ola has this open')")

    kari.fill("#id_title", "Kelp by Kari")
    write(kari, 0, " And by Kari.")
    save(kari)
    kari.wait_for_selector(".messagelist")
    ola.wait_for_selector(".company.newer:has-text('Kari saved a newer version at')")

    ola.fill("#id_title", "Kelp by Ola")
    write(ola, 1, " And by Ola.")
    save(ola)
    ola.wait_for_selector(MERGE)
    assert texts() == ["<p>One. And by Kari.</p>", "<p>Two.</p>"], (
        "nothing of Ola's is saved unseen"
    )
    assert ola.input_value("#id_title") == "Kelp by Ola"
    assert ola.locator(".ProseMirror").nth(0).inner_text() == "One. And by Kari."
    assert ola.locator(".ProseMirror").nth(1).inner_text() == "Two. And by Ola."
    assert "by Kari" in ola.inner_text(".both-texts [data-side=theirs] ins")

    # theirs, mine, theirs again: by keyboard
    ola.focus("[data-take=theirs]")
    ola.keyboard.press("Enter")
    assert ola.input_value("#id_title") == "Kelp by Kari"
    ola.keyboard.press("Tab")
    ola.keyboard.press("Enter")
    assert ola.input_value("#id_title") == "Kelp by Ola"
    save(ola)
    ola.wait_for_selector(".messagelist")
    assert Article.objects.get().title == "Kelp by Ola"
    assert texts() == ["<p>One. And by Kari.</p>", "<p>Two. And by Ola.</p>"]


@pytest.mark.slow
def test_taking_theirs_changes_the_text_in_the_editor(someone, article):
    kari, ola = someone("Kari"), someone("Ola")
    open_form(kari, article)
    open_form(ola, article)
    write(kari, 0, " By Kari.")
    kari.select_option("#id_section", "page")
    save(kari)
    write(ola, 0, " By Ola.")
    ola.select_option("#id_section", "board")
    save(ola)
    ola.wait_for_selector(MERGE)
    for button in ola.locator("[data-take=theirs]").all():
        button.click()
    assert ola.locator(".ProseMirror").nth(0).inner_text() == "One. By Kari."
    assert ola.input_value("#id_section") == "page"
    ola.locator("[data-take=mine]").nth(1).click()
    assert ola.locator(".ProseMirror").nth(0).inner_text() == "One. By Ola."
    save(ola)
    ola.wait_for_selector(".messagelist")
    assert texts()[0] == "<p>One. By Ola.</p>"


@pytest.mark.slow
def test_a_browser_that_is_killed_loses_only_the_last_seconds(someone, article):
    kari = someone("Kari")
    open_form(kari, article)
    kari.fill("#id_title", "Kelp and what Kari typed")
    write(kari, 0, " Then it stormed.")
    kept(kari)
    kari.wait_for_timeout(1_200)
    kari.context.close(reason="killed")
    assert Article.objects.get().title == "Kelp"

    kari = someone("Kari")
    open_form(kari, article)
    notice = kari.inner_text(NOTICE)
    assert "You typed something here and did not save it" in notice
    assert "Then it stormed." in notice
    assert kari.input_value("#id_title") == "Kelp"
    kari.click("text=Go on with what I typed")
    kari.wait_for_selector(MERGE)
    kari.wait_for_url("**/change/")  # a reload does not begin again
    assert kari.input_value("#id_title") == "Kelp and what Kari typed"
    assert kari.locator(".ProseMirror").nth(0).inner_text() == "One. Then it stormed."
    save(kari)
    kari.wait_for_selector(".messagelist")
    assert texts()[0] == "<p>One. Then it stormed.</p>"
    assert kari.locator(NOTICE).count() == 0


@pytest.mark.slow
def test_throwing_away_what_was_kept(someone, article):
    kari = someone("Kari")
    open_form(kari, article)
    kari.fill("#id_title", "Kelp, but no")
    kept(kari)
    open_form(kari, article)
    kari.fill("#id_title", "Kelp, typed before choosing")
    kari.wait_for_selector(".kept-status:has-text('choose first')")
    kari.click("text=Throw it away")
    kari.wait_for_selector(NOTICE, state="detached")
    kept(kari)
    assert "typed+before+choosing" in Autosave.objects.get().typed


@pytest.mark.slow
def test_signed_out_while_typing_it_stays_in_the_browser_until_one_signs_in_again(someone, article):
    kari = someone("Kari")
    open_form(kari, article)
    kari.fill("#id_title", "Kelp one")
    kept(kari)
    Session.objects.all().delete()
    kari.fill("#id_title", "Kelp two")
    kari.wait_for_selector(".not-kept:has-text('you are logged out')")
    assert "It is kept in this browser" in kari.inner_text(".kept-status")
    kari.click("[name=_continue]")
    kari.wait_for_timeout(300)
    assert kari.input_value("#id_title") == "Kelp two", "pressing Save loses nothing"

    someone("Kari", context=kari.context)
    kept(kari)
    assert "Kelp+two" in Autosave.objects.get().typed
    save(kari)
    kari.wait_for_selector(".messagelist")
    assert Article.objects.get().title == "Kelp two"


@pytest.mark.slow
def test_a_form_that_was_open_while_one_logged_in_again_is_saved_by_one_press(someone, article):
    kari = someone("Kari")
    open_form(kari, article)
    kari.fill("#id_title", "Kelp one")
    kept(kari)
    Session.objects.all().delete()
    someone("Kari", context=kari.context)
    # what comes with the press of a button in a window that did not have the focus
    kari.evaluate("dispatchEvent(new Event('focus'))")
    save(kari)
    kari.wait_for_selector(".messagelist")
    assert Article.objects.get().title == "Kelp one"


@pytest.mark.slow
def test_what_only_the_browser_has_is_offered_on_return(someone, article):
    kari = someone("Kari")
    open_form(kari, article)
    kari.context.set_offline(True)
    kari.fill("#id_title", "Kelp without a connection")
    kari.wait_for_selector(".not-kept:has-text('no connection')")
    assert not Autosave.objects.exists()
    context = kari.context
    kari.close()
    context.set_offline(False)
    kari = someone("Kari", context=context)
    open_form(kari, article)
    kari.wait_for_selector(f"{NOTICE}:has-text('without a connection')")


@pytest.mark.slow
def test_a_new_article_that_was_never_saved_is_offered(someone, article):
    kari = someone("Kari")
    kari.route("**/admin/news/article/**", hurried)
    kari.goto("/admin/news/article/add/")
    kari.fill("#id_title", "Kelp, begun")
    kept(kari)
    kari.goto("/admin/news/article/add/")
    assert "You began “Kelp, begun” and did not save it" in kari.inner_text(NOTICE)
    kari.click("text=Go on with what I typed")
    kari.wait_for_selector(MERGE)
    assert kari.input_value("#id_title") == "Kelp, begun"


@pytest.mark.slow
def test_taking_their_deletion_takes_the_block_out_and_keeping_mine_brings_it_back(
    someone, article
):
    kari, ola = someone("Kari"), someone("Ola")
    open_form(kari, article)
    open_form(ola, article)
    kari.locator(".order-machine .row-remove").nth(1).click()
    save(kari)
    write(ola, 1, " By Ola.")
    save(ola)
    ola.wait_for_selector(MERGE)
    assert "deleted it" in ola.inner_text(MERGE)
    ola.click("[data-take=theirs]")
    text = ola.locator(".order-machine .inline-related", has_text="By Ola.").locator("fieldset")
    text.wait_for(state="hidden")
    ola.click("[data-take=mine]")
    text.wait_for(state="visible")
    ola.click("[data-take=theirs]")
    save(ola)
    ola.wait_for_selector(".messagelist")
    assert texts() == ["<p>One.</p>"]


@pytest.mark.slow
def test_taking_their_table_draws_it_in_the_grid(someone, article):
    table = add_block(article, Table, caption="Kelp", header=["Year", "Tonnes"], rows=[["1", "2"]])
    kari, ola = someone("Kari"), someone("Ola")
    open_form(kari, article)
    open_form(ola, article)
    for page, value in ((kari, "33"), (ola, "44")):
        page.locator(".table-grid input").nth(3).fill(value)
        save(page)
    ola.wait_for_selector(MERGE)
    ola.click("[data-take=theirs]")
    assert ola.locator(".table-grid input").nth(3).input_value() == "33"
    save(ola)
    ola.wait_for_selector(".messagelist")
    table.refresh_from_db()
    assert table.rows == [["1", "33"]]


@pytest.mark.slow
def test_a_key_pressed_too_early_throws_nothing_away(desk):
    desk.goto("/admin/news/article/add/")
    desk.fill("#id_title", "Kelp waits")
    kept(desk)
    desk.goto("/admin/news/article/add/")
    desk.get_by_role("button", name="Throw it away").wait_for()
    assert desk.evaluate("document.activeElement.id") == "id_title"
    desk.keyboard.press("Space")
    assert desk.locator(NOTICE).is_visible()
    assert Autosave.objects.exists()


@pytest.mark.slow
def test_a_block_that_was_removed_before_any_save_comes_back_with_its_text(someone, article):
    kari = someone("Kari")
    open_form(kari, article)
    kari.click(".add-blocks button:has-text('Quote')")
    kari.fill("[name=news_quote_set-0-text]", "Kelp is the forest")
    kari.locator("#news_quote_set-0 .row-remove").click()
    folded = kari.locator("#news_quote_set-0.for-deletion")
    assert "Kelp is the forest" in folded.inner_text()
    kari.locator("#news_quote_set-0 fieldset").wait_for(state="hidden")
    kept(kari)

    open_form(kari, article)
    assert "Kelp is the forest" in kari.inner_text(NOTICE)
    kari.click(f"{NOTICE} .default")
    folded.get_by_role("button", name="Undo").click()
    assert kari.input_value("[name=news_quote_set-0-text]") == "Kelp is the forest"
    kari.locator("#news_quote_set-0 .row-remove").click()
    save(kari)
    kari.wait_for_selector(".messagelist")
    assert not article.news_quote_set.exists()
    assert kari.locator(NOTICE).count() == 0
