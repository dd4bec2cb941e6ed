"""Instants beyond all others, periods with a last day, and the alphabet."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from psycopg.types.range import DateRange

from core.forms import PeriodFormField
from core.links import (
    extract_references,
    linked_record_ids,
    replace_references_with_words,
    resolve_references,
    translate_reference_keys,
)
from core.moment import parse_moment
from core.richtext import clean_html
from core.slugs import make_slug, validate_public_slug
from members.models import Member, Membership
from tests.factories import MemberFactory, MembershipFactory


def test_none_is_stored_as_infinity_and_comes_back(db):
    membership = MembershipFactory(public_from=None)
    assert Membership.objects.get().public_from is None
    assert not Membership.objects.known(datetime(9000, 1, 1, tzinfo=UTC)).exists()
    Membership.objects.bulk_create(
        [
            Membership(
                member=MemberFactory(membership=False), period=membership.period, public_from=None
            )
        ]
    )
    assert list(Membership.objects.values_list("public_from", flat=True)) == [None, None]
    Membership.objects.update(public_from=datetime(2026, 1, 1, tzinfo=UTC))
    assert Membership.objects.known(datetime(2026, 1, 1, tzinfo=UTC)).count() == 2


def test_the_last_day_typed_still_counts():
    field = PeriodFormField()
    period = field.clean(["2026-01-01", "2026-01-31"])
    assert period == DateRange(date(2026, 1, 1), date(2026, 2, 1))
    assert field.widget.decompress(period) == (date(2026, 1, 1), date(2026, 1, 31))
    assert field.clean(["2026-01-01", ""]) == DateRange(date(2026, 1, 1), None)


@pytest.mark.parametrize(
    "days",
    [
        ["2026-02-01", "2026-01-31"],
        ["", "2026-01-31"],
        ["x", ""],
        ["", ""],
        ["2026-01-01", "9999-12-31"],
        ["0001-01-01", ""],
    ],
)
def test_a_period_that_makes_no_sense_is_a_field_error(days):
    with pytest.raises(ValidationError):
        PeriodFormField().clean(days)


def test_a_period_of_one_day_is_a_period():
    assert PeriodFormField().clean(["2026-01-01", "2026-01-01"]).upper == date(2026, 1, 2)


def test_names_stand_in_norwegian_order(db):
    names = ["Ålesund", "Zebra", "Ørsta", "Aasgard", "Ærfugl", "Bodø", "élan", "Eik", "abc"]
    for name in names:
        MemberFactory(name_en=name)
    ordered = [member.name_en for member in Member.objects.order_by("sort_key_en")]
    assert ordered == [
        "abc",
        "Bodø",
        "Eik",
        "élan",
        "Zebra",
        "Ærfugl",
        "Ørsta",
        "Ålesund",
        "Aasgard",
    ]


def test_a_norwegian_name_sorts_where_there_is_one(db):
    member = MemberFactory(name_en="University", name_nb="Åpent universitet")
    assert (member.sort_key_en[0], member.sort_key_nb[0]) == ("u", "}")


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("<p>ok</p><script>x</script>", "<p>ok</p>"),
        ('<p style="x" onclick="x">ok</p>', "<p>ok</p>"),
        ('<a href="javascript:x">ok</a>', "<a>ok</a>"),
        ('<a href="record:member/12" class="x">ok</a>', '<a href="record:member/12">ok</a>'),
        ("<h1>no</h1><h2>yes</h2>", "<h2>no</h2><h2>yes</h2>"),
        ("<p></p><p>a</p><p> </p>", "<p>a</p>"),
        ("<img src=x onerror=x>", ""),
        ("a\x00b", "ab"),
        ("<blockquote><p></p></blockquote>", ""),
    ],
)
def test_html_is_cleaned(dirty, cleaned):
    assert clean_html(dirty) == cleaned


def test_references_in_text():
    html = (
        '<p><a href="record:member/12">A</a> <a href="record:person/3">B</a> <a href="/x">C</a></p>'
    )
    assert extract_references(html) == {("member", "12"), ("person", "3")}
    assert linked_record_ids([html], "member") == {12}
    assert resolve_references(html, {("member", "12"): "/members/a/"}) == (
        '<p><a href="/members/a/">A</a> B <a href="/x">C</a></p>'
    )
    assert translate_reference_keys(
        html, lambda kind, key: "slug" if kind == "member" else None
    ) == ('<p><a href="record:member/slug">A</a> B <a href="/x">C</a></p>')


def test_a_reference_that_stands_for_words_is_replaced_whole():
    html = '<p>We are <a href="record:count/members">[n]</a>, <a href="record:member/1">A</a></p>'
    assert replace_references_with_words(html, {("count", "members"): "<42"}) == (
        '<p>We are &lt;42, <a href="record:member/1">A</a></p>'
    )
    assert replace_references_with_words(html, {}) == html


def test_web_addresses():
    assert make_slug("Ærfugl på Åsen – ØL") == "aerfugl-pa-asen-ol"
    with pytest.raises(ValidationError):
        validate_public_slug("board")


def test_a_link_to_a_number_that_is_no_key_is_none():
    assert linked_record_ids([f'<a href="record:member/{"1" * 5000}">A</a>'], "member") == set()


def test_empty_blocks_go_however_deep_they_stand_in_one_another():
    empty = "<blockquote>" * 90 + " <p>&nbsp;<br></p>" + "</blockquote>" * 90
    assert clean_html(f"<p>One</p>{empty}<p>Two<br></p>") == "<p>One</p><p>Two<br></p>"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01",
        "2026-12-01T25:00",
        "9" * 40,
        "0001-01-01",
        "9999-12-31T23:30Z",
    ],
)
def test_what_names_no_moment_is_none(text):
    assert parse_moment(text) is None


def test_a_moment_without_offset_is_the_sites_wall_clock():
    assert parse_moment("2026-07-01T09:00").astimezone(UTC).hour == 7
    assert parse_moment("2026-12-01T09:00").astimezone(UTC).hour == 8
