"""The whole chain, through a mail server: members, invitations, answers, approvals, the welcome article."""

import re

import pytest
from playwright.sync_api import expect

from cluster_site.models import SiteSettings
from desk.models import Activity
from members.models import Member, Person, Statement
from news.content.draft_values import load_draft
from news.models import Article
from relations.models import AnswerDecision
from tests.factories import picture_bytes
from tests.relations.smtp_server import mail_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_CLICKS = 12
COUNT = "addEventListener('click', event => event.isTrusted && window.counted(), true)"
# each member with the person who answers for it
CONTACTS = {"Alga": "Ada Alge", "Bark": "Bo Bark", "Coral": "Cora Korall"}
PROPOSED = "We joined Bark to the sea, slowly."


@pytest.fixture
def mails(settings, live_server):
    """The mails that a real server took from the site."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.SITE_ADDRESS = live_server.url
        yield server.messages


@pytest.fixture
def open_mail(browser, mails):
    """A function that follows the link of somebody's latest mail, on a phone without JavaScript."""
    contexts = []

    def follow(name):
        address = email_of(name)
        texts = [
            mail.get_body("plain").get_content() for mail in mails if address in str(mail["To"])
        ]
        links = re.findall(r"http://\S+/answer/\S+", "\n".join(texts))
        context = browser.new_context(
            java_script_enabled=False, viewport={"width": 390, "height": 844}
        )
        contexts.append(context)
        phone = context.new_page()
        phone.goto(links[-1])
        phone.get_by_role("button", name="Continue").click()
        return phone

    yield follow
    for context in contexts:
        context.close()


def email_of(name):
    return f"{name.split()[0].lower()}@kelp.example"


def quote_of(member):
    return f"We joined for {member} and the sea."


def create_members(desk):
    for member, contact in CONTACTS.items():
        desk.goto("/admin/members/member/add/")
        desk.fill("#id_name_en", member)
        desk.fill("#id_contact_name", contact)
        desk.fill("#id_contact_email", email_of(contact))
        with desk.expect_navigation():
            desk.click("[name=_continue]")
        expect(desk.locator(".messagelist")).to_contain_text("Visitors see it among the members")


def invite_all(desk):
    desk.goto("/admin/members/member/")
    desk.check("#action-toggle")
    desk.select_option("select[name=action]", label="Invite to answer")
    desk.click("button[name=index]")
    desk.select_option("#id_question_set", label="New member")
    desk.get_by_role("button", name="Send the invitations").click()
    expect(desk.get_by_text("3 of 3 e-mails are sent.")).to_be_visible()


def answer(phone, member, contact):
    """Fill in the member's form as its contact does, and send it."""
    phone.fill("[name=summary_en]", f"{member} grows things.")
    phone.fill("[name=city]", f"{member}ville")
    phone.locator("[name^=question-]").first.fill(f"{member} joins to learn.")
    phone.fill("[name=quote_text]", quote_of(member))
    phone.fill("[name=quote_name]", contact)
    phone.fill("[name=quote_title]", f"Head of {member}")
    colour = {"Alga": "teal", "Bark": "navy", "Coral": "maroon"}[member]
    logo = {"name": "l.png", "mimeType": "image/png", "buffer": picture_bytes(colour=colour)}
    phone.set_input_files("[name=logo]", logo)
    phone.check("[name=logo_right]")
    phone.get_by_role("button", name="See how it looks, and send").click()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")


def decide_and_draft(desk):
    """Accept all answers but the town of Alga, and draft the article; return the number of clicks."""
    clicks = []
    desk.expose_function("counted", lambda: clicks.append(1))
    desk.add_init_script(COUNT)
    desk.goto("/admin/")
    desk.get_by_role("link", name="3 new answers").click()
    desk.locator("#result_list").get_by_role("link", name="Alga").click()
    desk.get_by_role("link", name="Read the answers").click()
    desk.locator(".proposal", has_text="Town of the head office").get_by_label("Decline").click()
    desk.get_by_role("button", name="Save, and read the next answers").click()
    expect(desk.get_by_text("Barkville")).to_be_visible()
    desk.get_by_role("button", name="Save, and read the next answers").click()
    expect(desk.get_by_text("Coralville")).to_be_visible()
    desk.get_by_role("button", name="Save the decisions").click()
    expect(desk.locator(".messagelist")).to_contain_text("Saved")
    desk.locator(".breadcrumbs").get_by_role("link", name="Home").click()
    desk.get_by_role("link", name="3 new members to welcome: draft the article").click()
    desk.get_by_role("button", name="Draft the welcome article").click()
    expect(desk.get_by_text("This is the draft of the welcome article.")).to_be_visible()
    return len(clicks)


