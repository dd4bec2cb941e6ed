"""No page of the desk has a fault that axe finds: on a desk and on a phone, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from desk.accounts.passwords import password_link_for
from desk.models import OutgoingMail
from news.publishing.commands import publish
from relations.answers import save_answers, send_answers
from relations.invitations import Recipient, invite
from relations.models import MemberNote, QuestionSet, RoundUp, WelcomePattern
from relations.round_up.draft import draft_round_up
from relations.round_up.proposals import find_proposals
from tests.desk.admin_walk import addresses, busy_site
from tests.desk.posting import address
from tests.factories import ArticleFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.browser

SIZES = {"desk": {"width": 1280, "height": 1000}, "phone": {"width": 390, "height": 844}}
# each with the least number of its pages
PARTS = {"news": 18, "members": 40, "images": 6, "rest": 30}
# what colleagues have before them all day; make test-all walks over the rest
MAIN = ("index", "news_article_change")
# all rules once; then those that depend on colours and on room
ALL, SOME = None, ["color-contrast", "link-in-text-block", "target-size"]
SEEN = (("desk", "light", ALL), ("phone", "dark", SOME))
# the colours and the room of a page are those of all others, so both in both is for the main ones
SEEN_OF_MAIN = (*SEEN, ("desk", "dark", SOME), ("phone", "light", SOME))
# what stands on every page is looked at once; links amid words may be small
FAULTS = """([frame, only]) => axe.run({exclude: [".ProseMirror a", ...(frame ? [] : ["#header", "#nav-sidebar"])]}, {
    resultTypes: ["violations"], elementRef: false, preload: false,
    rules: {"target-size": {enabled: true}},
    ...(only && {runOnly: only}),
  }).then(found => found.violations.flatMap(
    one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`)))"""


@pytest.fixture
def administrator(db):
    return UserFactory(is_superuser=True, name="Ada Administrator")


@pytest.fixture
def client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def desk(browser, live_server, client):
    """A page of the administrator, in which axe may do what the policy forbids to scripts."""
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, reduced_motion="reduce"
    )
    name = site.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def is_page(answer) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def faults(page, *, frame=False, seen=SEEN) -> list[str]:
    """Return what axe finds wrong; ``frame`` includes the head and the menu, ``seen`` says how to look."""
    page.evaluate(Axe().axe_script)
    # before its font is there an icon is a word in a paler colour; a toolbar that is drawn
    # late asks for its font late, when fonts.ready has long been kept
    page.evaluate("Promise.all([...document.fonts].map((face) => face.load())).then(() => true)")
    # the bar floats over the page: what it covers just now is whole as soon as somebody scrolls
    page.add_style_tag(content=".submit-row { position: static !important }")
    found = []
    for size, scheme, only in seen:
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)
        found += [f"{size}, {scheme}: {fault}" for fault in page.evaluate(FAULTS, [frame, only])]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{size}, {scheme}: the page is wider than the screen")
    return found


def part_of(name: str) -> str:
    """The part of the walk that an address belongs to, by the app of its records."""
    app = name.partition("_")[0]
    return app if app in PARTS else "rest"


@pytest.mark.slow
def test_no_main_page_of_the_admin_has_a_fault(client, desk, administrator):
    places = addresses(administrator, busy_site(administrator))
    faults_by_page = {}
    for name in MAIN:
        assert desk.goto(places[name]).ok
        faults_by_page[name] = faults(desk, frame=name == "index", seen=SEEN_OF_MAIN)
    assert {name: each for name, each in faults_by_page.items() if each} == {}


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_page_of_the_admin_has_a_fault(client, desk, administrator, part):
    article, faults_by_page = busy_site(administrator), {}
    for name, place in addresses(administrator, article).items():
        if part_of(name) == part and is_page(client.get(place)):
            desk.goto(place)
            faults_by_page[place] = faults(desk, frame=name == "index")
    assert len(faults_by_page) >= PARTS[part]
    assert {place: each for place, each in faults_by_page.items() if each} == {}


@pytest.mark.slow
def test_no_page_before_signing_in_has_a_fault(client, desk, administrator):
    desk.context.clear_cookies()
    closed = password_link_for(administrator).partition("/admin/")[2]
    for place in ("login/", "password_reset/", "password_reset/done/", "reset/x/used-up/", closed):
        assert desk.goto(f"/admin/{place}").status == 200
        assert faults(desk, frame=True) == []
    desk.goto("/admin/login/")
    desk.fill("#id_username", "nobody@example.org")
    desk.fill("#id_password", "wrong")
    desk.click("[type=submit]")
    desk.wait_for_selector(".errornote")
    assert faults(desk) == []


@pytest.mark.slow
def test_no_answer_to_what_was_sent_has_a_fault(client, desk):
    article = ArticleFactory(text="<h3>Too deep</h3><p>Click <a href='/x/'>here</a>.</p>")
    form = address(article)
    desk.goto(form)
    desk.fill("#id_title", "")
    desk.locator(".submit-row .default").first.click()
    desk.wait_for_selector(".errorlist")
    assert faults(desk) == []
    desk.set_viewport_size(SIZES["desk"])
    desk.goto(form)
    desk.click("[data-opens=checks]")
    desk.wait_for_selector("[data-part=problems] li")
    assert faults(desk) == []
    for act in ("bulk_publish", "bulk_tag", "bulk_own"):
        desk.goto(address(article, "changelist"))
        desk.check(f"[name=_selected_action][value='{article.pk}']")
        desk.select_option("[name=action]", act)
        desk.get_by_role("button", name="Go").click()
        desk.wait_for_selector(".bulk-items")
        assert faults(desk) == []
    desk.goto("/admin/nothing/here/")
    assert faults(desk) == []


@pytest.mark.slow
def test_no_page_about_new_members_has_a_fault(desk, administrator, monkeypatch):
    # nothing is sent, so that the run is under way
    monkeypatch.setattr("desk.tasks.outbox.OutboxThread.wake", lambda sender: None)
    period = DateRange(timezone.localdate(), None)
    members = [
        MemberFactory(contact_email=f"{number}@kelp.example", membership=period)
        for number in range(3)
    ]
    questions = QuestionSet.objects.create(name_en="New", name_nb="Nytt", occasion="new-member")
    pattern = WelcomePattern.objects.create(name="Short", title_en="New", opening_en="<p>Hei</p>")
    recipients = [Recipient(member, "Ida", member.contact_email) for member in members[:2]]
    common = {"language": "en", "due_on": timezone.localdate(), "by": administrator}
    run = invite([*recipients, Recipient(members[2], "", "")], question_set=questions, **common)
    mails = OutgoingMail.objects.order_by("pk")
    mails.filter(pk=mails.first().pk).update(error="550 No such mailbox", next_try_at=None)
    invitation = run.invitations.first()
    answers = {"city": "Alta", "quote_text": "Kelp", "quote_name": "Ida", "remark": "Hei"}
    saved = save_answers(invitation, answers, base=None, form_showed={}, questions={})
    send_answers(invitation, saved.version)
    publish(article=draft_welcome(members[:2], pattern, administrator), by=administrator)
    article = RoundUp.objects.get().article
    note = MemberNote(article=article, member=members[0], email="0@kelp.example")
    note.mail = mails.filter(error__gt="").first()
    note.save()
    places = {
        "the invitations": "/admin/relations/invitation/",
        "invite": f"/admin/relations/invitation/invite/?member={members[0].pk}",
        "the run": reverse("admin:relations_invitation_run", args=[run.pk]),
        "one invitation": f"/admin/relations/invitation/{invitation.pk}/change/",
        "its answers": reverse("admin:relations_invitation_answers", args=[invitation.pk]),
        "the round-up": reverse("admin:members-welcome"),
        "the notes": reverse("admin:relations_membernote_send", args=[article.pk]),
        "the notes that were sent": "/admin/relations/membernote/",
        "the annual check": reverse("admin:members-annual-check"),
    }
    faults_by_page = {}
    for name, place in places.items():
        assert desk.goto(place).ok, name
        faults_by_page[name] = faults(desk)
    assert "No such mailbox" in desk.goto(places["the notes"]).text()
    assert {name: each for name, each in faults_by_page.items() if each} == {}


def draft_welcome(members, pattern, by):
    proposals = find_proposals(today=timezone.localdate())
    return draft_round_up(
        joinings=[row.joining for row in proposals if row.joining.member in members],
        pattern=pattern,
        cluster="Kelp Cluster",
        language="en",
        by=by,
    )
