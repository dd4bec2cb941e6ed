"""What the office writes while a member answers, or while a colleague decides, is not lost."""

import pytest
from django.test import Client
from django.urls import reverse

from desk.models import Activity
from members.models import Member
from relations.models import AnswerVersion
from relations.proposals import list_proposals
from tests.pages import HtmlPage
from tests.relations.answering import fields_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MENDED = "Grows kelp and dulse."


def mend_summary():
    Member.objects.update(summary_en=MENDED)


def proposed_names():
    return [row.name for row in list_proposals(AnswerVersion.objects.last())]


def open_answers(user):
    """The browser of an editor with the page of the answers, and all that its form would send."""
    browser = Client()
    browser.force_login(user)
    address = reverse(
        "admin:relations_invitation_answers", args=[AnswerVersion.objects.last().invitation_id]
    )
    page = browser.get(address)
    posted = {"version": AnswerVersion.objects.last().pk}
    for row, form in page.context["rows"]:
        if row.decision is None:
            posted[f"{row.name}-choice"] = "accept"
            posted[f"{row.name}-text"] = form["text"].value()
            posted[f"{row.name}-present"] = row.present_hash
            assert f'name="{row.name}-present" value="{row.present_hash}"' in page.text
    return browser, address, posted


def test_a_field_that_the_member_left_alone_is_no_proposal_after_the_record_changed(open_link):
    browser, address = open_link()
    fields = fields_of(browser.get(address))
    mend_summary()  # while the form is open
    browser.post(address, {**fields, "city": "Alta", "send": "1"})
    assert proposed_names() == ["city"]


def test_a_record_that_changes_after_saving_or_sending_is_not_changed_back(open_link):
    browser, address = open_link()
    send(browser, address, city="Alta")
    mend_summary()
    preview = HtmlPage(browser.get(f"{address}preview/"))
    assert MENDED in preview.text
    send(browser, address, "send", city="Alta")
    Member.objects.update(founded=1999)
    assert proposed_names() == ["city"]


def test_the_preview_sends_only_what_the_member_wrote(open_link):
    browser, address = open_link()
    send(browser, address, "preview", city="Alta")
    hidden = dict(browser.get(f"{address}preview/").context["hidden"])
    mend_summary()
    base = AnswerVersion.objects.last().pk
    browser.post(address, {**hidden, "base": base, "send": "1"})
    assert AnswerVersion.objects.last().sent_at
    assert proposed_names() == ["city"]


def test_a_colleague_who_decided_first_is_named_and_nothing_is_passed_over(
    open_link, editor, admin_user
):
    browser, address = open_link()
    send(browser, address, "send", city="Alta", website="https://kelp.example")
    first, page, posted = open_answers(editor)
    second, _page, other = open_answers(admin_user)
    first.post(page, {**posted, "website-choice": "later"})
    answer = second.post(page, {**other, "city-choice": "decline"})
    text = HtmlPage(answer).text
    assert "A colleague decided meanwhile about: Town of the head office." in text
    assert Member.objects.get().website == ""
    assert Activity.objects.filter(action="answers-decided").count() == 1


def test_who_presses_twice_decides_once(open_link, editor):
    browser, address = open_link()
    send(browser, address, "send", city="Alta")
    first, page, posted = open_answers(editor)
    for _time in range(2):
        assert first.post(page, posted).status_code == 302
    assert Member.objects.get().city == "Alta"


def test_a_record_changed_while_its_answers_are_read_is_shown_before_it_is_written_over(
    open_link, editor
):
    browser, address = open_link()
    send(browser, address, "send", summary_en="Eats kelp.")
    first, page, posted = open_answers(editor)
    mend_summary()
    answer = first.post(page, posted)
    assert "The record was changed meanwhile" in HtmlPage(answer).text
    assert Member.objects.get().summary_en == MENDED
    assert first.post(page, open_answers(editor)[2]).status_code == 302
    assert Member.objects.get().summary_en == "Eats kelp."


def test_a_paragraph_that_the_office_splits_is_an_edit(open_link, editor):
    browser, address = open_link()
    send(browser, address, "send", description_en="We grow. We eat.")
    first, page, posted = open_answers(editor)
    first.post(page, {**posted, "description_en-text": "We grow.\r\n\r\nWe eat."})
    assert Member.objects.get().description_en.count("<p>") == 2
