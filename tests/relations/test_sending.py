"""Sending answers: what is missing for it is asked, and what was sent has a receipt."""

from datetime import date

import pytest
from django.core import mail

from relations.answers import confirm_entry, save_answers
from tests.factories import picture_bytes
from tests.pages import HtmlPage
from tests.relations.answering import send, upload

pytestmark = pytest.mark.django_db


def test_a_portrait_needs_a_name_to_be_sent_and_is_saved_without(open_link, invitation):
    browser, address = open_link()
    portrait = {"portrait": upload(picture_bytes()), "portrait_right": "on"}
    page = send(browser, address, "send", **portrait)
    assert "Write who is in the portrait." in HtmlPage(page).text
    assert invitation.pictures.filter(kind="portrait").exists()
    assert send(browser, address, "send").status_code == 400
    assert send(browser, address, "send", spokesperson_name="Ida Berg").status_code == 302
    assert send(browser, address, "send", spokesperson_name="").status_code == 302


@pytest.fixture
def send_all(open_link, django_capture_on_commit_callbacks):
    """A function that sends a form; returns the text of the receipt."""

    def send_all(**texts):
        browser, address = open_link()
        with django_capture_on_commit_callbacks(execute=True):
            send(browser, address, "send", **texts)
        return mail.outbox[0].body

    return send_all


def test_the_receipt_has_all_that_was_sent(send_all):
    quote = {"quote_text": "Kelp is patient.", "quote_name": "Ida Berg", "quote_title": "Chair"}
    logo = {"logo": upload(picture_bytes()), "logo_right": "on"}
    receipt = send_all(city="Tromsø", summary_en="", remark="Call us.", **quote, **logo)
    assert "Town of the head office\nTromsø" in receipt
    assert "in English\nnothing any more" in receipt
    assert "A quote\nKelp is patient." in receipt
    assert "Who says it\nIda Berg, Chair" in receipt
    assert "To us\nCall us." in receipt
    assert "Logo\nlogo.png" in receipt
    assert "Website" not in receipt


def test_the_receipt_is_in_the_members_language(send_all, invitation):
    invitation.language = "nb"
    invitation.save()
    assert "Sted for hovedkontoret\nTromsø" in send_all(city="Tromsø")


def test_who_confirms_gets_one_receipt(
    open_link, invitation, member, django_capture_on_commit_callbacks
):
    browser, address = open_link()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(address, {"right": "1"})
        member.confirmed_on = date(2020, 1, 1)
        member.save()
        browser.post(address, {"right": "1"})
    [receipt] = mail.outbox
    assert "You confirmed that all of your entry is right." in receipt.body
    member.refresh_from_db()
    assert member.confirmed_on == date(2020, 1, 1)


def test_a_save_while_all_is_right_was_pressed_is_not_passed_over(invitation):
    save_answers(invitation, {"city": "Oslo"}, base=None, form_showed={}, questions={})
    assert not confirm_entry(invitation)
    invitation.refresh_from_db()
    assert invitation.answered_at is None
