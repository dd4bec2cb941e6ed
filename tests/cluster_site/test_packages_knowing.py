"""Since when a board change that a package brings may be known."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from members.models import BoardSeat
from news.models import Article
from tests.cluster_site.package_content import write_package
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    """Import a package made of ``content``."""

    def load(content):
        folder = write_package(tmp_path / "package", {"format": 1, **content})
        call_command("import_content", folder, verbosity=0)

    return load


def article(**keys):
    return {"slug": "kelp", "title": "Kelp", "standfirst": "It grows.", **keys}


def ago(**span):
    return (timezone.now() - timedelta(**span)).isoformat()


def seats_with(**announcement):
    old = {"person": "old", "role": "chair", "from": "2020-01-01", "to": "2026-01-01"}
    new = {"person": "newcomer", "role": "chair", "from": "2026-01-01", "succeeds": "old"}
    announces = {"person": "newcomer", "role": "chair", "from": "2026-01-01"}
    return {
        "people": [
            {"slug": "old", "name": "Olga Old"},
            {"slug": "newcomer", "name": "Newcomer Nilsen"},
        ],
        "board": [old, new],
        "articles": [article(section="board", announces=announces, **announcement)],
    }


def known():
    old, new = BoardSeat.objects.order_by("term")
    return old.end_public_from, new.public_from, new.person.public_from


def test_all_of_it_with_the_announcement(load):
    at = ago(days=-7)
    load(seats_with(publish_at=at))
    assert known() == (datetime.fromisoformat(at),) * 3


def test_none_of_it_while_the_announcement_is_a_draft(load):
    load(seats_with())
    assert known() == (None, None, None)


def test_a_draft_that_gets_its_time_makes_it_known(load):
    load(seats_with())
    at = ago(days=2)
    load(seats_with(publish_at=at))
    assert known() == (datetime.fromisoformat(at),) * 3


def test_past_announcement_keeps_the_person_known_from_before(load):
    load(seats_with(publish_at="2025-12-01T09:00:00+01:00"))
    _end, seat, person = known()
    assert seat == datetime(2025, 12, 1, 8, tzinfo=UTC)
    assert person == datetime(1999, 12, 31, 23, tzinfo=UTC)


def test_what_the_package_says_goes_first(load):
    package = seats_with(publish_at=ago(days=-7))
    package["board"][1]["public_from"] = "2025-01-01T00:00:00Z"
    load(package)
    assert known()[1] == datetime(2025, 1, 1, tzinfo=UTC)


def test_seat_without_announcement_is_known_from_its_own_days(load):
    package = seats_with()
    del package["articles"]
    load(package)
    end, begin, _person = known()
    assert end == begin == datetime(2025, 12, 31, 23, tzinfo=UTC)


def end_with(**announcement):
    seat = {"person": "old", "role": "chair", "from": "2020-01-01"}
    return {
        "people": [{"slug": "old", "name": "Olga Old"}],
        "board": [{**seat, "to": "2026-01-01"}],
        "articles": [article(section="board", announces={**seat, "ends": True}, **announcement)],
    }


@pytest.mark.parametrize("days", [2, -7, None])
def test_an_end_without_a_successor_is_known_with_its_announcement(load, days):
    at = days and ago(days=days)
    load(end_with(**({"publish_at": at} if at else {})))
    seat = BoardSeat.objects.get()
    assert seat.end_public_from == (datetime.fromisoformat(at) if at else None)
    assert seat.public_from == datetime(2019, 12, 31, 23, tzinfo=UTC)
    again = Article.objects.get()
    assert (list(again.announces.all()), list(again.announces_ends.all())) == ([], [seat])


def test_newcomer_shows_nowhere_before_the_announcement(load, client):
    package = seats_with(publish_at=ago(days=-7))
    package["board"][1]["from"] = package["articles"][0]["announces"]["from"] = "2024-01-01"
    package["board"][0]["to"] = "2024-01-01"
    load(package)
    page = HtmlPage(client.get("/board/"))
    assert "Olga" in page.text and "Nilsen" not in page.source
    assert client.get("/people/newcomer/").status_code == 404
