"""An address that leads elsewhere or nowhere today may be public tomorrow: no browser keeps the answer."""

import pytest

from members.models import FormerName
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, TagFactory

pytestmark = pytest.mark.django_db


def moved_article(editor):
    article = ArticleFactory(slug="first")
    publish(article=article, by=editor)
    article.slug = "second"
    article.save()
    publish(article=article, by=editor)


def withdrawn_article(editor):
    article = ArticleFactory(slug="first")
    publish(article=article, by=editor)
    unpublish(article=article, by=editor)


def renamed_member(editor):
    FormerName.objects.create(member=MemberFactory(), name="Old", slug="old")


def renamed_person(editor):
    PersonFactory().former_names.create(name="Old", slug="old")


def merged_tag(editor):
    tag = TagFactory(name="Kelp")
    TagFactory(name="Seaweed", slug="seaweed", merged_into=tag)
    article = ArticleFactory()
    article.tags.add(tag)
    publish(article=article, by=editor)


@pytest.mark.parametrize(
    ("happens", "address", "status"),
    [
        (moved_article, "/news/first/", 301),
        (moved_article, "/news/first/mistake/", 301),
        (withdrawn_article, "/news/first/", 410),
        (renamed_member, "/members/old/", 301),
        (renamed_person, "/people/old/", 301),
        (merged_tag, "/news/tag/seaweed/", 301),
        (None, "/news/never/", 404),
        (None, "/never/", 404),
        (None, "/news/never", 301),
        (None, "/media/renditions/never.jpg", 404),
    ],
)
def test_a_redirect_or_a_missing_page_is_asked_for_again(client, editor, happens, address, status):
    if happens:
        happens(editor)
    answer = client.get(address)
    assert answer.status_code == status
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_page_that_is_there_says_nothing_of_it(client, editor):
    publish(article=ArticleFactory(slug="first"), by=editor)
    assert "Cache-Control" not in client.get("/news/first/").headers
