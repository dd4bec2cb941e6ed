"""What addresses and dates are made of: one rule for forms and database, on every model."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.contrib.postgres.fields import RangeField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg.types.range import DateRange

from core.fields import DayField, InstantField, PeriodField, WebAddressField
from core.repairs import repair_addresses, repair_dates
from members.models import BoardSeat, Category, Member, Membership
from tests.factories import BoardSeatFactory, MemberFactory, MembershipFactory

OURS = [
    model
    for app in ("accounts", "images", "members", "news", "desk", "cluster_site")
    for model in apps.get_app_config(app).get_models()
    if not model._meta.proxy
]
# read from a clock or copied by the program, never typed and never in a file
FROM_THE_CLOCK = {
    "accounts.Session.expire_date",
    "accounts.User.second_factor_asked",
    "accounts.User.date_joined",
    "accounts.User.last_login",
    "cluster_site.MissedSearch.last_day",
    "cluster_site.OutsideLink.checked_at",
    "cluster_site.OutsideLink.failing_since",
    "cluster_site.OutsideLink.next_check_at",
    "cluster_site.OutsideLink.requested_at",
    "cluster_site.OutsideLink.seen_at",
    "desk.CalendarFeed.read_at",
    "desk.CalendarFeed.revoked_at",
    "desk.OutgoingMail.sent_at",
    "desk.ErasedName.erased_at",
    "members.Decision.decided_at",
    "members.Decision.settled_at",
    "members.Departure.ended_at",
    "news.Article.trashed",
    "news.Comment.resolved_at",
    "news.PreviewLink.opened_at",
    "news.PreviewLink.revoked_at",
    "news.Reading.day",
    "news.Review.decided_at",
    "news.EditionMember.first_published",
    "news.EditionPerson.first_published",
    "news.EditionTag.first_published",
}


def constrained(model):
    """The columns that the constraints of ``model`` speak of."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            for lookup, _value in _leaves(constraint.condition):
                yield constraint.name, lookup


def _leaves(condition):
    for child in condition.children:
        yield from _leaves(child) if isinstance(child, models.Q) else [child]


def test_every_web_address_is_held_by_form_and_database():
    for model in OURS:
        for field in model._meta.local_fields:
            if isinstance(field, models.SlugField):
                assert isinstance(field, WebAddressField), field
                assert f"{field.name}__regex" in {name for _c, name in constrained(model)}, field


def test_every_date_that_is_typed_or_read_is_held_by_form_and_database():
    for model in OURS:
        for field in model._meta.local_fields:
            is_set = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            is_set = is_set or field.has_db_default() or field.generated
            name = f"{model._meta.label}.{field.name}"
            if is_set or name in FROM_THE_CLOCK:
                continue
            if isinstance(field, models.DateField | RangeField):
                lookups = {lookup for _name, lookup in constrained(model)}
                bounds = {f"{field.name}__gte", f"{field.name}__startswith__gte"}
                assert bounds & lookups, name
            if isinstance(field, models.DateField | RangeField) and field.editable:
                own = (DayField, InstantField, PeriodField)
                assert isinstance(field, own) or model.__name__ in ("Edition", "PreviewLink"), name


def refused_by_database(record, name) -> bool:
    """Whether the constraint ``name`` refuses ``record``, asked of PostgreSQL."""
    [constraint] = [rule for rule in record._meta.constraints if rule.name == name]
    try:
        constraint.validate(type(record), record)
    except ValidationError:
        return True
    return False


def refused_by_form(record, column) -> bool:
    field = record._meta.get_field(column)
    try:
        field.run_validators(getattr(record, column))
    except ValidationError:
        return True
    return False


LIMITS = [
    date(1, 1, 1),
    date(26, 3, 1),
    date(1799, 12, 31),
    date(1800, 1, 1),
    date(2026, 3, 1),
    date(2200, 12, 31),
    date(2201, 1, 1),
    date(9999, 12, 31),
]
few = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.django_db
@few
@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
@example("blåskjell")
@example("kelp\n")
@example("ſ")
@example("Kelp_2-b")
def test_form_and_database_agree_on_a_web_address(text):
    record = Category(slug=text)
    assert refused_by_form(record, "slug") == refused_by_database(record, "category_web_address")


