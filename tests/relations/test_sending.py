"""Sending answers: what is missing for it is asked, and what was sent has a receipt."""

import pytest

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
