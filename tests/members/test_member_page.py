"""A member's page: what it was and is, who speaks for it, and since when it is right."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from desk.history.recording import revisions_of
from members.models import Member, Role
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage
from tests.reported import reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory(name_en="Kelp AS", slug="kelp-as")


def page_of(client, member) -> str:
    return client.get(member.get_absolute_url()).text


def test_the_timeline_tells_of_coming_going_and_the_board(client):
    member = MemberFactory(membership=DateRange(date(2018, 1, 1), date(2020, 1, 1)))
    MembershipFactory(member=member, period=DateRange(date(2022, 6, 1), None))
    person = PersonFactory(name="Kari Tang", affiliation=member)
    BoardSeatFactory(
        person=person, role=Role.MEMBER, term=DateRange(date(2022, 7, 1), date(2023, 1, 1))
    )
    for begins, ends in (
        (date(2023, 1, 1), date(2024, 1, 1)),
        (date(2024, 1, 1), date(2025, 1, 1)),
    ):
        BoardSeatFactory(person=person, role=Role.CHAIR, term=DateRange(begins, ends))
    page = page_of(client, member)
    events = re.findall(r'<li><time datetime="([\d-]+)">[^<]+</time> <span>(.*?)</span>', page)
    told = [(day, re.sub("<[^>]+>", "", words)) for day, words in events]
    assert told == [
        ("2018-01-01", "Became a member"),
        ("2019-12-31", "The membership ended"),
        ("2022-06-01", "Became a member again"),
        ("2022-07-01", "Kari Tang, elected to the board: board member"),
        ("2023-01-01", "Kari Tang, new position on the board: chair"),
        ("2024-01-01", "Kari Tang, elected again: chair"),
        ("2024-12-31", "Kari Tang, left the board: chair"),
    ]


def test_seats_that_are_over_stand_apart(client, member):
    BoardSeatFactory(
        person=PersonFactory(name="Now Nordmann", affiliation=member),
    )
    BoardSeatFactory(
        person=PersonFactory(name="Then Tang", affiliation=member),
        term=DateRange(date(2020, 1, 1), date(2021, 1, 1)),
    )
    page = page_of(client, member)
    now, before = page.partition('class="seat-list-head"')[::2]
    seats = now.partition('id="seats"')[2]
    assert "Now Nordmann" in seats
    assert "Then Tang" not in seats
    assert "Then Tang" in before


def test_only_what_a_live_edition_says_is_quoted(client, editor, member):
    spokesperson = PersonFactory(affiliation=member)
    said = StatementFactory(person=spokesperson, member=member, text="We grow with others")
    article = ArticleFactory()
    add_block(article, Spotlight, member=member, html="", statement=said)
    assert "We grow with others" not in page_of(client, member)
    publish(article=article, by=editor, at=timezone.now() + timedelta(days=1))
    assert "We grow with others" not in page_of(client, member)
    publish(article=article, by=editor)
    page = page_of(client, member)
    assert page.count("We grow with others") == 1
    assert article.title in page
    said.text = "Other words"
    said.approve(on=date(2025, 1, 1))
    said.save()
    page = page_of(client, member)
    assert "We grow with others" in page
    assert "Other words" not in page


def test_somebody_elses_words_in_the_same_piece_are_not_its_own(client, editor, member):
    other = StatementFactory(member=MemberFactory(), text="We are somebody else")
    own = StatementFactory(member=member, text="We speak for ourselves")
    article = ArticleFactory(text=f'<p><a href="record:member/{member.pk}">Kelp</a></p>')
    add_block(article, Quote, statement=other)
    add_block(article, Quote, statement=own)
    publish(article=article, by=editor)
    page = page_of(client, member)
    assert "We speak for ourselves" in page
    assert "We are somebody else" not in page


def test_what_was_said_in_the_other_language_is_marked(client, editor, member):
    article = ArticleFactory(title="Wet feet", slug="wet-feet")
    add_block(article, Spotlight, member=member, statement=StatementFactory(member=member))
    publish(article=article, by=editor)
    page = HtmlPage(client.get(f"/nb{member.get_absolute_url()}"))
    assert page.has("div[lang=en] > figure.pull-quote")
    assert page.has('a[href="/news/wet-feet/"][dir="auto"][hreflang="en"][lang="en"]', "Wet feet")
    assert page.text.count("På engelsk") == 2  # the words, and the article in the list
    assert ' lang="en"' not in client.get(member.get_absolute_url()).text.partition("<main")[2]


def test_a_former_member_says_so_and_is_out_of_list_and_sitemap(client, member):
    member.memberships.update(period=DateRange(date(2020, 1, 1), date(2024, 1, 1)))
    page = page_of(client, member)
    assert "Kelp AS is no longer a member. The membership ended on 31 December 2023." in page
    assert '<meta name="robots" content="noindex">' in page
    assert "/members/kelp-as/" not in client.get("/members/").text
    assert "/members/kelp-as/" not in client.get("/sitemap-members.xml").text


def test_one_click_confirms_the_details_and_the_page_says_when(client, editor, member):
    assert "Details confirmed" not in page_of(client, member)
    client.force_login(editor)
    address = reverse("admin:members_member_confirm", args=[member.pk])
    form = HtmlPage(client.get(reverse("admin:members_member_change", args=[member.pk])))
    assert form.has(f'form[action="{address}"]')
    assert client.get(address).status_code == 405
    assert client.post(address, follow=True).status_code == 200
    member.refresh_from_db()
    assert member.confirmed_on == timezone.localdate()
    assert revisions_of(member).first().by == editor
    assert "Details confirmed" in page_of(client, member)


def test_many_are_confirmed_at_once_after_a_question(client, editor, member):
    others = [MemberFactory(), MemberFactory(confirmed_on=timezone.localdate())]
    client.force_login(editor)
    chosen = {
        "action": "confirm_details",
        "_selected_action": [member.pk, *(other.pk for other in others)],
    }
    question = client.post(reverse("admin:members_member_changelist"), chosen)
    member.refresh_from_db()
    assert member.confirmed_on is None
    assert "Now: never confirmed" in HtmlPage(question).text
    items = [item for _heading, items in question.context["groups"] for item, _on, _page in items]
    agreed = [item.value for item in items if item.ticked]
    assert len(agreed) == 2, "what was confirmed today is left alone"
    answer = {**chosen, "confirmed": "1", "agreed": agreed}
    assert client.post(reverse("admin:members_member_changelist"), answer).status_code == 200
    for each in (member, *others):
        each.refresh_from_db()
        assert each.confirmed_on == timezone.localdate()


def test_who_may_not_change_a_member_cannot_confirm_it(client, member):
    client.force_login(UserFactory(group="writers"))
    address = reverse("admin:members_member_confirm", args=[member.pk])
    assert client.post(address).status_code == 403
    member.refresh_from_db()
    assert member.confirmed_on is None


def test_a_text_in_the_other_language_says_which(client):
    member = MemberFactory(
        summary_en="Grows kelp.",
        summary_nb="",
        description_en="<p>Much.</p>",
        description_nb="<p>Mye.</p>",
    )
    for address in (f"/nb/members/{member.slug}/", "/nb/members/"):
        assert HtmlPage(client.get(address)).has("p[lang=en]", "Grows kelp."), address
    page = client.get(f"/nb/members/{member.slug}/").content.decode()
    assert '<div class="prose"><p>Mye.</p>' in page
    assert 'lang="en">Grows' not in client.get(f"/members/{member.slug}/").content.decode()


@pytest.mark.slow
def test_yearly_renewals_are_one_membership_everywhere(client):
    """R19."""
    member = MemberFactory(membership=DateRange(date(2025, 1, 1), date(2026, 1, 1)))
    MembershipFactory(member=member, period=DateRange(date(2026, 1, 1), None))
    assert_joined_once(client, member, date(2025, 1, 1))


def test_the_reported_package_of_memberships_that_touch(client):
    call_command("import_content", reported("19"), verbosity=0)
    assert_joined_once(client, Member.objects.get(slug="odd-adjacent"), date(2020, 1, 1))


def assert_joined_once(client, member, day):
    """All pages tell of one joining on ``day`` and of none in 2026."""
    page = page_of(client, member)
    assert "Became a member" in page
    assert "The membership ended" not in page
    assert "Became a member again" not in page
    assert f"since Jan {day.year}" in page
    newest = HtmlPage(client.get("/members/new/"))
    assert f"January {day.year}" in newest.text
    assert "January 2026" not in newest.source
    since = client.get("/members/?since=2026").text.partition("<main")[2]
    assert member.get_absolute_url() not in since
    [item] = client.get("/api/members.json").json()["items"]
    assert item["member_since"] == day.isoformat()
    years = client.get("/members/statistics/").context["statistics"].years
    assert {year.year: year.joined for year in years if year.joined} == {day.year: 1}
    assert not any(year.left for year in years)


def test_what_is_yet_to_come_is_not_told_as_past(client, member):
    """R18."""
    later = timezone.localdate() + timedelta(days=40)
    person = PersonFactory(name="Kari Tang", affiliation=member)
    BoardSeatFactory(person=person, term=DateRange(later, later + timedelta(days=400)))
    member.memberships.update(period=DateRange(date(2020, 1, 1), later))
    page = page_of(client, member)
    assert "The membership ends" in page
    assert "The membership ended" not in page
    for words in ("joins the board: board member", "leaves the board: board member"):
        assert words in page
    assert "elected to the board" not in page
    for shown in (page, client.get(person.get_absolute_url()).text):
        assert "Elected to the board" in shown
        assert ">On the board</a>" not in shown
    assert "Kari Tang" not in client.get("/board/").text


def test_on_its_last_day_the_membership_is_not_over(client, member):
    tomorrow = timezone.localdate() + timedelta(days=1)
    member.memberships.update(period=DateRange(date(2020, 1, 1), tomorrow))
    assert "The membership ends" in page_of(client, member)
