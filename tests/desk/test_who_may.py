"""Who may open what in the admin: every address, as a visitor, a writer and a member manager."""

import pytest
from django.test import Client

from accounts.models import User
from tests.desk.admin_walk import addresses, busy_site
from tests.factories import UserFactory

# the pages that every kind of record may have, with what each is for
KINDS = {
    "add": "add",
    "change": "view",
    "changelist": "view",
    "delete": "delete",
    "history": "view",
    "uses": "view",
    "compare": "view",
    "restore": "change",
}
# pages of one kind of record; what lies in the trash is a member
OWN = {
    "news_tag_names": "news.view_tag",
    "images_image_many": "images.add_image",
    "images_image_replace": "images.change_image",
    "images_image_choose": "images.view_image",
    "images_image_upload": "images.add_image",
    "images_image_sizes": "images.view_image",
    "accounts_user_invite": "accounts.add_user",
    "accounts_user_invite_again": "accounts.add_user",
    "accounts_user_close": "accounts.change_user",
    "accounts_user_second_factor": "accounts.change_user",
    "auth_user_password_change": "accounts.change_user",
    "members_member_confirm": "members.change_member",
    "members_member_end": "members.change_member",
    "members_member_merge": "members.delete_member",
    "members_person_merge": "members.delete_person",
    "news_tag_merge": "news.delete_tag",
    **{
        f"desk_trashedrecord_{page}": "members.delete_member"
        for page in ("back", "change", "changelist", "uses")
    },
    "desk_outgoingmail_again": "desk.resend_outgoingmail",
    "images-consent": "images.change_image",
    "members-unapproved": "members.change_statement",
    **{
        f"relations_approvalrequest_{page}": "members.change_statement"
        for page in ("add", "change", "changelist", "withdraw")
    },
    "cluster_site_enquiry_take_in": "cluster_site.change_enquiry",
    "relations_invite": "relations.add_invitation",
    **{
        f"relations_invitation_{page}": "relations.view_invitation"
        for page in ("run", "answers", "picture")
    },
    **{
        f"relations_invitation_{page}": "relations.change_invitation"
        for page in ("again", "link", "revoke")
    },
    "relations_membernote_send": "members.change_member",
    "members-annual-check": "relations.add_invitation",
    "members-welcome": "news.add_article",
    "news-coverage": "news.view_article",
    "members-attention": "members.change_member",
    **{
        f"news_{model}_{page}": f"news.{action}_{model}"
        for model in ("article", "boardannouncement")
        for page, action in (
            ("preview", "view"),
            ("preview_new", "add"),
            ("preview_links", "change"),
            ("comments", "view"),
            ("correct", "publish"),
            ("republish", "publish"),
            ("duplicate", "add"),
            ("start", "add"),
            ("translate", "add"),
            ("corrections", "publish"),
        )
    },
    **{
        f"members_{model}_{page}": f"members.add_{model}"
        for model in ("member", "person")
        for page in ("sheet", "sheet_columns", "sheet_check", "sheet_carry_out", "sheet_drop")
    },
    "members_member_export": "members.view_member",
    "members_person_export": "members.view_person",
    **dict.fromkeys(
        (
            "desk-personal",
            "desk-personal-held",
            "desk-personal-export",
            "desk-personal-erase",
            "desk-personal-remaining",
        ),
        "desk.erase_person",
    ),
}
# what each colleague may open; what it shows depends on who asks
OPEN = {
    "index",
    "app_list",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "desk-records",
    "desk-find",
    "desk-calendar",
    "desk-calendar-move",
    "desk-calendar-feed",
    "desk-token",
    "desk-keep",
    "desk-drop",
    "desk-company",
    "desk-leave",
    "desk-language",
    "desk-account",
    "desk-sessions-end",
    "desk-second-factor",
    "desk-second-factor-off",
    "desk-recovery-codes",
}
# those that answer a script: to a visitor they say "sign in" without leading away
TOLD = {"desk-token", "desk-keep", "desk-drop", "desk-company", "desk-leave"}
PUBLISHING = "news.publish_article"


def permission_for(name: str) -> str | None:
    """What the address of this name asks for; every address has to be in one of the tables."""
    if name in OPEN:
        return None
    if name in OWN:
        return PUBLISHING if ".publish_" in OWN[name] else OWN[name]
    # the one app with a name of two words
    app, model, page = name.replace("cluster_site", "site").split("_", 2)
    app = app.replace("site", "cluster_site")
    return f"{app}.{KINDS[page]}_{model}"


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def walked(module_db):
    administrator = UserFactory(is_superuser=True)
    return addresses(administrator, busy_site(administrator))


def test_a_visitor_is_asked_to_sign_in_everywhere(walked):
    client = Client()
    for name, place in walked.items():
        answer = client.get(place)
        if name in TOLD:
            assert client.post(place).status_code == 401, place
        elif name not in ("login", "logout"):
            assert answer.status_code == 302, place
            assert answer.url.startswith("/admin/login/"), place


@pytest.mark.slow
@pytest.mark.parametrize(
    "group", ["writers", pytest.param("member-managers", marks=pytest.mark.slow)]
)
def test_nobody_opens_or_sends_what_needs_a_permission_they_lack(walked, group):
    client, user = Client(), UserFactory(group=group)
    client.force_login(user)
    user = User.objects.get(pk=user.pk)
    lacking = {
        name: place
        for name, place in walked.items()
        if permission_for(name) and not user.has_perm(permission_for(name))
    }
    assert len(lacking) > 50
    for name, place in lacking.items():
        for answer in (client.get(place), client.post(place)):
            # what is not there at all leads to the front page
            refused = (
                answer.status_code in (403, 404, 405) or answer.headers.get("Location") == "/admin/"
            )
            assert refused, (name, place, answer.status_code, answer.headers.get("Location"))


@pytest.mark.slow
@pytest.mark.parametrize("group", ["administrators", "writers"])
def test_nothing_is_sent_without_the_token_of_the_form(walked, group):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(group=group))
    for place in walked.values():
        assert client.post(place).status_code == 403, place
