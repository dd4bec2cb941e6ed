"""A wish to join becomes one member, with what it said, and nobody sees it before its time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.enquiries.admission import suggested_website
from cluster_site.enquiries.models import Enquiry
from desk.merging.distinct_pairs import list_different
from desk.models import Activity
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from members.lookalikes import find_lookalikes, organisation_domain
from members.models import FormerName, Member
from tests.factories import CategoryFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


def make_enquiry(**values):
    return Enquiry.objects.create(
        **{
            "kind": Enquiry.Kind.JOIN,
            "language": "en",
            "name": "Ida Berg",
            "organisation": "Kelp AS",
            "email": "ida@kelp.example",
            "text": "We grow kelp.",
            **values,
        }
    )


def address(enquiry):
    return reverse("admin:cluster_site_enquiry_take_in", args=[enquiry.pk])


def fields_of(response) -> dict:
    """What a browser sends of the page as it comes."""
    context, posted = response.context, {}
    for form in (context["choice"], context["details"]):
        for bound in form:
            value = bound.value()
            if value not in (None, "", False):
                posted[bound.html_name] = str(value)
    posted["offered"] = [str(each.member.pk) for each in context["choice"].lookalikes]
    return posted


def take_in(client, enquiry, **changes):
    return client.post(address(enquiry), {**fields_of(client.get(address(enquiry))), **changes})


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def test_nothing_that_was_written_is_typed_again(desk, editor):
    enquiry, category = make_enquiry(text="See www.kelp.example."), CategoryFactory()
    answer = take_in(desk, enquiry, **{"member-category": category.pk})
    member = Member.objects.get()
    assert answer["Location"] == reverse("admin:members_member_change", args=[member.pk])
    assert (member.name_en, member.name_nb, member.slug) == ("Kelp AS", None, "kelp-as")
    assert (member.website, member.category) == ("https://www.kelp.example", category)
    assert (member.contact_name, member.contact_email) == ("Ida Berg", "ida@kelp.example")
    assert member.memberships.get().period == DateRange(timezone.localdate(), None)
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.member, enquiry.handled_by) == ("done", member, editor)
    assert Activity.objects.filter(action="taken-in", user=editor).count() == 1


def test_an_erased_name_is_no_contact_of_a_new_member(desk):
    enquiry = make_enquiry(name="Kari Tang", email="kari@kelp.example")
    page = desk.get(address(enquiry))
    fields = {
        **fields_of(page),
        "member-contact_name": "Ola Moe",
        "_sitting": page.context["token"],
    }
    erase_person(DataSubject(words=["Ola Moe"]), by=None)
    page = desk.post(address(enquiry), fields)
    assert "Somebody was erased meanwhile" in page.text
    assert page.context["details"]["contact_name"].value() == "A person"
    assert not Member.objects.exists()


def test_sending_the_page_twice_makes_one_member(desk):
    enquiry = make_enquiry()
    fields = fields_of(desk.get(address(enquiry)))
    answers = [desk.post(address(enquiry), fields)["Location"] for _time in range(2)]
    assert answers[0] == answers[1] == desk.get(address(enquiry))["Location"]
    assert Member.objects.count() == 1


@pytest.mark.parametrize("announced", [False, True])
def test_nobody_knows_before_the_day_or_the_announcement(desk, announced):
    first_day = timezone.localdate() + timedelta(days=0 if announced else 3)
    changes = {"announced": "on"} if announced else {}
    take_in(desk, make_enquiry(), first_day=first_day.isoformat(), **changes)
    member = Member.objects.get()
    assert not Member.objects.known(timezone.now()).exists()
    assert Client().get(f"/members/{member.slug}/").status_code == 404
    later = timezone.now() + timedelta(days=4)
    assert Member.objects.known(later).exists() is not announced


def test_likely_twins_come_first_and_have_to_be_decided(desk):
    twin = MemberFactory(name_en="Tare", website="https://tare.example")
    FormerName.objects.create(member=twin, name="KELP A/S", slug="kelp-old")
    enquiry = make_enquiry()
    fields = fields_of(desk.get(address(enquiry)))
    assert "who" not in fields
    answer = desk.post(address(enquiry), fields)
    assert answer.context["choice"].errors["who"] == ["Choose one of these, or a new member."]
    take_in(desk, enquiry, who="new")
    assert list(list_different(Member.objects.exclude(pk=twin.pk).get())) == [twin]


def test_a_twin_that_was_made_meanwhile_is_shown_first(desk):
    enquiry = make_enquiry()
    fields = fields_of(desk.get(address(enquiry)))
    MemberFactory(name_en="Kelp")
    answer = desk.post(address(enquiry), fields)
    assert "“Kelp” is among the members already" in str(answer.context["choice"].errors["who"])
    assert Member.objects.count() == 1


def test_a_former_member_comes_back_as_itself(desk):
    left = timezone.localdate() - timedelta(days=400)
    twin = MemberFactory(
        name_en="Kelp AS",
        website="https://other.example",
        membership=DateRange(left - timedelta(days=400), left),
    )
    take_in(desk, make_enquiry(), who=str(twin.pk))
    twin.refresh_from_db()
    assert twin.memberships.count() == 2
    assert (twin.website, twin.contact_email) == ("https://other.example", "ida@kelp.example")
    assert Enquiry.objects.get().member == twin


def test_a_current_member_gets_no_second_membership_and_no_website_of_a_strangers(desk):
    twin = MemberFactory(name_en="Kelp AS", website="")
    take_in(desk, make_enquiry(), who=str(twin.pk))
    twin.refresh_from_db()
    assert twin.memberships.count() == 1
    assert twin.website == ""


def test_only_a_wish_to_join_is_taken_in_and_only_by_some(desk, client):
    mistake = make_enquiry(kind=Enquiry.Kind.MISTAKE)
    assert desk.get(address(mistake)).status_code == 404
    client.force_login(UserFactory(group="member-managers"))
    assert client.get(address(make_enquiry())).status_code == 403


def test_members_of_the_same_domain_look_alike():
    site = MemberFactory(website="https://www.kelp.example/om")
    mail = MemberFactory(contact_email="post@kelp.example")
    MemberFactory(website="https://kelp.example.org", contact_email="post@notkelp.example")
    lookalikes = find_lookalikes(names=["Other"], email="ida@kelp.example")
    assert [each.member for each in lookalikes] == [site, mail]
    assert not any(each.same_name for each in lookalikes)


@pytest.mark.parametrize(
    ("text", "email", "website"),
    [
        ("We are at https://kelp.example/about, see there.", "", "https://kelp.example/about"),
        ("Hello", "ida@kelp.example", "https://kelp.example"),
        ("Hello", "ida@gmail.com", ""),
        ("http://[ is no address", "", ""),
        (f"https://kelp.example/{'x' * 200}", "ida@kelp.example", "https://kelp.example"),
    ],
)
def test_the_website_comes_from_the_message_or_the_domain(text, email, website):
    assert suggested_website(Enquiry(text=text, email=email)) == website
    assert organisation_domain("http://[") == ""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_make_one_member(editor):
    enquiry, gate, answers = make_enquiry(), threading.Barrier(2), []
    users = [editor, UserFactory(group="editors")]

    def press(user):
        client = Client()
        client.force_login(user)
        try:
            fields = fields_of(client.get(address(enquiry)))
            gate.wait()
            answers.append(client.post(address(enquiry), fields).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Member.objects.count() == 1
