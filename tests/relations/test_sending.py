"""Sending answers: what is missing for it is asked, and what was sent has a receipt."""

from dataclasses import replace
from datetime import date

import pytest
from django.core import mail

from relations import answer_form, answer_limits
from relations.answers import confirm_entry, save_answers
from tests.factories import picture_bytes
from tests.pages import HtmlPage
from tests.relations.answering import fields_of, latest, send, upload

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


def once(monkeypatch, name):
    limit = getattr(answer_limits, name)
    monkeypatch.setattr(answer_limits, name, replace(limit, most=1))


def test_a_picture_over_the_limit_is_not_decoded(open_link, invitation, monkeypatch):
    once(monkeypatch, "PICTURES")
    browser, address = open_link()
    for status in (302, 429):
        logo = {"logo": upload(picture_bytes()), "logo_right": "on"}
        page = send(browser, address, city="Tromsø", **logo)
        assert page.status_code == status
        monkeypatch.setattr(answer_form, "inspect_upload", None)
    assert "Wait an hour, and choose the picture again." in HtmlPage(page).text
    assert page.context["form"]["city"].value() == "Tromsø"


def test_answers_are_sent_so_often_and_no_more(open_link, invitation, monkeypatch):
    once(monkeypatch, "SENDS")
    browser, address = open_link()
    assert send(browser, address, "send", city="Tromsø").status_code == 302
    page = send(browser, address, "send", city="Hammerfest")
    assert page.status_code == 429
    assert "Wait an hour, and send them again." in HtmlPage(page).text
    assert list(invitation.versions.values_list("values__city", flat=True)) == ["Tromsø"]


def test_what_saves_itself_is_refused_in_words(open_link, monkeypatch):
    once(monkeypatch, "SAVES")
    browser, address = open_link()
    send(browser, address, city="Tromsø")
    refused = browser.post(address, {"city": "Oslo"}, headers={"accept": "application/json"})
    assert refused.status_code == 429
    assert refused.json() == {
        "words": "That was saved very often. Wait ten minutes, and save again."
    }


def test_after_a_conflict_the_rest_of_the_page_is_saved_by_itself(open_link, invitation):
    (ida, first), (per, second) = open_link(), open_link()
    posted = fields_of(per.get(second)) | {"city": "Hammerfest"}
    send(ida, first, city="Tromsø")
    headers = {"accept": "application/json"}
    for remark in ("Call us.", "Call us soon."):
        posted["remark"] = remark
        saved = per.post(second, posted, headers=headers).json()
        assert saved["conflicts"] == ["city"]
        assert (latest(invitation)["city"], latest(invitation)["remark"]) == ("Tromsø", remark)
        posted |= {"base": saved["base"], "contested": saved["conflicts"]}
    page = per.post(second, posted | {"save": "1"})
    assert page.context["conflicts"] == {"city": "Tromsø"}
    assert latest(invitation)["city"] == "Hammerfest"
