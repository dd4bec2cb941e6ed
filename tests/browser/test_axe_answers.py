"""axe finds nothing on the pages of a member that is invited, with errors and beside a colleague too."""

from datetime import date

import pytest

from members.models import Member
from relations.answers import save_answers
from relations.links import make_link, revoke_links
from relations.models import Invitation, Purpose, QuestionSet
from tests.browser.test_axe import violations
from tests.factories import MemberFactory, UserFactory, picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def invitation(transactional_db):
    member = MemberFactory(
        name_en="Kelp AS", summary_en="Grows kelp.", description_en="<p>In the sea.</p>"
    )
    questions = QuestionSet.objects.create(
        name_en="New member", name_nb="Nytt medlem", occasion="new-member"
    )
    questions.questions.create(text_en="Why did you join?", text_nb="Hvorfor ble dere medlem?")
    return Invitation.objects.create(
        member=member,
        question_set=questions,
        to_name="Ida Berg",
        to_email="ida@kelp.example",
        language="en",
        due_on=date(2100, 1, 1),
        made_by=UserFactory(group="editors"),
    )


def test_no_page_behind_the_link_has_a_fault(page, invitation):
    link = f"/answer/{make_link(invitation, Purpose.ANSWER, by=None)[1]}/"
    page.goto(link)
    assert violations(page) == []
    page.click("text=Continue")
    assert violations(page) == []

    page.fill("[name=founded]", "long ago")
    page.fill("[name=quote_text]", "Kelp is patient")
    page.click("button:has-text('Save')")
    page.wait_for_selector(".error-summary")
    assert violations(page) == []

    page.fill("[name=founded]", "1998")
    page.fill("[name=city]", "Tromsø")
    latest = invitation.versions.last()
    base = {"base": latest.pk, "form_showed": {}, "questions": {}}
    save_answers(invitation, {"city": "Alta"}, **base)
    page.click("button:has-text('Save')")
    page.wait_for_selector(".answer-theirs")
    field = page.locator("[name=city]")
    described = field.get_attribute("aria-describedby").split()
    assert "Alta" in page.inner_text(f"#{described[-1]}")
    assert violations(page) == []

    picture = {"name": "l.png", "mimeType": "image/png", "buffer": picture_bytes()}
    page.set_input_files("[name=logo]", picture)
    page.check("[name=logo_right]")
    page.get_by_label("Why did you join?").fill("For the sea.")
    page.fill("[name=quote_name]", "Ida Berg")
    page.fill("[name=spokesperson_name]", "Ida Berg")
    page.click("text=See how it looks, and send")
    page.wait_for_selector("[name=send]")
    assert violations(page) == []
    page.click("[name=send]")
    assert page.inner_text("h1") == "Thank you"
    assert violations(page) == []

    revoke_links(invitation, Purpose.ANSWER)
    page.goto(link)
    assert page.inner_text("h1") == "This link does not work"
    assert violations(page) == []
    assert Member.objects.get().city == ""