def ask_for_approvals(desk, article):
    """Ask for each quote from the mark beside its block, typing nothing."""
    for number in (3, 2, 1):
        desk.goto(f"/admin/news/article/{article.pk}/change/")
        marks = desk.locator(".block-check a", has_text="Ask for approval")
        expect(marks).to_have_count(3)
        marks.nth(number - 1).click()
        expect(desk.locator("#id_to_email")).to_have_value(re.compile("@kelp.example$"))
        desk.locator(".approval-form button[type=submit]").click()
        expect(desk.locator(".messagelist")).to_contain_text("The request is on its way")


def publish(desk, article):
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.click("[name=_publish]")


def check_public_pages(phone, article, site):
    edition = article.editions.get()
    words = {member: PROPOSED if member == "Bark" else quote_of(member) for member in CONTACTS}
    phone.goto(site + edition.get_absolute_url())
    welcome = phone.locator("main")
    for member, quote in words.items():
        expect(welcome).to_contain_text(quote)
        expect(welcome).to_contain_text(f"{member} grows things.")
        expect(welcome).to_contain_text(f"{member} joins to learn.")
    expect(welcome).not_to_contain_text(quote_of("Bark"))
    for member, quote in words.items():
        phone.goto(site + Member.objects.get(name_en=member).get_absolute_url())
        page = phone.locator("main")
        expect(page).to_contain_text(f"{member} grows things.")
        expect(page).to_contain_text(quote)
        expect(page).to_contain_text(article.title)
        assert (f"{member}ville" in page.inner_text()) == (member != "Alga")


def check_activity_log(desk):
    rows = list(Activity.objects.order_by("pk").values_list("action", flat=True))
    numbers = {
        "member-invited": 3,
        "answers-sent": 3,
        "answers-decided": 3,
        "round-up-drafted": 1,
        "approval-requested": 3,
        "approval-given": 2,
        "words-proposed": 1,
        "words-accepted": 1,
        "published": 1,
    }
    assert {action: rows.count(action) for action in numbers} == numbers
    assert sorted(numbers, key=rows.index) == list(numbers)
    [declined] = AnswerDecision.objects.filter(outcome=AnswerDecision.Outcome.DECLINED)
    assert (declined.name, declined.version.invitation.member.name) == ("city", "Alga")
    desk.goto("/admin/desk/activity/")
    for words in ("drafted a welcome article", "approved a quote by link", "published"):
        expect(desk.locator("#result_list").get_by_text(words).first).to_be_visible()


def test_from_three_new_members_to_the_article_that_welcomes_them(
    desk, mails, open_mail, live_server
):
    SiteSettings.objects.create(name_en="Kelp Cluster", language="en")
    create_members(desk)
    invite_all(desk)
    for member, contact in CONTACTS.items():
        answer(open_mail(contact), member, contact)
    assert not Statement.objects.exists()
    assert not Member.objects.filter(summary_en__contains="grows").exists()

    clicks = decide_and_draft(desk)
    assert 0 < clicks <= MOST_CLICKS
    print(f"{clicks} clicks from three members with answers to the draft")
    article = Article.objects.get()
    kinds = ["prose", "member_list", "prose", *["spotlight"] * 3]
    assert [block["type"] for block in load_draft(article).blocks] == kinds
    assert {person.name for person in Person.objects.all()} == set(CONTACTS.values())

    publish(desk, article)
    expect(desk.locator(".block-check", has_text="Ask for approval")).to_have_count(3)
    assert not article.editions.exists()
    ask_for_approvals(desk, article)
    for contact in ("Ada Alge", "Cora Korall"):
        phone = open_mail(contact)
        phone.get_by_role("button", name="I approve these words").click()
        expect(phone.locator("main")).to_contain_text("You approved the words")
    phone = open_mail("Bo Bark")
    phone.fill("#id_proposed_text", PROPOSED)
    phone.get_by_role("button", name="Propose these words").click()
    expect(phone.locator("main")).to_contain_text("Your words have reached us")
    desk.goto("/admin/")
    desk.get_by_role("link", name="Other words proposed for 1 quote").click()
    desk.locator("#result_list tbody a").first.click()
    desk.get_by_role("button", name="Use these words").click()
    expect(desk.locator(".messagelist")).to_contain_text("The quote has the proposed words")

    publish(desk, article)
    expect(desk.locator(".messagelist")).to_contain_text("Published.")
    check_public_pages(phone, article, live_server.url)
    check_activity_log(desk)
