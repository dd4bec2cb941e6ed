"""From an article that can't be published to the approval of its quote, as editor and person click it."""

import pytest
from django.core import mail

from accounts.models import User
from members.models import Statement
from news.blocks.quote import Quote
from relations.models import ApprovalRequest
from tests.browser.test_axe import violations, violations_at
from tests.factories import ArticleFactory, PersonFactory, StatementFactory, add_block
from tests.relations.approving import ask, link_in_mail

pytestmark = pytest.mark.browser
WORDS = "We grow kelp, and kelp grows us"


@pytest.fixture
def reader(browser, live_server):
    """A phone without JavaScript, of somebody who is signed out."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


def ask_from(desk, article):
    """Follow the mark beside the block of the article, and ask."""
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    mark = desk.locator(".block-check a", has_text="Ask for approval")
    mark.wait_for()
    mark.click()
    desk.locator("#id_to_name").wait_for()
    assert desk.locator("#id_to_email").input_value() == "kari@kelp.example"
    desk.click("form.approval-form button[type=submit]")
    desk.locator(".messagelist", has_text="The request is on its way").wait_for()


def open_mail(reader):
    reader.goto(link_in_mail())
    reader.click("text=Continue")
    assert WORDS in reader.inner_text(".approval-words")
    assert reader.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.slow
def test_a_quote_is_approved_by_link_and_the_article_published(desk, reader):
    person = PersonFactory(name="Kari Tang", email="kari@kelp.example")
    statement = StatementFactory(text=WORDS, person=person, approved=False)
    article = ArticleFactory(title="Meet Kelp AS", text="<p>They are new.</p>")
    add_block(article, Quote, statement=statement)

    ask_from(desk, article)
    open_mail(reader)
    assert "They are new." in reader.inner_text(".approval-words")
    reader.fill("#id_proposed_text", "We grow kelp; kelp grows us")
    reader.fill("#id_remark", "A semicolon, please.")
    reader.click("text=Propose these words")
    assert "Your words have reached us" in reader.inner_text("main")

    desk.goto("/admin/")
    desk.click("text=Other words proposed for 1 quote")
    desk.click("#result_list tbody a")
    assert desk.locator("ins").count() > 0
    desk.click("text=Use these words")
    desk.locator(".messagelist", has_text="The quote has the proposed words").wait_for()
    statement.refresh_from_db()
    assert statement.is_approved

    Statement.objects.filter(pk=statement.pk).update(text=WORDS)
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.locator(".block-check", has_text="was changed after it was approved").wait_for()
    mail.outbox.clear()
    ask_from(desk, article)
    open_mail(reader)
    reader.click("text=I approve these words")
    assert "You approved the words" in reader.inner_text("main")
    assert ApprovalRequest.objects.filter(outcome="approved").count() == 1

    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.click("[name=_publish]")
    desk.locator(".messagelist", has_text="Published.").wait_for()
    reader.goto(article.editions.get().get_absolute_url())
    assert WORDS in reader.inner_text("main")


@pytest.mark.slow
def test_axe_has_nothing_to_say_of_a_request(desk):
    statement = StatementFactory(text=WORDS, approved=False)
    request = ask(statement, User.objects.get())
    pages = "/admin/relations/approvalrequest"
    assert (
        violations_at(
            desk,
            f"{pages}/add/?statement={statement.pk}",
            f"{pages}/{request.pk}/change/",
            f"{pages}/withdraw/{statement.pk}/",
        )
        == {}
    )
    desk.goto(link_in_mail())
    desk.click("text=Continue")
    assert violations(desk) == []
