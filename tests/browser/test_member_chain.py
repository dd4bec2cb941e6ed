"""From a new member to its portrait in an article, as an editor clicks through it."""

import pytest

from members.models import Member, Person, Statement
from news.blocks.spotlight import Spotlight
from news.models import Article, Edition
from tests.browser.test_editor import ADD, add, choose, press
from tests.factories import (
    ArticleFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    picture_bytes,
)

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_new_member_is_seen_from_its_first_save(desk, visitor):
    desk.goto("/admin/members/member/add/")
    desk.fill("#id_name_en", "Kelp AS")
    with desk.expect_navigation():
        desk.click("[name=_continue]")
    assert "Visitors see it among the members" in desk.inner_text(".messagelist")
    with desk.expect_navigation():
        desk.click("text=View on site")
    assert desk.inner_text("h1") == "Kelp AS"
    assert "Kelp AS" in visitor.get("/members/").text()
    assert visitor.get(Member.objects.get().get_absolute_url()).status == 200


@pytest.mark.slow
def test_a_portrait_takes_the_only_quote_of_its_member_and_refuses_that_of_another(desk):
    member = MemberFactory(name_en="Kelp AS")
    own = StatementFactory(person=PersonFactory(affiliation=member))
    other = StatementFactory(person__name="Ola Tang", member=MemberFactory())
    desk.goto(ADD)
    desk.fill("#id_title", "Meet our newest members")
    desk.fill("#id_standfirst", "Three of them.")
    add(desk, "Member portrait")
    choose(desk, "id_news_spotlight_set-0-member", "Kelp AS")
    quote = "[name=news_spotlight_set-0-statement]"
    desk.locator(f"{quote} option[value='{own.pk}']").wait_for(state="attached")
    press(desk, "_continue")
    assert Spotlight.objects.get().statement == own
    desk.locator(f"{quote} + .select2-container").click()
    options = desk.locator(".select2-results__option:not(.loading-results)")
    desk.locator(".select2-results__option", has_text="Ola Tang").wait_for()
    assert [own.person.name in text for text in options.all_inner_texts()] == [True, False]
    options.nth(1).click()
    desk.click("[name=_publish]")
    refused = desk.locator(".errornote, .mistakes, .errorlist", has_text="who speaks for another")
    refused.first.wait_for()
    assert Spotlight.objects.get().statement in (own, other)
    assert not Article.objects.get().editions.exists()


@pytest.mark.slow
def test_a_headline_is_used_twice_without_a_question(desk):
    ArticleFactory(title="Meet our newest members", slug="meet-our-newest-members")
    desk.goto(ADD)
    desk.fill("#id_title", "Meet our newest members")
    press(desk, "_continue")
    assert desk.input_value("#id_slug") == "meet-our-newest-members-2"
    assert "is taken" in desk.inner_text(".messagelist")


@pytest.mark.slow
def test_from_a_new_member_to_its_portrait_with_a_quote_takes_fourteen_clicks(desk):
    """Logo and portrait are uploaded, and nothing is typed twice."""
    clicks = 0

    def click(selector):
        nonlocal clicks
        clicks += 1
        desk.click(selector)

    def upload(field, colour):
        nonlocal clicks
        with desk.expect_file_chooser() as chosen:
            click(f".field-{field} .picture-new")
        clicks += 1  # the file, in the browser's own window
        file = {"name": "a.png", "mimeType": "image/png", "buffer": picture_bytes(colour=colour)}
        chosen.value.set_files(file)
        desk.wait_for_selector(".picture-dialog .focus-marker")
        click(".picture-send")
        desk.wait_for_selector(".picture-dialog", state="detached")

    desk.goto("/admin/")
    click("a[href$='/admin/members/member/add/'] >> nth=0")
    desk.fill("#id_name_en", "Kelp AS")
    upload("logo", "teal")
    with desk.expect_navigation(url="**/person/add/**"):
        click("[name=_next]")
    desk.fill("#id_name", "Ida Berg")
    desk.fill("#id_title_en", "Chief of Kelp")
    upload("portrait", "navy")
    with desk.expect_navigation(url="**/statement/add/**"):
        click("[name=_next]")
    desk.fill("#id_text", "We joined because of the kelp.")
    desk.fill("#id_approved_on", "2026-01-02")
    with desk.expect_navigation():
        click("[name=_save]")
    click("a[href$='/admin/news/article/add/'] >> nth=0")
    desk.fill("#id_title", "Meet our newest members")
    desk.fill("#id_standfirst", "One more.")
    click(".add-blocks button:has-text('Member portrait')")
    clicks += 1  # the field is opened; the name is typed, and Enter takes it
    choose(desk, "id_news_spotlight_set-0-member", "Kelp AS")
    desk.wait_for_selector(
        "[name=news_spotlight_set-0-statement] option:checked:not([value=''])", state="attached"
    )
    with desk.expect_navigation():
        click("[name=_publish]")
    [block] = Edition.objects.get().blocks
    member, person = Member.objects.get(), Person.objects.get()
    assert block["member"] == member.pk and block["quote"]["organisation"] == "Kelp AS"
    assert (person.affiliation, Statement.objects.get().member) == (member, member)
    assert (member.logo.alt_en, member.logo.alt_nb) == ("The logo of Kelp AS", "Logoen til Kelp AS")
    assert person.portrait.alt_en == "Portrait of Ida Berg"
    assert clicks <= 14
