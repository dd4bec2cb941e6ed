"""A member's answers: saved as versions, nothing lost, nothing live."""

import gzip
import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image as Pillow

from core.moment import read_database_clock
from desk.history.recording import latest_revision
from desk.models import Activity
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.report import find_personal_data
from images.models import Image
from members.models import Member, Membership
from relations import answer_limits
from relations.answers import send_answers
from relations.models import AnswerPicture, AnswerVersion, Invitation
from relations.proposals import list_proposals
from relations.scheduled_tasks import delete_old_invitations
from tests.factories import picture_bytes
from tests.pages import HtmlPage
from tests.relations.answering import fields_of, latest, send, upload

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def test_the_form_shows_the_entry_and_its_present_values(open_link, invitation):
    browser, address = open_link()
    page = browser.get(address)
    assert "This is how we show you today. Is it right?" in HtmlPage(page).text
    assert fields_of(page)["city"] == "Bodø"
    assert "Why did you join" in HtmlPage(page).text
    norwegian = browser.get(f"/nb{address}")
    assert "Hvorfor ble dere medlem" in HtmlPage(norwegian).text
    invitation.refresh_from_db()
    assert invitation.opened_at is not None


def test_a_save_is_a_version_and_the_live_record_stays(open_link, invitation, member):
    browser, address = open_link()
    response = send(browser, address, summary_en="Grows and eats kelp.")
    assert response.status_code == 302
    assert latest(invitation)["summary_en"] == "Grows and eats kelp."
    assert Member.objects.get().summary_en == "Grows kelp."
    assert "Saved at" in HtmlPage(browser.get(response["Location"])).text
    send(browser, address)
    assert AnswerVersion.objects.count() == 1  # the same again is no other version


def test_a_form_sent_unchanged_changes_nothing(open_link, invitation, member):
    html = '<p>We grow <a href="https://kelp.example">kelp</a>.</p><ul><li><p>red</p></li></ul><p>And so on.</p>'
    Member.objects.update(description_en=html)
    browser, address = open_link()
    page = browser.get(address)
    text = fields_of(page)["description_en"].replace("\n", "\r\n")  # as browsers send it
    send(browser, address, "save", description_en=f" {text}\r\n")
    send_answers(invitation, invitation.versions.get())
    assert list_proposals(AnswerVersion.objects.get()) == []


def test_a_name_erased_while_the_form_was_open_does_not_come_back(open_link, invitation):
    browser, address = open_link()
    page = browser.get(address)
    posted = {**fields_of(page), "_sitting": page.context["token"], "quote_name": "Ola Moe"}
    erase_person(DataSubject(words=["Ola Moe"]), by=None)
    browser.post(address, {**posted, "save": 1})
    assert "Ola" not in str(latest(invitation))


def test_on_another_device_it_goes_on_where_it_was(open_link):
    browser, address = open_link()
    send(browser, address, city="Tromsø")
    other, other_address = open_link()
    assert fields_of(other.get(other_address))["city"] == "Tromsø"


def test_two_who_write_at_once_both_keep_what_they_wrote(open_link, invitation):
    (ida, first), (per, second) = open_link(), open_link()
    shown_to_per = fields_of(per.get(second))
    send(ida, first, city="Tromsø", website="https://ida.example")
    page = per.post(
        second, {**shown_to_per, "city": "Hammerfest", "linkedin": "https://per.example", "save": 1}
    )
    text = HtmlPage(page).text
    assert "A colleague changed the same meanwhile" in text
    assert "Tromsø" in text
    values = latest(invitation)
    assert (values["city"], values["website"], values["linkedin"]) == (
        "Hammerfest",
        "https://ida.example",
        "https://per.example",
    )
    assert invitation.versions.first().values["city"] == "Tromsø"


def test_it_is_saved_by_itself_without_leaving_the_page(open_link, invitation):
    browser, address = open_link()
    posted = {**fields_of(browser.get(address)), "city": "Tromsø"}
    answer = browser.post(address, posted, headers={"accept": "application/json"})
    assert answer.json()["base"] == invitation.versions.get().pk
    assert answer.json()["words"].startswith("Saved at")


