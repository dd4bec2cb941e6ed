"""What the lists of the API hold: what is public on the day that is asked for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from psycopg.types.range import DateRange

from members.models import Role
from news.publishing.commands import publish, unpublish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


def items(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200, response.content
    return response.json()["items"]


def test_the_members_of_a_day(client):
    MemberFactory(slug="gone", membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    MemberFactory(slug="here", membership=DateRange(date(2021, 1, 1), None))
    hushed = MemberFactory(slug="hush", membership=False)
    MembershipFactory(member=hushed, public_from=None)
    path = "/api/members.json"
    assert [item["key"] for item in items(client, path)] == ["here"]
    past = items(client, path, on="2021-06-01")
    assert [(item["key"], item["member_since"]) for item in past] == [
        ("gone", "2020-01-01"),
        ("here", "2021-01-01"),
    ]


def test_the_board_of_a_day_with_no_organisation_that_may_not_be_known(client):
    hushed = MemberFactory(membership=False)
    MembershipFactory(member=hushed, public_from=None)
    BoardSeatFactory(person=PersonFactory(slug="plain", affiliation=hushed))
    BoardSeatFactory(person=PersonFactory(slug="chair"), role=Role.CHAIR)
    BoardSeatFactory(person=PersonFactory(slug="unseen", public_from=None))
    BoardSeatFactory(
        person=PersonFactory(slug="before"), term=DateRange(date(2020, 1, 1), date(2021, 1, 1))
    )
    path = "/api/board.json"
    now = items(client, path)
    assert [item["person"]["key"] for item in now] == ["chair", "plain"]
    assert now[1]["organisation"] is None
    past = items(client, path, on="2020-06-01")
    assert [(item["person"]["key"], item["to"]) for item in past] == [("before", "2020-12-31")]


def test_news_are_what_is_live_and_in_one_language(client, editor):
    english = ArticleFactory(title="In English", slug="english")
    norwegian = ArticleFactory(
        title="På norsk", slug="norsk", language="nb", translation_group=english.translation_group
    )
    alone = ArticleFactory(title="Bare norsk", slug="bare-norsk", language="nb")
    for article in (english, norwegian, alone):
        publish(article=article, by=editor)
    publish(article=ArticleFactory(), by=editor, at=timezone.now() + timedelta(days=1))
    ArticleFactory(title="A draft")
    path = "/api/news.json"
    assert {item["title"] for item in items(client, path)} == {"In English", "Bare norsk"}
    in_norwegian = items(client, path, language="nb")
    assert {item["title"] for item in in_norwegian} == {"På norsk", "Bare norsk"}
    assert {item["url"] for item in in_norwegian} == {
        "http://testserver/nb/news/norsk/",
        "http://testserver/nb/news/bare-norsk/",
    }


def test_a_day_gone_by_brings_nothing_back_that_was_taken_down(client, editor):
    article = ArticleFactory()
    publish(article=article, by=editor)
    today = timezone.localdate()
    path = "/api/news.json"
    assert len(items(client, path, on=today)) == 1
    assert items(client, path, on=today - timedelta(days=1)) == []
    unpublish(article=article, by=editor)
    assert items(client, path, on=today) == []
