"""A form that is sent twice at the same instant: one enquiry for the same words, two for others."""

import threading

import pytest
from django.db import connection
from django.test import Client

from cluster_site.enquiries import forms
from cluster_site.enquiries.models import Enquiry
from cluster_site.models import SiteSettings
from desk.models import OutgoingMail
from tests.cluster_site.test_enquiries import JOIN, filled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("words", "number"), [(("We grow kelp.",) * 2, 1), (("We grow kelp.", "We dry it."), 2)]
)
def test_nobody_is_thanked_for_what_is_not_kept(words, number, monkeypatch):
    monkeypatch.setattr(forms, "SOONEST", -1)
    SiteSettings.objects.create(name_en="Kelp", enquiries_to="office@kelp.example")
    fields, gate, answers = filled(Client()), threading.Barrier(2), []

    def send(text):
        client = Client()
        try:
            client.get(JOIN)
            gate.wait()
            answers.append(client.post(JOIN, {**fields, "text": text}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[text]) for text in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Enquiry.objects.count() == number
    assert OutgoingMail.objects.count() == number
