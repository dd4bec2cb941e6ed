"""Nobody learns by guessing addresses what is there and not public: it answers as what there is not."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from members.models import Category, FocusArea, FormerName, Membership
from news.publishing.commands import cancel_scheduled, publish, unpublish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def secret(editor):
    return make_secret(editor)


def make_secret(editor):
    """Make a record of every kind with a web address, all called secret, none public; return the article."""
    member = MemberFactory(
        slug="secret",
        membership=False,
        category=Category.objects.create(name_en="Secret", slug="secret"),
    )
    # tomorrow it may be known; that it began long ago changes nothing
    Membership.objects.create(
        member=member,
        period=DateRange(date(2020, 1, 1), None),
        public_from=timezone.now() + timedelta(days=1),
    )
    member.focus.add(FocusArea.objects.create(name_en="Secret", slug="secret"))
    FormerName.objects.create(member=member, name="Old secret", slug="old-secret")
    person = PersonFactory(slug="secret", public_from=None)
    person.former_names.create(name="Old secret", slug="old-secret")
    article = ArticleFactory(slug="secret")
    tag = TagFactory(name="Secret", slug="secret")
    TagFactory(name="Old secret", slug="old-secret", merged_into=tag)
    article.tags.add(tag)
    publish(article=article, by=editor, at=timezone.now() + timedelta(days=1))
    return article


@pytest.mark.parametrize("prefix", ["", "/nb"])
@pytest.mark.parametrize(
    "address",
    [
        "/news/tag/{}/",
        "/news/?tag={}",
        "/news/?member={}",
        "/news/{}/",
        "/news/{}/mistake/",
        "/members/?category={}",
        "/members/?focus={}",
        "/members/?category={}&q=kelp",
        "/members/{}/",
        "/people/{}/",
        "/{}/",
    ],
)
def test_what_is_secret_answers_as_what_there_is_not(client, secret, prefix, address):
    for slug in ("secret", "old-secret"):
        there, not_there = (client.get(prefix + address.format(name)) for name in (slug, "nothing"))
        assert (there.status_code, not_there.status_code) == (404, 404)
        # the page offers a search for the words of its address
        masked = there.text.replace(slug, "nothing").replace(slug.replace("-", " "), "nothing")
        assert masked == not_there.text


def test_a_tag_whose_only_article_was_cancelled_stays_unknown(client, secret, editor):
    cancel_scheduled(article=secret, by=editor)
    assert client.get("/news/tag/secret/").status_code == 404


def test_what_was_public_once_is_no_secret(client, editor):
    article, tag = ArticleFactory(), TagFactory(slug="kelp")
    article.tags.add(tag)
    publish(article=article, by=editor)
    assert client.get("/news/tag/kelp/").status_code == 200
    unpublish(article=article, by=editor)
    assert client.get("/news/tag/kelp/").status_code == 200


def test_the_filters_of_a_former_member_are_known_and_those_of_nobody_are_not(client):
    category = Category.objects.create(name_en="Farms", slug="farms")
    assert client.get("/members/?category=farms").status_code == 404
    MemberFactory(category=category, membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    assert client.get("/members/?category=farms").status_code == 200
    assert client.get("/members/?category=farms&on=2020-06-01").status_code == 200
