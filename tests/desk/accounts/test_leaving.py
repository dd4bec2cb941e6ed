"""Inviting a colleague, a forgotten password, and closing a leaver's account."""

import re
import threading

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from accounts.groups import GROUPS, group_description
from accounts.models import User
from desk.accounts.leaving import close_account
from desk.accounts.password_links import password_link_for
from desk.accounts.passwords import MOST_IN_AN_HOUR
from desk.models import Activity
from news.models import Article, Review
from news.review.reviews import send_for_review
from tests.factories import ArticleFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
INVITE = "/admin/accounts/user/invite/"


@pytest.fixture
def administrator(db):
    return UserFactory(group="administrators")


@pytest.fixture
def posted(client, django_capture_on_commit_callbacks):
    def post(address, fields=None):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, fields or {})

    return post


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def choose_password(client, link):
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    words = {"new_password1": "blue whale jumps", "new_password2": "blue whale jumps"}
    return client.post(address, words)


def test_an_invited_colleague_chooses_a_password_and_signs_in(client, administrator, posted):
    client.force_login(administrator)
    group = Group.objects.get(name="writers")
    fields = {
        "email": "ny@example.org",
        "name": "Ny Kollega",
        "language": "nb",
        "groups": [group.pk],
    }
    assert posted(INVITE, fields).status_code == 302
    user = User.objects.get(email="ny@example.org")
    assert not user.has_usable_password()
    assert list(user.groups.all()) == [group]
    client.logout()
    chosen = choose_password(client, link_in(mail.outbox[0]))
    assert (chosen.status_code, chosen.url) == (302, "/admin/")
    front = client.get("/admin/")
    assert (front.status_code, front.wsgi_request.user) == (200, user)
    user.refresh_from_db()
    assert user.check_password("blue whale jumps")
    assert "invited" in Activity.objects.values_list("action", flat=True)


def test_the_invitation_says_what_each_group_allows(client, administrator):
    client.force_login(administrator)
    page = HtmlPage(client.get(INVITE))
    for group in GROUPS:
        assert str(group_description(Group(name=group))) in page.text


def test_an_invited_colleague_reads_the_rules_in_their_own_language(client):
    user = UserFactory(password=None, language="nb")
    page = client.get(password_link_for(user), follow=True)
    assert page["Content-Language"] == "nb"
    assert "Velg et passord" in HtmlPage(page).text
    assert "minst 8 tegn" in HtmlPage(page).text
    assert user.email in HtmlPage(page).text


def test_before_logging_in_the_desk_speaks_the_language_of_the_browser(client):
    for page in ("/admin/login/", reverse("admin_password_reset")):
        shown = client.get(page, headers={"accept-language": "nb-NO,nb;q=0.9,en;q=0.5"})
        assert shown["Content-Language"] == "nb"
        assert client.get(page, headers={"accept-language": "pl"})["Content-Language"] == "en"


def test_a_link_used_up_leads_on(client):
    user = UserFactory(password=None)
    link = password_link_for(user)
    choose_password(client, link)
    client.logout()
    page = client.get(link)
    assert reverse("admin:login") in page.text
    assert reverse("admin_password_reset") in page.text


def test_an_invited_colleague_may_ask_for_a_new_link(posted):
    """An invitation holds three days; who reads it later has no password that could be forgotten."""
    user = UserFactory(password=None)
    posted(reverse("admin_password_reset"), {"email": user.email})
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_link_works_once(client, administrator, posted):
    client.force_login(administrator)
    group = Group.objects.get(name="writers")
    posted(
        INVITE, {"email": "ny@example.org", "name": "Ny", "language": "en", "groups": [group.pk]}
    )
    link = link_in(mail.outbox[0])
    client.logout()
    choose_password(client, link)
    assert "validlink" in client.get(link).context
    assert client.get(link).context["validlink"] is False


@pytest.mark.parametrize("group", ["writers", "editors", "member-managers"])
def test_only_administrators_invite_and_close(client, administrator, group):
    client.force_login(UserFactory(group=group))
    assert client.get(INVITE).status_code == 403
    close_page = reverse("admin:accounts_user_close", args=[administrator.pk])
    assert client.post(close_page).status_code == 403


def test_a_forgotten_password_is_mailed_and_strangers_learn_nothing(client, posted):
    user = UserFactory()
    page = reverse("admin_password_reset")
    assert HtmlPage(client.get("/admin/login/")).has(f'[href="{page}"]')
    known = posted(page, {"email": user.email.upper()})
    assert len(mail.outbox) == 1
    unknown = posted(page, {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not mail.outbox
    for _again in range(MOST_IN_AN_HOUR + 2):
        posted(page, {"email": user.email})
    assert not mail.outbox


def test_a_leavers_articles_and_reviews_are_handed_over(
    client, administrator, writer, editor, posted
):
    article = ArticleFactory(owner=editor)
    send_for_review(article=article, by=writer, reviewer=editor)
    client.force_login(administrator)
    page = reverse("admin:accounts_user_close", args=[editor.pk])
    assert "1 article" in HtmlPage(client.get(page)).text
    assert posted(page).status_code == 200
    assert posted(page, {"heir": editor.pk}).status_code == 200
    assert posted(page, {"heir": writer.pk}).status_code == 302
    editor.refresh_from_db()
    assert not editor.is_active
    assert Article.objects.get().owner == writer
    assert Review.objects.get().reviewer is None
    assert Activity.objects.filter(action="account-closed", object_id=editor.pk).exists()


def test_an_invitation_takes_no_password_once_the_account_is_closed(client, administrator, posted):
    user = UserFactory(password=None)
    open_page = client.get(password_link_for(user), follow=True)
    page = open_page.request["PATH_INFO"]
    assert HtmlPage(open_page).has('[name="new_password1"]')
    close_account(user, heir=None, by=administrator)
    assert "new_password1" not in client.get(page).text
    new = {"new_password1": "another horse", "new_password2": "another horse"}
    assert posted(page, new).status_code == 200
    user.refresh_from_db()
    assert not user.check_password("another horse")


def test_a_closed_account_is_signed_out_at_once(client, administrator, editor):
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    close_account(editor, heir=None, by=administrator)
    assert client.get("/admin/").status_code == 302


def test_nobody_is_deleted_and_nobody_closes_themselves(client, administrator, editor):
    client.force_login(administrator)
    assert client.get(reverse("admin:accounts_user_delete", args=[editor.pk])).status_code == 403
    assert (
        client.post(reverse("admin:accounts_user_close", args=[administrator.pk])).status_code
        == 403
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_closings_at_once_one_administrator_stays():
    people = [UserFactory(group="administrators") for _number in range(2)]
    for name in ("administrators",):
        group = Group.objects.get(name=name)
        for user in people:
            user.groups.add(group)
    ready, refused = threading.Barrier(2), []

    def run(user, by):
        ready.wait()
        try:
            close_account(user, heir=None, by=by)
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in (people, people[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(is_active=True).count() == 1
    assert refused == ["last-administrator"]
