"""Nothing is given to a colleague whose account was closed while somebody chose them."""

import pytest
from django.core.exceptions import ValidationError

from desk import bulk
from desk.accounts.leaving import close
from news.models import Article, Review
from news.reviewing import send_for_review
from tests.desk.sitting import Sitter
from tests.factories import ArticleFactory, UserFactory
from tests.news.test_bulk import ask, items_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver():
    return UserFactory(group="editors", name="Leaver")


def closed(leaver):
    close(leaver, heir=UserFactory(group="editors"), by=UserFactory(is_superuser=True))


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
    each = bulk.each

    def close_first(records, act):
        closed(leaver)
        return each(records, act)

    monkeypatch.setattr(bulk, "each", close_first)
    given = {"confirmed": "1", "agreed": [item.value], "owner": leaver.pk}
    [(_record, reasons, _page)] = ask(client, "bulk_own", [article], **given).context["refused"]
    assert "closed meanwhile" in reasons[0]
    assert Article.objects.get().owner != leaver


def test_no_article_in_its_form(leaver):
    article, sitter = ArticleFactory(), Sitter("Ola")
    sitter.open(article)
    closed(leaver)
    sitter.save(owner=leaver.pk)
    assert "closed meanwhile" in sitter.page
    assert Article.objects.get().owner != leaver


def test_an_article_of_a_leaver_can_still_be_saved(leaver):
    article, sitter = ArticleFactory(owner=leaver), Sitter("Ola")
    type(leaver).objects.filter(pk=leaver.pk).update(is_active=False)
    sitter.open(article)
    assert sitter.save(title="Kelp").status_code == 302
