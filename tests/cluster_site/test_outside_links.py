"""Links to other sites are found where they stand, checked in turn, and reported to who mends them."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse

from cluster_site.models import MenuItem, OutsideLink, SiteSettings
from cluster_site.outside_links import checking, collecting
from cluster_site.outside_links.admin import gone_websites
from cluster_site.outside_links.checking import check_due_links
from cluster_site.outside_links.collecting import collect_links
from cluster_site.outside_links.fetching import LinkOutcome
from cluster_site.outside_links.models import Problem
from core.moment import Moment, read_database_clock
from core.transaction_locks import current_locks
from members.models import Member
from news.blocks.spotlight import Spotlight
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, MemberFactory, UserFactory, add_block
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
REPORT = "/admin/cluster_site/outsidelink/"


@pytest.fixture
def outcomes(monkeypatch):
    """What each URL is found to be; the clock of politeness stands still."""
    answers, requests = {}, []

    def check_url(url, *, agent, network):
        requests.append(url)
        outcome = answers.get(url, LinkOutcome("", 200))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(checking, "check_url", check_url)
    monkeypatch.setattr(checking, "PAUSE", timedelta(0))
    answers["asked"] = requests
    return answers


def make_due():
    OutsideLink.objects.update(next_check_at=read_database_clock(), requested_at=None)


@pytest.fixture
def story(editor):
    article = ArticleFactory(
        title="Kelp grows",
        text='<p><a href="https://a.example/?x=1&amp;y=2">A</a> <a href="/news/">B</a></p>',
    )
    add_block(article, Spotlight, member=MemberFactory(), html="", link="https://b.example/")
    publish(article=article, by=editor)
    return article


def urls():
    return set(OutsideLink.objects.values_list("url", flat=True))


def test_links_are_found_in_all_that_is_public_and_in_nothing_else(story, editor):
    MemberFactory(
        website="https://m.example",
        linkedin="https://l.example/m",
        description_en='<p><a href="https://d.example/">D</a></p>',
    )
    MemberFactory(website="https://secret.example", membership=False)
    MenuItem.objects.create(label_en="Elsewhere", target_en="https://menu.example/")
    SiteSettings.objects.create(name_en="Kelp", profiles="https://p.example/kelp")
    ArticleFactory(text='<p><a href="https://draft.example/">Draft</a></p>')
    collect_links()
    assert urls() == {
        "https://a.example/?x=1&y=2",
        "https://b.example/",
        "https://m.example",
        "https://l.example/m",
        "https://d.example/",
        "https://menu.example/",
        "https://p.example/kelp",
    }


def test_what_is_public_no_more_leaves_the_report(story, editor, outcomes):
    outcomes["https://b.example/"] = LinkOutcome(Problem.NOT_FOUND, 404)
    collect_links()
    check_due_links()
    unpublish(article=story, by=editor)
    collect_links()
    assert urls()  # once a day
    collect_links(again=True)
    assert urls() == set()


def test_collecting_again_keeps_what_is_known(story, outcomes):
    outcomes["https://b.example/"] = LinkOutcome(Problem.NOT_FOUND, 404)
    collect_links()
    check_due_links()
    before = OutsideLink.objects.get(url="https://b.example/").failing_since
    collect_links(again=True)
    link = OutsideLink.objects.get(url="https://b.example/")
    assert (link.problem, link.failing_since) == (Problem.NOT_FOUND, before)
    assert [place.record for place in link.places.all()] == [story]


def test_each_link_is_checked_once_until_it_is_due_again(story, outcomes):
    collect_links()
    assert check_due_links() == 2
    assert check_due_links() == 0
    assert sorted(outcomes["asked"]) == ["https://a.example/?x=1&y=2", "https://b.example/"]


def test_a_broken_link_is_looked_at_sooner_and_is_mended_when_it_works(story, outcomes):
    outcomes["https://b.example/"] = LinkOutcome(Problem.SERVER_ERROR, 500)
    outcomes["https://a.example/?x=1&y=2"] = LinkOutcome(Problem.BLOCKED, 403)
    collect_links()
    check_due_links()
    blocked, broken = OutsideLink.objects.order_by("url")
    assert blocked.failing_since is None
    assert blocked.next_check_at - blocked.checked_at == timedelta(days=7)
    first = broken.failing_since
    assert first is not None
    assert broken.next_check_at - broken.checked_at == timedelta(days=1)
    make_due()
    check_due_links()
    broken.refresh_from_db()
    assert broken.failing_since == first
    outcomes["https://b.example/"] = LinkOutcome("", 200)
    make_due()
    check_due_links()
    broken.refresh_from_db()
    assert (broken.problem, broken.failing_since) == ("", None)
    assert broken.next_check_at - broken.checked_at == timedelta(days=7)


def test_a_fault_with_one_link_is_logged_and_keeps_no_other_waiting(story, outcomes, caplog):
    outcomes["https://a.example/?x=1&y=2"] = KeyError("a fault of ours")
    collect_links()
    assert check_due_links() == 1
    assert sorted(outcomes["asked"]) == ["https://a.example/?x=1&y=2", "https://b.example/"]
    failed, checked = OutsideLink.objects.order_by("url")
    assert failed.checked_at is None
    assert failed.next_check_at - failed.requested_at == timedelta(days=1)
    assert checked.checked_at is not None
    assert "https://a.example/?x=1&y=2 could not be checked" in caplog.text


def test_a_url_too_long_for_the_index_keeps_no_other_out():
    letters = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(1500))
    for url in (f"https://long.example/{letters}", "https://short.example/"):
        MemberFactory(description_en=f'<p><a href="{url}">Kelp</a></p>')
    collect_links()
    assert urls() == {"https://short.example/"}


def test_erasing_waits_for_the_collection_of_links(monkeypatch):
    shared = []

    def find_links(at):
        shared.append(current_locks().shared)
        return []

    monkeypatch.setattr(collecting, "find_links", find_links)
    collect_links()
    assert shared == [True]


@pytest.mark.slow
def test_one_site_is_not_asked_twice_within_the_pause(outcomes, monkeypatch):
    for number in range(3):
        MemberFactory(website=f"https://one.example/{number}")
    MemberFactory(website="https://two.example/")
    collect_links()
    monkeypatch.setattr(checking, "PAUSE", timedelta(hours=1))
    first, second = checking._claim(), checking._claim()
    assert {first.host, second.host} == {"one.example", "two.example"}
    assert checking._claim() is None
    assert check_due_links(seconds=0.1) == 0
    assert outcomes["asked"] == []


def test_a_check_that_was_killed_is_made_up_for(story, outcomes):
    collect_links()
    link = checking._claim()
    link.refresh_from_db()
    later = link.next_check_at - read_database_clock()
    assert timedelta(minutes=50) < later <= checking.CLAIMED_FOR


def test_the_command_says_what_is_broken(story, outcomes):
    outcomes["https://b.example/"] = LinkOutcome(Problem.NO_HOST)
    output = StringIO()
    call_command("check_links", stdout=output)
    assert "no site of that name: https://b.example/" in output.getvalue()
    assert "2 links are checked" in output.getvalue()
    call_command("check_links", "--all", stdout=StringIO())
    assert len(outcomes["asked"]) == 4


def test_what_falls_due_checks_links_and_a_dry_run_asks_nobody(story, outcomes, settings):
    settings.CHECK_LINKS = True
    call_command("run_due", "--dry-run", stdout=StringIO())
    assert outcomes["asked"] == []
    output = StringIO()
    call_command("run_due", stdout=output)
    assert "Links to other sites: 2 links are checked" in output.getvalue()


def test_a_server_without_a_way_out_checks_nothing(story, outcomes, settings):
    settings.CHECK_LINKS = False
    call_command("run_due", stdout=StringIO())
    assert not OutsideLink.objects.exists()


def test_the_report_shows_each_link_with_its_places(
    client, story, outcomes, django_assert_max_num_queries
):
    outcomes["https://b.example/"] = LinkOutcome(Problem.NOT_FOUND, 404)
    member = MemberFactory(name_en="Kelp AS", website="https://b.example/")
    collect_links()
    check_due_links()
    client.force_login(UserFactory(group="editors"))
    with django_assert_max_num_queries(16):
        page = HtmlPage(client.get(REPORT))
    rows = page.words("#result_list tbody tr")
    assert "https://b.example/" in rows[0]
    assert "page not found (404)" in rows[0]
    places = [link.attributes["href"] for link in page.all("#result_list .field-where a")]
    assert reverse("admin:members_member_change", args=[member.pk]) in places
    assert reverse("admin:news_article_change", args=[story.pk]) in places
    assert len(HtmlPage(client.get(REPORT, {"broken": "now"})).words("#result_list tbody tr")) == 1
    assert not HtmlPage(client.get(REPORT, {"broken": "long"})).words("#result_list tbody tr")


def test_of_a_link_with_many_places_the_report_names_the_first(client):
    for _ in range(12):
        MemberFactory(website="https://b.example/")
    collect_links()
    client.force_login(UserFactory(group="editors"))
    page = HtmlPage(client.get(REPORT))
    assert len(page.all("#result_list .field-where a")) == 10
    assert "and 2 more" in page.words("#result_list tbody tr")[0]


def test_who_keeps_members_may_see_the_report_and_nobody_may_write_it(client, story, outcomes):
    collect_links()
    link = OutsideLink.objects.first()
    for group, status in (("member-managers", 200), ("writers", 403)):
        client.force_login(UserFactory(group=group))
        assert client.get(REPORT).status_code == status
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"{REPORT}add/").status_code == 403
    assert client.post(f"{REPORT}{link.pk}/delete/", {"post": "yes"}).status_code == 403


def attention_rows():
    """What the front page says to an editor."""
    moment = Moment(read_database_clock())
    return list(gone_websites(SimpleNamespace(user=UserFactory(group="editors"), moment=moment)))


def fail_for(days, *, checked=1):
    """Let all links fail since ``days`` ago, the last time ``checked`` days ago."""
    now = read_database_clock()
    OutsideLink.objects.update(
        problem=Problem.NO_HOST,
        failing_since=now - timedelta(days=days),
        checked_at=now - timedelta(days=checked),
    )


def test_a_website_gone_for_thirty_days_needs_attention():
    member = MemberFactory(name_en="Kelp AS", website="https://m.example")
    collect_links()
    fail_for(29)
    assert attention_rows() == []
    fail_for(31)
    [row] = attention_rows()
    assert row.title == "Kelp AS: the website has not worked for 30 days"
    address = reverse("admin:members_member_change", args=[member.pk])
    assert row.address == f"{address}#id_website"
    Member.objects.filter(pk=member.pk).update(website="https://new.example")
    assert attention_rows() == []


def test_a_checker_that_was_off_calls_no_website_gone(client):
    MemberFactory(website="https://m.example")
    collect_links()
    fail_for(31, checked=31)
    assert attention_rows() == []
    client.force_login(UserFactory(group="editors"))
    assert not HtmlPage(client.get(REPORT, {"broken": "long"})).words("#result_list tbody tr")
    assert HtmlPage(client.get(REPORT, {"broken": "now"})).words("#result_list tbody tr")


def test_many_gone_websites_are_one_row_of_the_front_page(client):
    for number in range(6):
        MemberFactory(website=f"https://m{number}.example")
    collect_links()
    fail_for(31)
    client.force_login(UserFactory(group="editors"))
    page = HtmlPage(client.get("/admin/"))
    assert "6 members whose website has not worked for 30 days" in page.text
    assert page.has(f'a[href="{REPORT}?broken=long"]')