def test_what_saves_itself_passes_over_no_colleague(open_link, invitation):
    (ida, first), (per, second) = open_link(), open_link()
    shown_to_per = fields_of(per.get(second))
    send(ida, first, city="Tromsø")
    posted = {**shown_to_per, "city": "Hammerfest"}
    for _time in range(2):
        answer = per.post(second, posted, headers={"accept": "application/json"})
        assert answer.json()["conflicts"] == ["city"]
    assert latest(invitation)["city"] == "Tromsø"
    assert "Tromsø" in HtmlPage(per.post(second, {**posted, "save": 1})).text
    assert latest(invitation)["city"] == "Hammerfest"


def test_what_is_too_long_is_said_and_kept_and_all_else_is_saved(open_link, invitation):
    browser, address = open_link()
    megabyte = "kelp " * 200_000
    page = send(browser, address, remark=megabyte, city="Tromsø")
    assert page.status_code == 400
    assert "Write at most 2000 characters here" in page.text
    assert megabyte.strip() in page.text
    values = latest(invitation)
    assert (values["city"], values.get("remark", "")) == ("Tromsø", "")


def test_script_in_every_field_is_text_on_every_page(open_link, invitation):
    browser, address = open_link()
    names = [name for name in fields_of(browser.get(address)) if name != "base"]
    page = send(browser, address, "preview", **dict.fromkeys(names, SCRIPT))
    assert SCRIPT not in page.text
    good = {name: SCRIPT for name in names if name not in page.context["form"].errors}
    preview = send(browser, address, "preview", **good)
    assert preview.status_code == 302
    for response in (browser.get(preview["Location"]), browser.get(address)):
        assert SCRIPT not in response.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.text


def test_sent_it_is_answered_and_both_sides_have_a_mail(
    open_link, invitation, editor, django_capture_on_commit_callbacks
):
    browser, address = open_link()
    question = next(iter(browser.get(address).context["form"].questions))
    preview = send(browser, address, "preview", **{question: "For the sea."})
    page = browser.get(preview["Location"])
    assert "For the sea." in HtmlPage(page).text
    hidden = dict(page.context["hidden"])
    with django_capture_on_commit_callbacks(execute=True):
        sent = browser.post(address, {**hidden, "base": page.context["version"].pk, "send": "1"})
    assert "Thank you" in HtmlPage(browser.get(sent["Location"])).text
    invitation.refresh_from_db()
    assert invitation.answered_at is not None
    receipt, note = mail.outbox
    assert (receipt.to, note.to) == (["ida@kelp.example"], [editor.email])
    assert "For the sea." in receipt.body
    assert Activity.objects.filter(action="answers-sent").count() == 1
    browser.post(address, {**hidden, "base": page.context["version"].pk, "send": "1"})
    assert len(mail.outbox) == 2


def test_all_is_right_is_one_press_and_confirms_the_details(open_link, invitation, member):
    browser, address = open_link()
    assert "Yes, all of it is right" in HtmlPage(browser.get(address)).text
    sent = browser.post(address, {"right": "1"})
    assert "Thank you" in HtmlPage(browser.get(sent["Location"])).text
    member.refresh_from_db()
    invitation.refresh_from_db()
    assert member.confirmed_on == timezone.localdate()
    assert invitation.answered_at == invitation.handled_at is not None
    assert latest_revision(member).by is None
    assert Activity.objects.filter(action="entry-confirmed").count() == 1


def test_all_is_right_after_something_was_written_asks_to_send_that(open_link, invitation):
    browser, address = open_link()
    send(browser, address, city="Tromsø")
    assert browser.post(address, {"right": "1"})["Location"] == f"{address}preview/"
    browser.post(address, {"save": "1"})  # a form that is cut off empties nothing
    assert latest(invitation)["city"] == "Tromsø"
    invitation.refresh_from_db()
    assert invitation.answered_at is None


def test_a_quote_needs_a_speaker_to_be_sent_and_is_saved_without(open_link, invitation):
    browser, address = open_link()
    page = send(browser, address, "send", quote_text="Kelp is the future.")
    assert "Write who says it." in HtmlPage(page).text
    assert latest(invitation)["quote_text"] == "Kelp is the future."
    invitation.refresh_from_db()
    assert invitation.answered_at is None


def test_who_left_meanwhile_is_stored_and_staff_are_told(
    open_link, invitation, django_capture_on_commit_callbacks
):
    Membership.objects.all().delete()
    browser, address = open_link()
    with django_capture_on_commit_callbacks(execute=True):
        send(browser, address, "send", city="Tromsø")
    assert "It is not a member today." in mail.outbox[1].body
    assert latest(invitation)["city"] == "Tromsø"


