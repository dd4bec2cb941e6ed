"""Members, people, the board and quotes in the admin."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import DateRange

from members.models import BoardSeat, Category, FocusArea, Member, Membership, Person, Statement
from tests.desk.posting import address, errors_of, fields_of, post
from tests.factories import (
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
)
from tests.pages import HtmlPage

ROWS = "memberships"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def membership(*periods):
    posted = {f"{ROWS}-TOTAL_FORMS": str(len(periods)), f"{ROWS}-INITIAL_FORMS": "0"}
    for row, (first, last) in enumerate(periods):
        posted |= {f"{ROWS}-{row}-period_first": first, f"{ROWS}-{row}-period_last": last}
        posted[f"{ROWS}-{row}-public_from"] = "2020-01-01T00:00"
    return posted


def test_a_new_member_is_one_from_today_where_nobody_says_otherwise(desk):
    shown = fields_of(desk.get(address(Member, "add")))
    assert shown["member_since"] == timezone.localdate().isoformat()
    answer = post(desk, Member, {"name_en": "Kelp AS"}, page="add")
    (membership,) = Membership.objects.all()
    assert membership.period == DateRange(timezone.localdate(), None)
    said = "Visitors see it among the members and on its own page."
    assert said in HtmlPage(desk.get(answer.url)).text
    member = Member.objects.get()
    assert said in HtmlPage(desk.get(address(member))).text
    assert desk.get(member.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("", "Visitors see it nowhere: it has no membership."),
        ("2090-01-01", "Visitors see its own page now, and it among the members from 1 Jan 2090."),
    ],
)
def test_a_new_member_that_is_not_among_the_members_is_told_of(desk, since, said):
    answer = post(desk, Member, {"name_en": "Kelp AS", "member_since": since}, page="add")
    assert said in HtmlPage(desk.get(answer.url)).text
    page = desk.get(address(Member.objects.get()))
    assert said in HtmlPage(page).text
    assert ("View on site" in HtmlPage(page).text) == bool(since)


@pytest.mark.parametrize(
    ("period", "public_from", "said"),
    [
        ((2020, 2021), "2020-01-01T00:00", "its own page, which says that it was a member"),
        ((2020, None), "2090-01-01T00:00", "nowhere before 1 Jan 2090"),
        ((2020, None), "", "nowhere before its announcement"),
    ],
)
def test_the_form_says_where_visitors_see_a_member(desk, period, public_from, said):
    first, end = (year and date(year, 1, 1) for year in period)
    member = MemberFactory(membership=DateRange(first, end))
    post(desk, member, {f"{ROWS}-0-public_from": public_from})
    page = HtmlPage(desk.get(address(member)))
    assert said in page.text
    assert ("View on site" in page.text) == ("nowhere" not in said)


def test_the_last_day_of_a_membership_counts(desk):
    member = MemberFactory(membership=False)
    post(desk, member, membership(("2024-01-01", "2025-12-31")))
    period = Membership.objects.get().period
    assert period == DateRange(date(2024, 1, 1), date(2026, 1, 1))
    shown = fields_of(desk.get(address(member)))
    assert shown[f"{ROWS}-0-period_last"] == "2025-12-31"


def test_overlapping_memberships_are_a_form_error_with_all_that_was_typed(desk):
    twice = membership(("2024-01-01", ""), ("2025-01-01", ""))
    answer = post(desk, MemberFactory(membership=False), {"name_en": "Kelp AS", **twice})
    (error,) = errors_of(answer)
    assert f'<a href="#id_{ROWS}-0-period_0">1 Jan 2024 – </a>' in error
    assert HtmlPage(answer).has(f'[id="id_{ROWS}-0-period_0"]')
    assert HtmlPage(answer).has('[value="Kelp AS"]')
    assert not Membership.objects.exists()


def test_one_language_is_enough_and_none_is_not(desk):
    answer = post(desk, Category, {"slug": "x", "order": "1"}, page="add")
    assert set(answer.context["adminform"].form.errors) == {"name_en"}
    assert errors_of(post(desk, Category, {"name_nb": "X", "slug": "x", "order": "1"}, "add")) == []


def test_a_web_address_that_is_taken_is_an_error_on_its_field(desk, monkeypatch):
    MemberFactory(slug="kelp")
    changes = {"name_en": "Kelp AS", "slug": "kelp"}
    answer = post(desk, Member, changes, page="add")
    assert set(answer.context["adminform"].form.errors) == {"slug"}
    monkeypatch.setattr("desk.toolkit.forms.DeskForm.validate_unique", lambda self: None)
    answer = post(desk, Member, changes, page="add")
    assert set(answer.context["adminform"].form.errors) == {"slug"}


def test_half_a_ticker_is_an_error_on_the_ticker(desk):
    answer = post(desk, MemberFactory(), {"ticker_exchange": "Oslo"})
    assert set(answer.context["adminform"].form.errors) == {"ticker_symbol"}


def test_the_list_says_since_when_and_which_language_is_missing(desk):
    MemberFactory(name_en="Current")
    MemberFactory(name_en="Former", membership=DateRange(date(2020, 1, 1), date(2022, 1, 1)))
    MemberFactory(name_en="None", membership=False)
    page = HtmlPage(desk.get(address(Member, "changelist")))
    assert "since 2020" in page.text
    assert "former, left 31 Dec 2021" in page.text
    assert "no membership yet" in page.text
    assert "Norwegian missing" in page.text
    for choice, names in {"current": ["Current"], "former": ["Former"], "none": ["None"]}.items():
        found = desk.get(address(Member, "changelist"), {"membership": choice})
        assert [member.name for member in found.context["cl"].result_list] == names


@pytest.mark.slow
def test_lists_cost_the_same_for_2_and_for_20(desk):
    def cost(model):
        with CaptureQueriesContext(connection) as queries:
            desk.get(address(model, "changelist"))
        return len(queries)

    def more(count):
        for _ in range(count):
            member = MemberFactory(logo=ImageFactory())
            person = PersonFactory(affiliation=member, portrait=ImageFactory())
            BoardSeatFactory(person=person)
            StatementFactory(person=person, member=member)

    more(2)
    few = [cost(model) for model in (Member, Person, BoardSeat, Statement)]
    more(18)
    assert [cost(model) for model in (Member, Person, BoardSeat, Statement)] == few
    assert max(few) <= 12


def test_two_chairs_are_an_error_on_the_position(desk):
    BoardSeatFactory(role="chair")
    changes = {"person": str(PersonFactory().pk), "role": "chair", "term_first": "2025-01-01"}
    answer = post(desk, BoardSeat, changes, page="add")
    errors = answer.context["adminform"].form.errors
    assert errors["role"][0] == "There is a chair already in that period."


def quote(person, **changes):
    return {"text": "We joined for the kelp", "person": str(person.pk), **changes}


def test_a_quote_takes_title_and_organisation_of_that_day(desk):
    member = MemberFactory(name_en="Kelp AS")
    person = PersonFactory(title_en="Chief", affiliation=member)
    post(desk, Statement, quote(person), page="add")
    statement = Statement.objects.get()
    assert (statement.person_title, statement.organisation) == ("Chief", "Kelp AS")
    assert statement.key
    assert not statement.is_approved


def test_an_approval_is_for_the_words_as_they_stand(desk):
    statement = StatementFactory(approved=False)
    post(desk, statement, {"approved_on": "2026-01-02", "approved_how": "by e-mail"})
    statement.refresh_from_db()
    assert statement.is_approved
    post(desk, statement, {"text": "Other words"})
    statement.refresh_from_db()
    assert statement.approved_on
    assert not statement.is_approved
    page = HtmlPage(desk.get(address(statement)))
    assert "the approval of 2 Jan 2026 is for other words" in page.text
    post(desk, statement, {"approved_again": "on"})
    statement.refresh_from_db()
    assert statement.is_approved
    post(desk, statement, {"approved_on": ""})
    statement.refresh_from_db()
    assert (statement.approved_on, statement.approved_hash) == (None, "")


def test_quotes_are_found_by_their_approval(desk):
    fine, changed = StatementFactory(), StatementFactory()
    missing = StatementFactory(approved=False)
    Statement.objects.filter(pk=changed.pk).update(text="Æ, other words")
    for choice, statement in {"approved": fine, "changed": changed, "missing": missing}.items():
        found = desk.get(address(Statement, "changelist"), {"approval": choice})
        assert list(found.context["cl"].result_list) == [statement]


@pytest.mark.parametrize("query", ["", "?o=2"])
def test_the_list_follows_the_alphabet_of_the_names_it_shows(client, db, query):
    MemberFactory(name_en="Aasfjord College", name_nb="Høgskolen Aasfjord")
    MemberFactory(name_en="Brakk")
    MemberFactory(name_en="Zeal", name_nb="Iver")
    for language, names in (
        ("en", ["Brakk", "Zeal", "Aasfjord College"]),
        ("nb", ["Brakk", "Høgskolen Aasfjord", "Iver"]),
    ):
        client.force_login(UserFactory(group="editors", language=language))
        page = client.get(f"/admin/members/member/{query}").text
        assert sorted(names, key=page.index) == names


def test_one_name_for_both_languages_lacks_nothing(desk):
    member = MemberFactory(name_en="Kelp AS", summary_en="Grows kelp.", summary_nb="Dyrker tare.")
    assert "Norwegian missing" not in desk.get("/admin/members/member/").text
    form = desk.get(address(member)).context["adminform"].form
    assert form.fields["name_nb"].help_text.startswith("Empty where")


def test_a_person_s_form_names_each_seat_with_its_last_day(desk):
    term = DateRange(date(2020, 1, 1), date(2022, 1, 1))
    seat = BoardSeatFactory(person=PersonFactory(name="Kari"), term=term)
    form = HtmlPage(desk.get(address(seat.person)))
    assert form.has(f'a[href="{address(seat)}"]', "board member")
    assert "1 Jan 2020 – 31 Dec 2021" in form.text
    assert "earlier board" in form.text


@pytest.mark.parametrize("model", [Category, FocusArea])
def test_a_word_s_list_says_how_many_members_have_it(desk, model):
    word = model.objects.create(name_en="Kelp", name_nb="Tare", slug="kelp")
    for _member in range(3):
        word.members.add(MemberFactory())
    page = HtmlPage(desk.get(address(model, "changelist")))
    assert page.has("td.field-members_with_it", "3")
    assert "Name, in English" in page.text
    assert "Name, in Norwegian" in page.text


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Person, {"name": "Kari Nord", "is_another": "on"}),
        (Category, {"name_en": "Kari Nord", "order": "1"}),
        (FocusArea, {"name_nb": "Kari Nord"}),
    ],
)
def test_a_name_used_twice_gets_an_address_of_its_own(desk, model, typed):
    for slug in ("kari-nord", "kari-nord-2"):
        assert errors_of(post(desk, model, {**typed, "slug": ""}, page="add")) == []
        assert model.objects.filter(slug=slug).exists()


def test_a_former_address_of_another_member_is_not_taken_from_it(desk):
    member = MemberFactory(name_en="Tare AS", slug="tare")
    member.former_names.create(name="Kelp AS", slug="kelp-as")
    answer = post(desk, Member, {"name_en": "Algae AS", "slug": "kelp-as"}, page="add")
    (error,) = answer.context["adminform"].form.errors["slug"]
    assert f'<a href="{address(member)}" target="_blank">“Tare AS”</a>' in error
    assert errors_of(post(desk, member, {"slug": "kelp-as"})) == []


@pytest.mark.parametrize("name", ["KELP", "Kelp  AS", "Kélp Ltd.", "Tang"])
def test_a_second_organisation_of_one_name_is_asked_about(desk, name):
    there = MemberFactory(name_en="Kelp AS")
    there.former_names.create(name="Tang AS", slug="tang")
    answer = post(desk, Member, {"name_en": name}, page="add")
    [error] = errors_of(answer)
    assert f'<a href="{address(there)}" target="_blank">“Kelp AS”</a>' in error
    assert HtmlPage(answer).has('[type="checkbox"][name="is_another"]')
    # in the list at the top no link stands inside the link to the field
    assert "Another one of the same name: There is “Kelp AS” already." in HtmlPage(answer).text
    assert Member.objects.count() == 1
    asked = {**fields_of(answer), "is_another": "on"}
    assert errors_of(desk.post(address(Member, "add"), asked)) == []
    assert Member.objects.count() == 2


@pytest.mark.slow
def test_an_organisation_is_no_namesake_of_itself_and_asked_about_only_when_renamed(desk):
    member, other = MemberFactory(name_en="Kelp AS"), MemberFactory(name_en="Tang AS")
    assert errors_of(post(desk, member, {"name_en": "Kelp ASA"})) == []
    assert len(errors_of(post(desk, member, {"name_en": "Tang"}))) == 1
    Member.objects.filter(pk=other.pk).update(name_en="Kelp ASA")
    assert errors_of(post(desk, member, {"city": "Oslo"})) == []


def test_a_second_person_of_one_name_is_asked_about(desk):
    PersonFactory(name="Ida Berg")
    [error] = errors_of(post(desk, Person, {"name": "Ída  Berg"}, page="add"))
    assert "“Ida Berg”" in error


def test_a_quote_has_its_organisation_from_the_person_who_speaks(desk):
    person = PersonFactory(affiliation=MemberFactory(name_en="Kelp AS"))
    answer = post(desk, person, {"_next": "on"})
    assert answer.url == f"{address(Statement, 'add')}?person={person.pk}"
    form = fields_of(desk.get(answer.url))
    assert errors_of(desk.post(answer.url, {**form, "text": "Because of the kelp."})) == []
    statement = Statement.objects.get()
    assert (statement.member, statement.organisation) == (person.affiliation, "Kelp AS")


def test_a_person_is_added_to_the_member_that_was_saved(desk):
    answer = post(desk, Member, {"name_en": "Kelp AS", "_next": "on"}, page="add")
    member = Member.objects.get()
    assert fields_of(desk.get(answer.url))["affiliation"] == [str(member.pk)]
