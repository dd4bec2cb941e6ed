"""What visitors write reaches the office once, spam does not, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cluster_site.enquiries import forms
from cluster_site.enquiries.models import Enquiry
from cluster_site.models import SiteSettings
from core.models import RateWindow
from desk.models import OutgoingMail, Revision
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.report import find_personal_data
from news.publishing.commands import publish, unpublish
from tests.desk.posting import post
from tests.factories import ArticleFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
JOIN = "/join/enquire/"


@pytest.fixture
def site(db):
    return SiteSettings.objects.create(
        name_en="Kelp Cluster", language="nb", enquiries_to="office@kelp.example"
    )


@pytest.fixture
def article(site, editor):
    article = ArticleFactory(title="Kelp & co", slug="kelp")
    publish(article=article, by=editor)
    return article


@pytest.fixture
def later(monkeypatch):
    """Whoever sends a form has taken their time over it."""
    monkeypatch.setattr(forms, "SOONEST", -1)


def filled(client, address=JOIN, **changes):
    token = client.get(address).context["form"]["token"].value()
    return {
        "organisation": "Kelp AS",
        "name": "Ida Berg",
        "email": "ida@kelp.example",
        "text": "We grow kelp.",
        "website": "",
        "token": token,
        **changes,
    }


def send(client, address=JOIN, **changes):
    return client.post(address, filled(client, address, **changes))


def test_a_wish_to_join_is_stored_and_mailed(
    client, site, later, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client)
    assert (response.status_code, response["Location"]) == (302, "/join/enquire/sent/")
    assert "Thank you" in HtmlPage(client.get(response["Location"])).text
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, enquiry.state, enquiry.language) == ("join", "new", "en")
    assert (enquiry.organisation, enquiry.email) == ("Kelp AS", "ida@kelp.example")
    (message,) = mail.outbox
    assert (message.to, message.reply_to) == (["office@kelp.example"], ["ida@kelp.example"])
    assert "We grow kelp." in message.body
    assert f"/admin/cluster_site/enquiry/{enquiry.pk}/change/" in message.body
    assert OutgoingMail.objects.get().kind == "enquiry"


def test_line_breaks_in_what_was_typed_make_no_lines_of_the_mail(
    client, site, later, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(
            client,
            name="Ida Berg\nE-mail: boss@elsewhere.example",
            organisation="Kelp\r\nFrom: Somebody Else\u2028X",
            text="We grow kelp.\nE-mail: boss@elsewhere.example",
        )
    lines = mail.outbox[0].body.splitlines()
    sender = next(number for number, line in enumerate(lines) if "Ida Berg" in line)
    assert "Kelp From: Somebody Else X" in lines[sender]
    assert lines[sender + 1].endswith("ida@kelp.example")
    # what the message says of itself comes after what the site says of it
    assert lines.index("We grow kelp.") > sender + 1


def test_without_an_address_in_the_settings_nobody_is_mailed(
    client, site, later, django_capture_on_commit_callbacks
):
    SiteSettings.objects.update(enquiries_to="")
    with django_capture_on_commit_callbacks(execute=True):
        send(client)
    assert (Enquiry.objects.count(), len(mail.outbox)) == (1, 0)


def test_a_mistake_names_its_article_and_needs_no_name(client, article, later):
    assert HtmlPage(client.get("/news/kelp/")).has('[href="/news/kelp/mistake/"]')
    address = "/news/kelp/mistake/"
    response = send(client, address, name="", email="", text="It is <b>Kombu</b>.")
    assert response["Location"] == "/news/kelp/mistake/sent/"
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, enquiry.article, enquiry.address) == ("mistake", article, "/news/kelp/")


def test_only_a_live_article_has_a_form(client, article, editor, later):
    address, old = "/news/kelp/mistake/", filled(client, "/news/kelp/mistake/")
    assert client.get("/news/none/mistake/").status_code == 404
    assert client.get("/nb/news/kelp/mistake/").status_code == 404
    article.slug = "kombu"
    article.save()
    publish(article=article, by=editor)
    assert client.get(address)["Location"] == "/news/kombu/mistake/"
    unpublish(article=article, by=editor)
    assert client.get(address).status_code == client.post(address, old).status_code == 410
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"website": "https://spam.example"}, "automatic message"),
        ({"token": "forged"}, "open for very long"),
        ({"text": "http://a http://b http://c http://d"}, "at most 3 web addresses"),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"text": "\u200b\x00"}, "Write your message."),
        ({"email": "ida@kelp.example\nBcc: all@kelp.example"}, "Enter an e-mail address such as"),
        ({"name": ""}, "Enter your name."),
        ({"organisation": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, site, later, changes, said):
    response = send(client, **changes)
    assert response.status_code == 400
    page = HtmlPage(response)
    assert said in page.text
    assert "Nothing you wrote is lost" in page.text
    assert page.has('[value="Kelp AS"]') or "organisation" in changes
    assert "We grow kelp." in page.text or "text" in changes
    assert not Enquiry.objects.exists()


def test_who_was_taken_for_a_machine_need_only_send_again(client, site, later):
    for changes in ({"website": "filled in by a browser"}, {"token": "old"}):
        form = send(client, **changes).context["form"]
        again = {field: form[field].value() for field in form.fields}
        assert client.post(JOIN, again).status_code == 302


def test_a_form_sent_at_once_is_refused_and_one_of_yesterday_too(client, site, monkeypatch):
    assert "very quick" in HtmlPage(send(client)).text
    monkeypatch.setattr(forms, "SOONEST", -1)
    monkeypatch.setattr(signing.time, "time", lambda: 0)
    old = forms.sign_form_token()
    monkeypatch.undo()
    assert "open for very long" in HtmlPage(send(client, token=old)).text


def test_a_form_sent_twice_is_one_enquiry_and_other_words_are_another(client, site, later):
    typed = filled(client)
    assert client.post(JOIN, typed).status_code == client.post(JOIN, typed).status_code == 302
    assert Enquiry.objects.count() == 1
    assert client.post(JOIN, {**typed, "text": "One thing more."}).status_code == 302
    assert Enquiry.objects.count() == 2


def test_the_sixth_in_an_hour_from_one_network_waits(client, site, later):
    for number in range(5):
        assert send(client, text=f"No {number}", REMOTE_ADDR="10.0.0.1").status_code == 302
    refused = send(client, text="No 6")
    assert refused.status_code == 400
    assert "Try again in an hour" in HtmlPage(refused).text
    assert "No 6" in HtmlPage(refused).text
    other = client.post(JOIN, filled(client), REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 302
    RateWindow.objects.update(until=timezone.now())
    assert send(client, text="No 7").status_code == 302


def test_no_network_address_is_kept_and_a_household_is_one_sender(client, site, later):
    forms = filled(client), filled(client, text="More")
    RateWindow.objects.all().delete()  # of the pages
    client.post(JOIN, forms[0], REMOTE_ADDR="2001:db8::1")
    client.post(JOIN, forms[1], REMOTE_ADDR="2001:db8::2")
    window = RateWindow.objects.get()
    assert window.count == 2
    assert "2001" not in window.key


def test_behind_a_proxy_the_address_is_the_one_it_saw(client, site, later, settings):
    settings.BEHIND_PROXY = True
    seen = ("spoofed, 192.0.2.1", "other, 192.0.2.1", "192.0.2.2", "nonsense")
    forms = {addresses: filled(client, text=addresses) for addresses in seen}
    RateWindow.objects.all().delete()  # of the pages
    for addresses, form in forms.items():
        client.post(JOIN, form, headers={"x-forwarded-for": addresses})
    assert RateWindow.objects.count() == 3


def test_a_forged_form_is_refused_with_what_was_typed(site, later):
    client = Client(enforce_csrf_checks=True)
    typed = filled(client)
    refused = client.post(JOIN, typed)
    assert refused.status_code == 400
    assert "sent no cookie" in HtmlPage(refused).text
    assert "We grow kelp." in HtmlPage(refused).text
    typed["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    assert client.post(JOIN, typed).status_code == 302


def test_the_pages_are_not_cached(client, article):
    for address in (JOIN, "/news/kelp/mistake/", "/nb/join/enquire/"):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_the_language_switch_leads_to_the_same_form(client, article, editor):
    assert HtmlPage(client.get(JOIN)).has('[href="/nb/join/enquire/"][hreflang="nb"]')
    assert "Ikke på norsk" in HtmlPage(client.get("/news/kelp/mistake/")).text
    norsk = ArticleFactory(slug="tare", language="nb", translation_group=article.translation_group)
    publish(article=norsk, by=editor)
    page = HtmlPage(client.get("/news/kelp/mistake/"))
    assert page.has('[href="/nb/news/tare/mistake/"][hreflang="nb"]')


def an_enquiry(**values):
    return Enquiry.objects.create(
        **{
            "kind": "join",
            "language": "en",
            "name": "Ida Berg",
            "email": "ida@kelp.example",
            "text": "We grow kelp.",
            **values,
        }
    )


@pytest.mark.slow
def test_editors_take_an_enquiry_in_hand_and_its_history_tells(client, editor):
    enquiry = an_enquiry()
    client.force_login(editor)
    assert "1 new enquiry" in HtmlPage(client.get("/admin/")).text
    assert post(client, enquiry, {"state": "in-hand", "note": "Called"}).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.handled_by, enquiry.text) == ("in-hand", editor, "We grow kelp.")
    assert "new enquiry" not in client.get("/admin/").text
    listed = client.get(reverse("admin:cluster_site_enquiry_changelist") + "?state__exact=in-hand")
    assert "Ida Berg" in HtmlPage(listed).text
    assert Revision.objects.filter(object_id=enquiry.pk).count() == 2


def test_writers_see_no_enquiries_and_nobody_adds_or_deletes_one(client, writer, editor):
    enquiry = an_enquiry()
    client.force_login(writer)
    assert client.get(reverse("admin:cluster_site_enquiry_changelist")).status_code == 403
    assert "new enquiry" not in client.get("/admin/").text
    client.force_login(editor)
    assert client.get(reverse("admin:cluster_site_enquiry_add")).status_code == 403
    gone = client.post(reverse("admin:cluster_site_enquiry_delete", args=[enquiry.pk]))
    assert gone.status_code == 403


def test_what_is_old_is_deleted_with_its_history(client, editor, capsys):
    kept, old, spam = an_enquiry(), an_enquiry(), an_enquiry(state="spam")
    client.force_login(editor)
    post(client, old, {"note": "Called Ida Berg"})
    now = timezone.now()
    Enquiry.objects.filter(pk=old.pk).update(sent_at=now - timedelta(days=366))
    Enquiry.objects.filter(pk=spam.pk).update(sent_at=now - timedelta(days=31))
    Enquiry.objects.filter(pk=kept.pk).update(sent_at=now - timedelta(days=31))
    call_command("run_due", "--dry-run")
    assert Enquiry.objects.count() == 3
    call_command("run_due")
    assert list(Enquiry.objects.all()) == [kept]
    assert not Revision.objects.filter(object_id=old.pk).exists()
    told = capsys.readouterr().out
    assert "2 enquiries would be deleted" in told
    assert "2 enquiries are deleted" in told


def test_enquiries_are_among_what_is_held_and_go_with_the_person():
    sent, other = an_enquiry(), an_enquiry(name="Per", email="per@kelp.example")
    about = an_enquiry(name="Per", email="per@kelp.example", text="Ida Berg told us.")
    subject = DataSubject(words=["Ida Berg", "ida@kelp.example"])
    assert "Enquiries sent" in {item.kind for item in find_personal_data(subject)}
    erase_person(subject, by=UserFactory(is_superuser=True))
    assert set(Enquiry.objects.all()) == {other, about}
    about.refresh_from_db()
    assert about.text == "A person told us."
    assert not Enquiry.objects.filter(pk=sent.pk).exists()


def test_the_database_wants_a_sender_of_whoever_would_join():
    with pytest.raises(IntegrityError), transaction.atomic():
        an_enquiry(email="")


def test_an_enquiry_reads_like_a_letter_with_the_answer_below(client, editor):
    enquiry = Enquiry.objects.create(
        kind="join",
        language="nb",
        name="Kari Nordmann",
        organisation="Fjord AS",
        email="kari@fjord.example",
        text="Hei,\n\nvi vil bli med & bidra.",
    )
    client.force_login(editor)
    page = client.get(reverse("admin:cluster_site_enquiry_change", args=[enquiry.pk])).text
    letter, _heading, answer = page.partition("Our answer")
    assert "Kari Nordmann" in letter and "<p>vi vil bli med &amp; bidra.</p>" in letter
    assert "mailto:kari@fjord.example?subject=Ditt%20%C3%B8nske%20om%20medlemskap" in answer
    assert answer.index('name="note"') < answer.index('name="state"')