def test_a_logo_is_checked_shown_small_and_in_no_library(open_link, invitation):
    browser, address = open_link()
    send(browser, address, logo=upload(picture_bytes(size=(900, 600))), logo_right="on")
    picture = AnswerPicture.objects.get()
    assert (picture.kind, picture.width) == ("logo", 900)
    assert not Image.objects.exists()
    small = browser.get(f"{address}logo.picture")
    assert small["Content-Type"] == "image/png"
    assert f"{address}logo.picture" in browser.get(address).text
    other, _address = open_link()
    assert other.get(f"{address}logo.picture").status_code == 404


def bomb():
    """144 million pixels in a few kilobytes."""
    buffer = io.BytesIO()
    Pillow.new("1", (12_000, 12_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "right", "words"),
    [
        (bomb(), "on", "million pixels"),
        (picture_bytes()[:60], "on", "damaged"),
        (b"MZ kelp.exe", "on", "not a picture we can use"),
        (picture_bytes(), "", "Tick that we may publish the picture"),
    ],
)
def test_a_bad_picture_is_refused_and_the_texts_are_saved(
    open_link, invitation, content, right, words
):
    browser, address = open_link()
    page = send(browser, address, logo=upload(content), logo_right=right, city="Tromsø")
    assert page.status_code == 400
    assert words in HtmlPage(page).text
    assert latest(invitation)["city"] == "Tromsø"
    assert not AnswerPicture.objects.exists()


def test_saving_has_a_limit_that_loses_nothing(open_link, monkeypatch):
    monkeypatch.setattr(
        answer_limits, "SAVES", answer_limits.RateLimit("few", 1, timedelta(minutes=1))
    )
    browser, address = open_link()
    send(browser, address, city="Tromsø")
    page = send(browser, address, city="Hammerfest")
    assert page.status_code == 429
    assert "Hammerfest" in page.text


def test_a_revoked_invitation_takes_no_answers(open_link, invitation):
    browser, address = open_link()
    posted = fields_of(browser.get(address))
    Invitation.objects.update(revoked_at=timezone.now())
    assert browser.post(address, {**posted, "city": "Tromsø", "save": 1}).status_code == 404
    assert not AnswerVersion.objects.exists()


def test_the_first_load_is_under_60_kb_and_needs_no_script(open_link, client):
    browser, address = open_link()
    page = browser.get(address)
    weight = len(gzip.compress(page.content))
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    assert {name.rpartition("/")[2] for name in files} == {"site.css", "answer.css", "answer.js"}
    for name in files:
        content = open(name.removeprefix("/"), "rb").read()  # noqa: SIM115 - a static file
        weight += len(gzip.compress(content))
    weight += len(open("static/fonts/petrona.woff2", "rb").read())  # noqa: SIM115 - the same
    assert weight < 60_000, weight


def test_what_is_held_about_a_person_is_found_and_erased(open_link, invitation, member):
    browser, address = open_link()
    portrait = upload(picture_bytes())
    send(browser, address, spokesperson_name="Ola Moe", portrait=portrait, portrait_right="on")
    ida, ola = DataSubject(words=["Ida Berg", "ida@kelp.example"]), DataSubject(words=["Ola Moe"])
    assert "Invitations to answer" in {item.kind for item in find_personal_data(ida)}
    assert AnswerPicture.objects.exists()
    erase_person(ola, by=None)
    assert not AnswerPicture.objects.exists()
    assert "Ola" not in str(latest(invitation))
    erase_person(ida, by=None)
    invitation.refresh_from_db()
    assert (invitation.to_name, invitation.to_email) == ("", "")
    assert "Ida" not in str(latest(invitation))


def test_after_two_years_nothing_is_left(open_link, invitation):
    browser, address = open_link()
    send(browser, address, city="Tromsø")
    Invitation.objects.update(made_at=read_database_clock() - timedelta(days=731))
    lines = []
    delete_old_invitations(dry_run=True, say=lines.append)
    assert Invitation.objects.count() == 1
    delete_old_invitations(dry_run=False, say=lines.append)
    assert lines == [
        "Invitations: 1 invitation would be deleted",
        "Invitations: 1 invitation is deleted",
    ]
    assert not AnswerVersion.objects.exists()
    assert browser.get(address).status_code == 404
