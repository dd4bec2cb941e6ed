"""A record that is gone when its form is sent: all that was typed is there, and there is a way on."""

import pytest
from django.contrib.auth.models import Group

from cluster_site.enquiries.models import Enquiry
from desk.autosave import admin
from desk.merging.merge import merge_records
from desk.models import TrashedRecord
from desk.trash.records import move_to_trash
from members.models import Member, Person
from news.blocks.prose import Prose
from news.models import Article
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_user():
    return FormUser("Ola", group="administrators")


@pytest.fixture
def colleague():
    return UserFactory(is_superuser=True, name="Kari")


def sent(form_user, **typed):
    """The page to which a form leads that is sent with ``typed``."""
    form_user.type(**typed)
    answer = form_user.client.post(form_user.url, form_user.fields, follow=True)
    assert answer.status_code == 200
    return answer


def test_of_an_article_in_the_trash_a_new_one_can_be_saved(form_user, colleague):
    article = ArticleFactory(title="Kelp", slug="kelp", text="<p>It grows.</p>")
    form_user.open(article)
    move_to_trash(article, by=colleague)
    page = sent(form_user, title="Kelp, once more")
    assert page.redirect_chain[0][0].startswith("/admin/news/article/add/?restore=")
    text = HtmlPage(page)
    assert "Kari moved “Kelp” to the trash meanwhile." in text.text
    assert text.has(f'[href*="/admin/desk/trashedrecord/{TrashedRecord.objects.get().pk}/change/"]')
    assert text.has('[value="Kelp, once more"]')
    assert "It grows." in text.text
    form_user.url = page.redirect_chain[0][0].partition("?")[0]
    form_user._shown(page)
    answer = form_user.save()
    assert form_user.errors == []
    assert answer.status_code == 302
    new = Article.objects.get(trashed=None)
    assert new.title == "Kelp, once more"
    assert Prose.objects.get(parent=new).html == "<p>It grows.</p>"


def test_of_a_deleted_member_a_new_one_can_be_saved(form_user, colleague):
    member = MemberFactory(membership=False)
    form_user.open(member)
    move_to_trash(member, by=colleague)
    page = sent(form_user, city="Bodø")
    assert HtmlPage(page).has('[value="Bodø"]')
    assert not Member.objects.exists()


def test_what_was_typed_into_a_merged_record_stands_beside_the_one_that_was_kept(
    form_user, colleague
):
    alias, target = PersonFactory(), PersonFactory(name="Kari", phone="1")
    form_user.open(alias)
    merge_records([alias], into=target, by=colleague)
    page = sent(form_user, phone="2")
    assert page.redirect_chain[0][0] == f"/admin/members/person/{target.pk}/change/?restore=1"
    assert "It was merged into this one meanwhile." in HtmlPage(page).text
    assert HtmlPage(page).has('[value="2"]')
    assert Person.objects.get().phone == "1"


@pytest.mark.slow
def test_the_same_where_it_is_deleted_while_the_form_is_being_sent(
    form_user, colleague, monkeypatch
):
    member = MemberFactory(membership=False)
    form_user.open(member)

    def lock(wanted):
        move_to_trash(member, by=colleague)
        monkeypatch.undo()
        return admin.lock_records(wanted)

    monkeypatch.setattr(admin, "lock_records", lock)
    page = sent(form_user, city="Bodø")
    assert HtmlPage(page).has('[value="Bodø"]')


def test_who_can_make_no_new_one_reads_what_was_typed(form_user):
    enquiry = Enquiry.objects.create(kind="mistake", language="en", text="A comma?")
    form_user.open(enquiry)
    enquiry.delete()
    form_user.type(note="Called her on Friday")
    page = form_user.client.post(form_user.url, form_user.fields)
    assert page.status_code == 410
    assert "Called her on Friday" in HtmlPage(page).text


def test_a_group_that_is_gone_is_a_page_in_words(colleague, client):
    client.force_login(colleague)
    group = Group.objects.create(name="Guests")
    url = f"/admin/auth/group/{group.pk}/change/"
    group.delete()
    page = client.post(url, {"name": "Guests again"})
    assert page.status_code == 410
    assert "Guests again" in HtmlPage(page).text


def test_nobody_learns_of_a_record_that_they_may_not_change(colleague):
    article = ArticleFactory()
    move_to_trash(article, by=colleague)
    manager = FormUser("Mari", group="member-managers")
    answer = manager.client.post(f"/admin/news/article/{article.pk}/change/", {"title": "x"})
    assert answer.status_code == 403