@pytest.mark.django_db
@few
@given(st.dates() | st.sampled_from(LIMITS))
def test_form_and_database_agree_on_a_day(day):
    record = Member(confirmed_on=day)
    assert refused_by_form(record, "confirmed_on") == refused_by_database(record, "member_dates")


@pytest.mark.django_db
@few
@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime(1, 1, 1, tzinfo=UTC))
@example(datetime.max.replace(tzinfo=UTC))
def test_form_and_database_agree_on_an_instant(at):
    record = BoardSeat(term=DateRange(date(2024, 1, 1), None), public_from=at)
    assert refused_by_form(record, "public_from") == refused_by_database(record, "seat_dates")


@pytest.mark.django_db
@few
@given(st.sampled_from(LIMITS), st.none() | st.sampled_from(LIMITS))
def test_form_and_database_agree_on_a_period(first, end):
    if end is not None and end <= first:
        return
    record = Membership(period=DateRange(first, end))
    assert refused_by_form(record, "period") == refused_by_database(record, "membership_dates")


def test_what_may_not_be_known_yet_passes(db):
    assert BoardSeatFactory(public_from=None, end_public_from=None).pk


@pytest.fixture
def broken(db):
    """Run SQL that a constraint would refuse, as it was possible before there were any."""

    def run(table, constraint, change, *values):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}")
            cursor.execute(f"UPDATE {table} SET {change}", values)

    return run


def test_a_date_of_two_digits_becomes_the_one_that_was_meant(broken, caplog):
    row = MembershipFactory()
    broken(
        "members_membership",
        "membership_dates",
        "period = '[0026-03-01,0088-01-01)', public_from = '0001-12-31 BC'",
    )
    with pytest.raises(RuntimeError, match="no likely date"):
        repair_dates(Membership, periods=["period"])
    broken("members_membership", "membership_dates", "period = '[0026-03-01,)'")
    repair_dates(Membership, periods=["period"], instants=["public_from", "end_public_from"])
    row.refresh_from_db()
    assert row.period == DateRange(date(2026, 3, 1), None)
    assert row.public_from.year == 1799
    assert "[0026-03-01,)" in caplog.text


def test_what_may_not_be_known_yet_stays_unknown_when_dates_are_repaired(broken):
    row = BoardSeatFactory(public_from=None)
    broken("members_boardseat", "seat_dates", "term = '[2024-01-01,9999-01-01)'")
    repair_dates(BoardSeat, periods=["term"], instants=["public_from", "end_public_from"])
    row.refresh_from_db()
    assert row.public_from is None
    assert row.term == DateRange(date(2024, 1, 1), date(2201, 1, 1))


def test_a_broken_web_address_becomes_a_free_one_of_its_letters(broken, caplog):
    MemberFactory(slug="blaskjell", membership=False)
    row = MemberFactory(slug="x", name_en="日本語", membership=False)
    table = "members_member", "member_web_address"
    broken(*table, "slug = %s WHERE id = %s", "blåskjell", row.pk)
    repair_addresses(Member, "slug", lambda member: member.name_en)
    row.refresh_from_db()
    assert row.slug == "blaskjell-2"
    assert "blåskjell" in caplog.text
    broken(*table, "slug = %s WHERE id = %s", "?", row.pk)
    repair_addresses(Member, "slug", lambda member: member.name_en)
    row.refresh_from_db()
    assert row.slug == f"member-{row.pk}"


def test_the_database_refuses_what_no_page_could_show(db):
    member, seat = MemberFactory(), BoardSeatFactory()
    for change in (
        lambda: Member.objects.filter(pk=member.pk).update(slug=""),
        lambda: Membership.objects.filter(member=member).update(
            period=DateRange(date(26, 3, 1), None)
        ),
        lambda: BoardSeat.objects.filter(pk=seat.pk).update(
            public_from=datetime(1, 1, 1, tzinfo=UTC)
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
