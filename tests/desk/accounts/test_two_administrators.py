"""Two administrators at one account, and what one of them did a moment before."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import override

from accounts.groups import group_title
from accounts.models import User
from desk.accounts.leaving import InvitationForm, close_account, invite_user
from desk.models import OutgoingMail
from tests.desk.posting import address, fields_of
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True, name="Boss")


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


def opened(client, record):
    page = client.get(address(record))
    return {**fields_of(page), "_base": str(page.context["form_session"]["base"])}


def test_a_group_that_was_taken_away_does_not_come_back(desk):
    user = UserFactory(name="Ola", group="editors")
    stale = opened(desk, user)
    assert desk.post(address(user), {**opened(desk, user), "groups": []}).status_code == 302
    page = desk.post(address(user), {**stale, "name": "Ola Nordmann"})
    assert page.status_code == 200
    assert "Not saved yet" in HtmlPage(page).text
    assert not user.groups.exists()
    desk.post(
        address(user), {**fields_of(page), "_base": str(page.context["form_session"]["base"])}
    )
    user.refresh_from_db()
    assert user.name == "Ola Nordmann"
    assert not user.groups.exists()


def test_two_names_for_one_account_are_shown_beside_each_other(desk):
    user = UserFactory(name="Ola")
    stale = opened(desk, user)
    desk.post(address(user), {**opened(desk, user), "name": "Ola One"})
    page = HtmlPage(desk.post(address(user), {**stale, "name": "Ola Two"}))
    assert len(page.all(".both-texts")) == 1
    assert "Saved by a colleague" in page.text
    assert page.has('[value="Ola Two"]')
    assert User.objects.get(pk=user.pk).name == "Ola One"


def test_groups_are_compared_by_the_names_on_the_screen(desk, boss):
    boss.language = "nb"
    boss.save()
    user = UserFactory(name="Ola", group="editors")
    stale = opened(desk, user)
    groups = {group.name: str(group.pk) for group in Group.objects.all()}
    desk.post(address(user), {**opened(desk, user), "groups": [groups["writers"]]})
    page = desk.post(address(user), {**stale, "groups": [groups["member-managers"]]})
    both = page.content.decode().partition('class="both-texts"')[2]
    with override("nb"):
        assert str(group_title(Group.objects.get(name="writers"))) in both
    assert "member-managers" not in both


def test_the_base_of_an_account_can_not_be_forged(desk):
    user = UserFactory(name="Ola")
    page = desk.post(address(user), {**opened(desk, user), "_base": "made-up", "name": "Ola Two"})
    assert page.status_code == 200
    assert User.objects.get(pk=user.pk).name == "Ola"


def test_no_password_is_in_the_base(desk):
    user = UserFactory()
    assert "password" not in desk.get(address(user)).context["form_session"]["base"].values


def test_a_second_invitation_to_one_address_is_refused_in_words(desk):
    group = Group.objects.get_or_create(name="writers")[0]
    form = {"email": "new@example.org", "name": "New", "language": "en", "groups": group.pk}
    assert desk.post("/admin/accounts/user/invite/", form).status_code == 302
    for email in ("NEW@example.org", "new@example.org"):
        page = desk.post("/admin/accounts/user/invite/", {**form, "email": email})
        errors = page.context["form"].errors
        assert errors == {"email": ["There is an account with this e-mail address already."]}
    assert OutgoingMail.objects.filter(kind="invitation").count() == 1


def test_nobody_takes_over_whose_own_account_was_closed_meanwhile(boss):
    leaver, heir = UserFactory(), UserFactory()
    User.objects.filter(pk=heir.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="was closed meanwhile"):
        close_account(leaver, heir=heir, by=boss)
    assert User.objects.get(pk=leaver.pk).is_active


def test_a_group_deleted_while_a_colleague_is_invited_is_said_in_words(desk, boss):
    group = Group.objects.create(name="Guests")
    form = InvitationForm(
        {"email": "ola@example.eu", "name": "Ola", "language": "en", "groups": [group.pk]}
    )
    assert form.is_valid()
    group.delete()
    with pytest.raises(ValidationError, match="A group was deleted meanwhile"):
        invite_user(form, by=boss)
    assert not User.objects.filter(email="ola@example.eu").exists()
