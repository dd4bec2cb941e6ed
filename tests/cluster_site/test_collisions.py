"""A request that met another one: done once more, or told in words; never a bare 500."""

import pytest
from django.contrib import messages
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client

from core.locking import OthersWriting, RecordGone, lock_record
from desk.calendar import feeds
from members.models import Member
from news.public import page_views
from tests.factories import CategoryFactory, MemberFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/admin/desk/calendar/feed/"


def driver_error(sqlstate):
    error = Exception("as the driver says it")
    error.sqlstate = sqlstate
    return error


@pytest.fixture
def desk():
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def failing(monkeypatch):
    """Have the page act so: each error is raised in turn, and then the page is as it is."""

    def fail(*errors, before=lambda: None, page=feeds):
        left, make = list(errors), page.create_calendar_feed

        def create_feed(user):
            before()
            if left:
                error, sqlstate = left.pop(0)
                raise error from (driver_error(sqlstate) if sqlstate else None)
            return make(user)

        monkeypatch.setattr(page, "create_calendar_feed", create_feed)
        return left

    return fail


def test_a_deadlock_is_met_by_one_more_try(desk, failing):
    left = failing((OperationalError("deadlock detected"), "40P01"))
    answer = desk.post(PAGE)
    assert answer.status_code == 200
    assert answer.context["made"]
    assert not left


def test_a_second_deadlock_is_told_in_words(desk, failing):
    failing(*[(OperationalError("deadlock detected"), "40P01")] * 2)
    answer = desk.post(PAGE)
    assert answer.status_code == 409
    assert "Somebody else was at the same" in HtmlPage(answer).text


def test_what_was_committed_before_is_not_done_again(desk, failing):
    member, tries = MemberFactory(), []

    def commit():
        tries.append(1)
        with transaction.atomic():
            lock_record(member)

    failing((OperationalError("deadlock detected"), "40P01"), before=commit)
    assert desk.post(PAGE).status_code == 409
    assert len(tries) == 1


@pytest.mark.parametrize(
    ("error", "sqlstate"),
    [
        (OperationalError("canceling statement due to lock timeout"), "55P03"),
        (IntegrityError("is still referenced"), "23503"),
        (IntegrityError("exists already"), "23505"),
        (RecordGone(Member, 1), ""),
        (OthersWriting(), ""),
    ],
)
def test_what_somebody_else_was_quicker_with_is_told_in_words(desk, failing, error, sqlstate):
    failing((error, sqlstate))
    assert desk.post(PAGE).status_code == 409


@pytest.mark.parametrize(
    ("error", "sqlstate"),
    [(IntegrityError("null value"), "23502"), (OperationalError("gone away"), "08006")],
)
def test_our_own_faults_stay_faults(desk, failing, error, sqlstate):
    failing((error, sqlstate))
    assert desk.post(PAGE).status_code in (500, 503)


def test_a_form_that_is_sent_once_more_says_each_thing_once(desk, monkeypatch):
    category, tries = CategoryFactory(), []
    from members.admin.organisations import CategoryAdmin

    save = CategoryAdmin.save_related

    def save_related(self, request, form, formsets, change):
        save(self, request, form, formsets, change)
        messages.info(request, "Looked at")
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("deadlock detected") from driver_error("40P01")

    monkeypatch.setattr(CategoryAdmin, "save_related", save_related)
    url = f"/admin/members/category/{category.pk}/change/"
    form = {"name_en": "Investors", "slug": "investors", "order": "1"}
    page = desk.post(url, form, follow=True)
    assert len(tries) == 2
    assert HtmlPage(page).text.count("Looked at") == 1
    category.refresh_from_db()
    assert category.name_en == "Investors"


def test_a_visitor_is_told_too(monkeypatch, caplog):
    def count(request):
        raise OperationalError("deadlock detected") from driver_error("40P01")

    monkeypatch.setattr(page_views, "should_count", count)
    answer = Client(raise_request_exception=False).post("/read/1")
    assert answer.status_code == 409
    assert "Please send it again" in HtmlPage(answer).text
    # an address can hold a secret link
    assert "/read/1" not in caplog.text
    assert caplog.text.count("POST /^read/(?P<article>") == 2


def test_a_record_that_is_gone_is_no_error_for_the_operator(desk, failing, caplog):
    failing((RecordGone(Member, 1), ""))
    assert desk.post(PAGE).status_code == 409
    assert [record.levelname for record in caplog.records if "overtaken" in record.message] == [
        "WARNING"
    ]
