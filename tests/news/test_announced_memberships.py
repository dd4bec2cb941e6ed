"""A membership that an article announces is known with the article, and not before."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from core.moment import read_database_clock
from members.models import Member
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import AnnouncedMembership
from news.publishing.commands import NotPublishable, cancel_scheduled, publish, unpublish
from news.publishing.translations import make_translation
from tests.desk.posting import address, fields_of
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    add_block,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def membership():
    member = MemberFactory(name_en="Kelp AS", slug="kelp", membership=False)
    period = DateRange(timezone.localdate() - DAY, None)
    return MembershipFactory(member=member, period=period, public_from=None)


@pytest.fixture
def article(membership):
    article = ArticleFactory()
    add_block(article, Spotlight, member=membership.member, html="<p>It grows kelp.</p>")
    AnnouncedMembership.objects.create(article=article, membership=membership)
    return article


def known_from(membership):
    membership.refresh_from_db()
    return membership.public_from


def test_it_is_known_when_the_article_is_published(article, membership, editor):
    assert not Member.objects.known(timezone.now()).exists()
    edition = publish(article=article, by=editor)
    assert known_from(membership) == edition.live_during.lower
    unpublish(article=article, by=editor)
    assert known_from(membership) == edition.live_during.lower


def test_it_follows_the_schedule(article, membership, editor):
    at = read_database_clock() + DAY
    publish(article=article, by=editor, at=at)
    assert known_from(membership) == at
    cancel_scheduled(article=article, by=editor)
    assert known_from(membership) is None


@pytest.fixture
def speaker(article, membership):
    person = PersonFactory(name="Ida Berg", affiliation=membership.member, public_from=None)
    add_block(article, Quote, text="Kelp is patient", person=person)
    return person


def test_the_people_who_wait_for_it_are_known_with_it(article, speaker, editor):
    at = read_database_clock() + DAY
    publish(article=article, by=editor, at=at)
    assert known_from(speaker) == at
    cancel_scheduled(article=article, by=editor)
    assert known_from(speaker) is None
    edition = publish(article=article, by=editor)
    assert known_from(speaker) == edition.live_during.lower


def test_who_waits_for_a_board_position_is_not_known_with_it(article, speaker, editor):
    BoardSeatFactory(person=speaker, public_from=None)
    Quote.objects.all().delete()
    publish(article=article, by=editor)
    assert known_from(speaker) is None


def test_the_preview_shows_the_words_of_its_people(article, speaker, client, editor):
    client.force_login(editor)
    page = client.post(
        reverse("admin:news_article_preview", args=[article.pk]),
        fields_of(client.get(address(article))),
    )
    assert "Kelp is patient" in page.text


def test_a_translation_announces_it_too(article, membership, editor):
    version = make_translation(article=article, language="nb", by=editor)
    edition = publish(article=version, by=editor)
    assert known_from(membership) == edition.live_during.lower


def test_an_edition_without_the_member_announces_nothing(article, membership, editor):
    Spotlight.objects.all().delete()
    publish(article=article, by=editor)
    assert known_from(membership) is None


def test_no_other_article_names_it_before(article, membership, editor):
    other = ArticleFactory()
    add_block(other, Spotlight, member=membership.member)
    with pytest.raises(NotPublishable) as refusal:
        publish(article=other, by=editor)
    assert {problem.code for problem in refusal.value.problems} >= {"not-known-yet"}


def test_the_preview_shows_it(article, client, editor):
    client.force_login(editor)
    answer = client.post(
        reverse("admin:news_article_preview", args=[article.pk]),
        fields_of(client.get(address(article))),
    )
    codes = {problem["code"] for problem in answer.json()["problems"]}
    assert "not-known-yet" not in codes
    assert "Kelp AS" in answer.json()["html"]
