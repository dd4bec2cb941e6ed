"""What the pages of accounts and groups show: permissions in the reader's language, nothing of a password."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils.translation import override

from accounts.permissions import assignable_permissions, permission_action_label
from tests.desk.posting import address, errors_of, fields_of, post
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    return user


def test_no_page_about_an_account_shows_salt_or_hash_or_algorithm(client, administrator):
    user = UserFactory(group="writers")
    user.set_password("long enough for anybody")
    user.save()
    algorithm, salt, digest = user.password.split("$")[:3]
    pages = [address(user), f"/admin/accounts/user/{user.pk}/password/"]
    for page in pages:
        text = client.get(page).text
        assert "hash:" not in text.lower() and "salt" not in text.lower()
        for secret in (algorithm, salt[:6], digest[:6]):
            assert secret not in text
    assert "A password is set." in HtmlPage(client.get(pages[0])).text


def test_an_account_without_a_password_says_so(client, administrator):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    assert "No password is set." in HtmlPage(client.get(address(user))).text


def test_permissions_are_named_in_the_language_of_the_reader(client, administrator):
    administrator.language = "nb"
    administrator.save()
    page = HtmlPage(client.get(address(Group.objects.get(name="editors"))))
    assert "Can add" not in page.source and "Can publish" not in page.source
    assert page.has("legend", "Nyheter: Artikler")
    for permission in assignable_permissions():
        with override("en"):
            english = permission_action_label(permission)
        with override("nb"):
            assert permission_action_label(permission) != english, permission.codename


def test_the_groups_of_the_office_are_called_by_their_names_in_norwegian(client, administrator):
    administrator.language = "nb"
    administrator.save()
    page = HtmlPage(client.get(address(Group.objects.get(name="member-managers"))))
    assert "medlemsansvarlige" in page.text and "member-managers" not in page.source


def test_the_filter_of_the_accounts_calls_the_groups_as_the_list_does(client, administrator):
    administrator.language = "nb"
    administrator.save()
    page = HtmlPage(client.get("/admin/accounts/user/"))
    assert "medlemsansvarlige" in page.text
    assert "member-managers" not in page.source


def test_saving_a_group_leaves_the_permissions_on_parts_of_records(client, administrator):
    group = Group.objects.get(name="editors")
    parts = set(group.permissions.exclude(pk__in=assignable_permissions()))
    assert parts
    assert errors_of(post(client, group, {"permissions": []})) == []
    assert set(group.permissions.all()) == parts


def test_saving_a_group_unchanged_changes_nothing(client, administrator):
    group = Group.objects.get(name="writers")
    before = set(group.permissions.all())
    client.post(address(group), fields_of(client.get(address(group))))
    assert set(group.permissions.all()) == before
    assert Permission.objects.filter(pk__in=[one.pk for one in before]).count() == len(before)
