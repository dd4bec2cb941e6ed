"""Who may change what somebody may do, and that each change is in the activity log."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import assignable_permissions
from desk.activity.description import describe_activity_details
from desk.models import Activity
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.records.accounts_admin import GroupsAdmin
from tests.desk.posting import errors_of, post
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(group="administrators")


def test_giving_a_group_is_logged_with_names_before_and_after(client, administrator):
    user = UserFactory(group="writers")
    client.force_login(administrator)
    editors = Group.objects.get(name="editors")
    assert errors_of(post(client, user, {"groups": [str(editors.pk)]})) == []
    row = Activity.objects.get(action="permissions")
    assert (row.user, row.object_id) == (administrator, user.pk)
    assert describe_activity_details(row) == ["Groups: writers → editors"]


def test_a_save_that_changes_no_rights_logs_none(client, administrator):
    user = UserFactory(group="writers")
    client.force_login(administrator)
    assert errors_of(post(client, user, {"name": "Another Name"})) == []
    assert not Activity.objects.filter(action="permissions").exists()


def test_an_administrator_cannot_make_a_superuser(client, administrator):
    client.force_login(administrator)
    post(client, administrator, {"is_superuser": "on"})
    assert not User.objects.get(pk=administrator.pk).is_superuser


def test_an_administrator_cannot_open_a_superusers_form_for_writing(client, administrator):
    superuser = UserFactory(is_superuser=True)
    client.force_login(administrator)
    assert (
        client.post(f"/admin/accounts/user/{superuser.pk}/change/", {"name": "x"}).status_code
        == 403
    )
    assert client.post(f"/admin/accounts/user/{superuser.pk}/password/", {}).status_code == 403


def test_the_last_administrator_keeps_the_right(client, administrator):
    client.force_login(administrator)
    errors = errors_of(post(client, administrator, {"groups": []}))
    assert errors == [
        "Somebody must stay who may change accounts. Give an administrator’s rights first."
    ]
    assert administrator.groups.exists()
    UserFactory(group="administrators")
    assert errors_of(post(client, administrator, {"groups": []})) == []


def a_group_of_administrators():
    group = Group.objects.create(name="Site owners")
    office = Group.objects.get(name="administrators")
    deleting = Permission.objects.get(codename="delete_group")
    group.permissions.set([*office.permissions.all(), deleting])
    return group


def deleted(client, group):
    return client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}, follow=True)


def test_the_group_of_the_last_administrator_stays(client):
    group = a_group_of_administrators()
    boss = UserFactory(group=group.name)
    client.force_login(boss)
    assert "Somebody must stay who may change accounts" in HtmlPage(deleted(client, group)).text
    assert boss.groups.get() == group
    UserFactory(group="administrators")
    deleted(client, group)
    assert not Group.objects.filter(pk=group.pk).exists()
    row = Activity.objects.get(action="permissions")
    assert row.label == "Site owners"
    assert "accounts.change_user" in row.details["removed"]


def test_a_group_deleted_meanwhile_is_answered_in_words(client, monkeypatch):
    group = a_group_of_administrators()
    client.force_login(UserFactory(is_superuser=True))
    ask = GroupsAdmin.get_deleted_objects

    def delete_first(self, objs, request):
        answer = ask(self, objs, request)
        Group.objects.filter(pk=group.pk).delete()
        return answer

    monkeypatch.setattr(GroupsAdmin, "get_deleted_objects", delete_first)
    assert "It was deleted meanwhile." in HtmlPage(deleted(client, group)).text


def test_the_account_of_the_last_administrator_is_not_erased(administrator):
    with pytest.raises(ValidationError, match="Somebody must stay"):
        erase_person(DataSubject([administrator]), by=administrator)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_changing_a_groups_permissions_is_logged(client):
    superuser = UserFactory(is_superuser=True)
    group = Group.objects.get(name="writers")
    gone = group.permissions.get(codename="add_statement")
    held = group.permissions.filter(pk__in=assignable_permissions()).exclude(pk=gone.pk)
    kept = [str(pk) for pk in held.values_list("pk", flat=True)]
    client.force_login(superuser)
    assert errors_of(post(client, group, {"permissions": kept})) == []
    assert Activity.objects.get(action="permissions").details == {
        "added": [],
        "removed": ["members.add_statement"],
    }


def test_the_groups_of_the_office_keep_name_and_row(client):
    client.force_login(UserFactory(is_superuser=True))
    group = Group.objects.get(name="editors")
    post(client, group, {"name": "others"})
    assert Group.objects.get(pk=group.pk).name == "editors"
    assert client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 403
