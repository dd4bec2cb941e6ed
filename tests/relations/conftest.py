"""A member that is invited, and the browser that opened its link."""

from datetime import date

import pytest
from django.test import Client

from relations.links import make_link
from relations.models import Invitation, Purpose, QuestionSet
from tests.factories import MemberFactory


@pytest.fixture(autouse=True)
def site_address(settings):
    settings.SITE_ADDRESS = "https://kelp.example"


@pytest.fixture
def member():
    return MemberFactory(
        name_en="Kelp AS",
        summary_en="Grows kelp.",
        city="Bodø",
        contact_name="Ida Berg",
        contact_email="ida@kelp.example",
    )


@pytest.fixture
def invitation(member, editor):
    return Invitation.objects.create(
        member=member,
        question_set=QuestionSet.objects.get(occasion="new-member"),
        to_name="Ida Berg",
        to_email="ida@kelp.example",
        language="en",
        due_on=date(2100, 1, 1),
        made_by=editor,
    )


@pytest.fixture
def open_link(invitation):
    """A function that opens a new link in a new browser; returns the browser and the form's address."""

    def open_link(record=invitation, language="en"):
        token = make_link(record, Purpose.ANSWER, by=None)[1]
        browser = Client()
        start = "/nb/answer/" if language == "nb" else "/answer/"
        return browser, browser.post(f"{start}{token}/")["Location"]

    return open_link
