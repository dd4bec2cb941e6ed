"""A member answers in a browser: on a phone, with and without JavaScript."""

from datetime import date

import pytest

from relations.links import make_link
from relations.models import AnswerVersion, Invitation, Purpose, QuestionSet
from tests.factories import MemberFactory, UserFactory, picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(transactional_db):
    member = MemberFactory(name_en="Kelp AS", city="Bodø")
    questions = QuestionSet.objects.create(
        name_en="New member", name_nb="Nytt medlem", occasion="new-member"
    )
    questions.questions.create(text_en="Why did you join?", text_nb="Hvorfor ble dere medlem?")
    invitation = Invitation.objects.create(
        member=member,
        question_set=questions,
        to_name="Ida Berg",
        language="en",
        due_on=date(2100, 1, 1),
        made_by=UserFactory(group="editors"),
    )
    return f"/answer/{make_link(invitation, Purpose.ANSWER, by=None)[1]}/"


def test_a_member_answers_on_a_phone(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    page.click("text=Continue")
    assert address not in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.fill("[name=city]", "Tromsø")
    page.locator("[data-status]", has_text="Saved at").wait_for(timeout=20_000)
    assert AnswerVersion.objects.get().values["city"] == "Tromsø"
    page.get_by_label("Why did you join?").fill("For the sea.")
    page.set_input_files(
        "[name=logo]", {"name": "l.png", "mimeType": "image/png", "buffer": picture_bytes()}
    )
    page.check("[name=logo_right]")
    page.click("text=See how it looks, and send")
    assert "For the sea." in page.inner_text("main")
    assert page.locator(".answer-logo img").evaluate("image => image.naturalWidth") == 40
    page.click("button:has-text('Send')")
    assert page.inner_text("h1") == "Thank you"
    assert Invitation.objects.get().answered_at is not None


def test_it_works_without_javascript(browser, live_server, settings, address):
    settings.ALLOWED_HOSTS = ["*"]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.click("text=Continue")
    page.fill("[name=city]", "Tromsø")
    page.click("button:has-text('Save')")
    assert "Saved at" in page.inner_text("#saved")
    page.click("text=Norsk")
    assert page.input_value("[name=city]") == "Tromsø"
    assert "Hvorfor ble dere medlem?" in page.inner_text("main")
    context.close()


def test_long_texts_are_saved_by_themselves(page, address):
    for number in range(3):
        Invitation.objects.get().question_set.questions.create(text_en=f"Question {number}?")
    page.goto(address)
    page.click("text=Continue")
    # three bytes each: together more than a browser sends of a page that is left
    text = "海" * 4_900
    labels = ("More about you, in English", "More about you, in Norwegian", "Why did you join?")
    for label in (*labels, *(f"Question {number}?" for number in range(3))):
        page.get_by_label(label).fill(text)
    page.locator("[data-status]", has_text="Saved at").wait_for(timeout=20_000)
    assert AnswerVersion.objects.get().values["description_nb"] == text


def test_after_a_conflict_the_rest_is_saved_by_itself(page, address):
    page.goto(address)
    page.click("text=Continue")
    invitation = Invitation.objects.get()
    AnswerVersion.objects.create(invitation=invitation, values={"city": "Tromsø"})
    page.fill("[name=city]", "Hammerfest")
    page.fill("[name=remark]", "Call us.")
    page.locator("[data-status]", has_text="A colleague").wait_for(timeout=20_000)
    assert AnswerVersion.objects.last().values["remark"] == "Call us."
    page.click("button:has-text('Save')")
    assert "Tromsø" in page.inner_text(".answer-theirs")
    assert AnswerVersion.objects.last().values["city"] == "Hammerfest"
