"""Nothing is given to a colleague whose account was closed while somebody chose them."""

import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from desk.accounts.leaving import close_account
from desk.records import bulk_actions
from news.admin.article_form import ArticleForm
from news.models import Article, Review
from news.publishing.copying import duplicate
from news.publishing.translations import make_translation
from news.review.reviews import send_for_review
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory, UserFactory
from tests.news.test_bulk import ask, items_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver():
    return UserFactory(group="editors", name="Leaver")


def closed(leaver):
    close_account(leaver, heir=UserFactory(group="editors"), by=UserFactory(is_superuser=True))


def test_no_review(leaver, editor):
    article = ArticleFactory()

    chosen = type(leaver).objects.get(pk=leaver.pk)
    closed(leaver)
    with pytest.raises(ValidationError):
        send_for_review(article=article, by=editor, reviewer=chosen)
    assert not Review.objects.exists()


def test_no_article_among_many(client, editor, leaver, monkeypatch):
    client.force_login(editor)
    article = ArticleFactory()
    [item] = items_of(ask(client, "bulk_own", [article])).values()
    each = bulk_actions.apply_to_each

    def close_first(records, act):
        closed(leaver)
        return each(records, act)

    monkeypatch.setattr(bulk_actions, "apply_to_each", close_first)
    given = {"confirmed": "1", "agreed": [item.value], "owner": leaver.pk}
    [(_record, reasons, _page)] = ask(client, "bulk_own", [article], **given).context["refused"]
    assert "closed meanwhile" in reasons[0]
    assert Article.objects.get().owner != leaver


def test_no_copy_of_an_article(leaver):
    article, author = ArticleFactory(), type(leaver).objects.get(pk=leaver.pk)
    closed(leaver)
    for make in (duplicate, partial(make_translation, language="nb")):
        with pytest.raises(ValidationError, match="closed meanwhile"):
            make(article=article, by=author)
    assert Article.objects.get() == article


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_given_while_the_account_is_closed_goes_on_to_the_heir(leaver, monkeypatch):
    article, form_user = ArticleFactory(), FormUser("Ola")
    heir, boss = UserFactory(group="editors"), UserFactory(is_superuser=True)
    closing = threading.Thread(
        target=in_a_thread, args=[partial(close_account, leaver, heir=heir, by=boss)]
    )
    check = ArticleForm.clean_owner

    def close_after_the_check(form):
        owner = check(form)
        closing.start()
        closing.join(timeout=0.5)  # it waits for this save
        return owner

    monkeypatch.setattr(ArticleForm, "clean_owner", close_after_the_check)
    form_user.open(article)
    form_user.save(owner=leaver.pk)
    closing.join()
    assert Article.objects.get().owner == heir
    leaver.refresh_from_db()
    assert not leaver.is_active


def in_a_thread(act):
    try:
        act()
    finally:
        connection.close()


def test_no_article_in_its_form(leaver):
    article, form_user = ArticleFactory(), FormUser("Ola")
    form_user.open(article)
    closed(leaver)
    form_user.save(owner=leaver.pk)
    assert "closed meanwhile" in form_user.page
    assert Article.objects.get().owner != leaver


def test_an_article_of_a_leaver_can_still_be_saved(leaver):
    article, form_user = ArticleFactory(owner=leaver), FormUser("Ola")
    type(leaver).objects.filter(pk=leaver.pk).update(is_active=False)
    form_user.open(article)
    assert form_user.save(title="Kelp").status_code == 302
