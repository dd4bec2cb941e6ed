"""The welcome article: no one twice, no one forgotten, and a draft that needs no typing."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from members.models import Member, Membership
from news.content.draft_values import load_draft
from news.models import AnnouncedMembership, Article, Section
from news.publishing.commands import publish
from relations.models import Invitation, QuestionSet, RoundUp, WelcomePattern
from relations.round_up.answers import fetch_new_answers
from relations.round_up.draft import RoundUpError, draft_round_up
from relations.round_up.joinings import latest_joining
from relations.round_up.proposals import find_proposals
from relations.round_up.welcomes import has_welcome_shape
from tests.desk.posting import address, fields_of
from tests.factories import MemberFactory, PersonFactory, StatementFactory

pytestmark = pytest.mark.django_db
WELCOME = Path(__file__).parents[3] / "shared/reference/welcome.json"
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def joined(days_ago=10, **values):
    return MemberFactory(membership=DateRange(today() - days_ago * DAY, None), **values)


def proposed():
    return [proposal.joining.member for proposal in find_proposals(today=today())]


def draft(*members, by, language="en"):
    chosen = {p.joining.member: p.joining for p in find_proposals(today=today())}
    return draft_round_up(
        joinings=[chosen[member] for member in members],
        pattern=WelcomePattern.objects.first(),
        cluster="Kelp Cluster",
        language=language,
        by=by,
    )


def period(first, last=None):
    membership = Membership(period=DateRange(first, last))
    membership.first_day, membership.day_after = first, last
    membership.member = Member(name_en="Kelp")
    return membership


def test_memberships_that_touch_are_one():
    years = [date(2020 + number, 1, 1) for number in range(4)]
    renewed = [period(years[0], years[1]), period(years[1], years[2]), period(years[2])]
    joining = latest_joining(renewed)
    assert (joining.first_day, joining.away_since) == (years[0], None)
    back = latest_joining([period(years[0], years[1]), period(years[3])])
    assert (back.first_day, back.away_since) == (years[3], years[1])


def test_who_joined_lately_is_proposed_and_who_was_there_or_left_is_not():
    new = joined()
    renewed = MemberFactory(membership=DateRange(today() - 900 * DAY, today() - 10 * DAY))
    Membership.objects.create(member=renewed, period=DateRange(today() - 10 * DAY, None))
    MemberFactory(membership=DateRange(today() - 20 * DAY, today() - DAY))
    soon = MemberFactory(membership=DateRange(today() + 5 * DAY, None))
    MemberFactory(membership=DateRange(today() + 90 * DAY, None))
    assert proposed() == [new, soon]


def test_no_one_is_welcomed_twice_and_no_one_is_forgotten(editor):
    one, other = joined(20), joined(10)
    article = draft(one, by=editor)
    with pytest.raises(RoundUpError):
        draft(one, by=editor)
    publish(article=article, by=editor)
    assert proposed() == [other]
    with pytest.raises(KeyError):
        draft(one, by=editor)


def test_who_comes_back_is_welcomed_again(editor):
    member = joined(400)
    membership = member.memberships.get()
    article = draft_of_long_ago(member, editor)
    assert proposed() == []
    membership.period = DateRange(membership.period.lower, today() + 10 * DAY)
    membership.save()
    assert proposed() == []
    Membership.objects.create(member=member, period=DateRange(today() + 20 * DAY, None))
    assert [p.joining.away_since for p in find_proposals(today=today())] == [today() + 10 * DAY]
    assert article.editions.count() == 1


def draft_of_long_ago(member, editor):
    proposals = find_proposals(today=today(), since=today() - 500 * DAY)
    article = draft_round_up(
        joinings=[proposal.joining for proposal in proposals],
        pattern=WelcomePattern.objects.first(),
        cluster="Kelp",
        language="en",
        by=editor,
    )
    publish(article=article, by=editor)
    return article


def test_an_article_of_that_shape_counts_without_being_made_so(editor):
    member = joined()
    article = draft(member, by=editor)
    RoundUp.objects.all().delete()
    publish(article=article, by=editor)
    assert proposed() == []
    listed = {"type": "member_list", "members": [1, 2]}
    assert not has_welcome_shape([listed, {"type": "spotlight", "member": 1}])


def test_the_draft_is_an_article_of_records(editor):
    member = joined(description_nb="<p>Vi dyrker tare.</p>", summary_en="Grows kelp.")
    person = PersonFactory(affiliation=member)
    statements = [StatementFactory(member=member, person=person) for _number in range(2)]
    article = draft(member, by=editor, language="nb")
    assert (article.section, article.language) == (Section.MEMBER_NEWS, "nb")
    assert article.title == "Nye medlemmer i Kelp Cluster"
    blocks = load_draft(article).blocks
    assert f'<a href="record:member/{member.pk}">' in blocks[0]["html"]
    portrait, further = blocks[3:]
    assert (portrait["member"], portrait["html"]) == (member.pk, "<p>Vi dyrker tare.</p>")
    assert (portrait["statement"], further["statement"]) == tuple(s.pk for s in statements)


def accepted(member, editor, *, language="en", **outcomes):
    """Let the office decide what a member answered to the questions, in their order."""
    questions = QuestionSet.objects.get(occasion="new-member")
    question_texts = {
        f"question-{question.pk}": question.text for question in questions.questions.all()
    }
    invitation = Invitation.objects.create(
        member=member,
        question_set=questions,
        language=language,
        due_on=today(),
        made_by=editor,
        answered_at=timezone.now(),
    )
    texts = dict(zip(question_texts, outcomes, strict=False))
    version = invitation.versions.create(
        values=texts, questions=question_texts, sent_at=invitation.answered_at
    )
    for (name, text), outcome in zip(texts.items(), outcomes.values(), strict=True):
        accepted_text = "" if outcome == "declined" else text
        version.decisions.create(name=name, outcome=outcome, text=accepted_text, decided_by=editor)
    return version


def test_what_a_member_answered_stands_in_its_portrait_without_retyping(editor):
    member = joined(summary_en="Grows kelp.")
    accepted(member, editor, **{"We join\n\nto <learn>.": "accepted", "Too long.": "declined"})
    accepted(member, editor, language="nb", **{"Vi er her.": "accepted"})
    article = draft(member, by=editor)
    portrait = load_draft(article).blocks[3]
    assert portrait["html"] == "<p>Grows kelp.</p><p>We join</p>\n\n<p>to &lt;learn&gt;.</p>"
    [use] = article.used_answers.all()
    assert use.decision.text == "We join\n\nto <learn>."


def test_answers_in_another_language_are_better_than_none(editor):
    member = joined(summary_en="Grows kelp.")
    accepted(member, editor, language="nb", **{"Vi er her.": "accepted"})
    assert "<p>Vi er her.</p>" in load_draft(draft(member, by=editor)).blocks[3]["html"]


def test_an_answer_that_was_sent_anew_is_not_used_before_it_is_accepted(editor):
    member = joined()
    version = accepted(member, editor, **{"We are ten.": "accepted"})
    values = dict.fromkeys(version.values, "We are twelve.")
    version.invitation.versions.create(
        values=values, questions=version.questions, sent_at=timezone.now()
    )
    assert "We are" not in load_draft(draft(member, by=editor)).blocks[3]["html"]


def test_an_answer_that_was_published_is_not_used_again(editor):
    member = joined(400)
    accepted(member, editor, **{"We are ten.": "accepted"})
    draft_of_long_ago(member, editor)
    assert fetch_new_answers([member], "en")[member.pk] == []


def test_an_announced_member_is_known_with_the_article(editor):
    member = joined()
    member.memberships.update(public_from=None)
    article = draft(member, by=editor)
    assert AnnouncedMembership.objects.get().membership == member.memberships.get()
    assert not Member.objects.known(timezone.now()).exists()
    edition = publish(article=article, by=editor)
    assert member.memberships.get().public_from == edition.live_during.lower


def test_a_membership_with_a_day_of_its_own_does_not_wait_for_the_article(editor):
    member, tomorrow = joined(), timezone.now() + DAY
    member.memberships.update(public_from=tomorrow)
    draft(member, by=editor)
    assert not AnnouncedMembership.objects.exists()
    assert member.memberships.get().public_from == tomorrow


@pytest.fixture
def desk(client, editor):
    SiteSettings.objects.create(name_en="Kelp Cluster", language="en")
    client.force_login(editor)
    return client


def test_the_page_takes_two_presses_from_the_front_page(desk):
    later, first = joined(5, name_en="Later"), joined(8, name_en="First")
    page = reverse("admin:members-welcome")
    assert page in desk.get("/admin/").content.decode()
    form = desk.get(page).context["form"]
    posted = {bound.html_name: str(bound.value()) for bound in form if bound.value()}
    posted[f"place-{first.pk}"] = "3"
    answer = desk.post(page, posted)
    article = Article.objects.get()
    assert answer["Location"] == reverse("admin:news_article_change", args=[article.pk])
    assert load_draft(article).blocks[1]["members"] == [later.pk, first.pk]
    assert "in the draft" in desk.get(page).content.decode()
    assert page not in desk.get("/admin/").content.decode().split("Needs attention")[1][:2000]


def test_the_page_refuses_nobody_and_reads_any_day(desk):
    joined()
    page = reverse("admin:members-welcome")
    posted = {"language": "en", "pattern": str(WelcomePattern.objects.first().pk)}
    answer = desk.post(page, {**posted, f"place-{Member.objects.get().pk}": "1"})
    assert answer.context["form"].non_field_errors() == ["Choose whom to welcome."]
    assert desk.get(page, {"since": "2024-99-01"}).status_code == 200


def test_what_is_missing_is_marked_with_the_page_that_mends_it(desk, editor):
    member = joined(summary_en="")
    article = draft(member, by=editor)
    url = reverse("admin:news_article_preview", args=[article.pk])
    problems = desk.post(url, fields_of(desk.get(address(article)))).json()["problems"]
    pages = {p["code"]: p["page"]["address"] for p in problems if p["code"].startswith("welcome")}
    assert pages == {
        "welcome-no-logo": f"/admin/members/member/{member.pk}/change/#id_logo",
        "welcome-no-text": f"/admin/members/member/{member.pk}/change/#id_summary_en",
        "welcome-no-quote": f"/admin/members/statement/add/?member={member.pk}",
    }


@pytest.mark.skipif(not WELCOME.exists(), reason="the reference content is not here")
def test_the_reference_members_make_the_reference_article(tmp_path, editor):
    package = json.loads(WELCOME.read_text())
    del package["articles"]
    path = tmp_path / "welcome.json"
    path.write_text(json.dumps(package))
    call_command("import_content", path)
    slugs = [member["slug"] for member in package["members"][:3]]
    members = [Member.objects.get(slug=slug) for slug in slugs]
    proposals = find_proposals(today=date(2025, 12, 1), since=date(2025, 1, 1))
    joinings = {proposal.joining.member: proposal.joining for proposal in proposals}
    article = draft_round_up(
        joinings=[joinings[member] for member in members],
        pattern=WelcomePattern.objects.first(),
        cluster="Kelp Cluster",
        language="en",
        by=editor,
    )
    blocks = load_draft(article).blocks
    kinds = ["prose", "member_list", "prose", *["spotlight"] * 3, "quote"]
    assert [block["type"] for block in blocks] == kinds
    assert blocks[1]["members"] == [block["member"] for block in blocks[3:6]]
    assert blocks[1]["members"] == [member.pk for member in members]
    firsts = [member.statements.order_by("pk").first().pk for member in members]
    assert [block["statement"] for block in blocks[3:6]] == firsts
    further = members[2].statements.order_by("pk").last()
    assert blocks[6]["statement"] == further.pk
    publish(article=article, by=editor)
