"""The article form and the list of articles: saving, publishing, refusals, and what they cost."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from news.blocks.gallery import Gallery, GalleryImage
from news.blocks.member_list import ListedMember, MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.registry import BLOCKS
from news.blocks.spotlight import Spotlight
from news.models import Article, Edition, Tag
from news.publishing.commands import publish, unpublish
from tests.desk.posting import address, block, errors_of, fields_of, post
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    TagFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage

PROSE = "news_prose_set"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def typed(**changes):
    text = block(PROSE, {"html": "<p>It grows.</p>"})
    return {"title": "Kelp grows", "standfirst": "It does.", **text, **changes}


def test_saving_keeps_the_draft_and_publishes_nothing(desk, editor):
    answer = post(desk, Article, typed(_continue="1"), page="add")
    assert errors_of(answer) == []
    article = Article.objects.get()
    assert answer.url == address(article)
    assert (article.slug, article.owner) == ("kelp-grows", editor)
    assert not Edition.objects.exists()
    assert "publishes nothing" in HtmlPage(desk.get(address(article))).text


def test_publish_now_saves_first_and_publishes_what_was_saved(desk):
    post(desk, Article, typed(_publish="1"), page="add")
    assert Edition.objects.get().blocks == [{"type": "prose", "html": "<p>It grows.</p>"}]


def test_a_norwegian_title_makes_an_address(desk):
    post(desk, Article, typed(title="Ærlig om Ålesund på grønt", _continue="1"), page="add")
    assert Article.objects.get().slug == "aerlig-om-alesund-pa-gront"


def test_all_that_stands_in_the_way_is_told_at_once_and_nothing_is_lost(desk):
    statement = StatementFactory(approved=False)
    changes = typed(standfirst="", _publish="1") | block(
        "news_quote_set", {"statement": str(statement.pk), "ordering": "20"}
    )
    answer = post(desk, Article, changes, page="add")
    problems = [(problem.anchor, problem.level) for problem in answer.context["problems"]]
    assert problems == [("id_standfirst", "error"), ("id_news_quote_set-0-statement", "error")]
    assert not Article.objects.exists()
    assert "It grows." in HtmlPage(answer).text
    assert answer.context["overridable"]


def test_a_reason_lets_a_quote_pass_and_is_kept(desk):
    statement = StatementFactory(approved=False)
    quote = block("news_quote_set", {"statement": str(statement.pk), "ordering": "20"})
    changes = typed(_publish="1", **{"publishing-reason": "Agreed by phone"}) | quote
    post(desk, Article, changes, page="add")
    assert Edition.objects.get().reason == "Agreed by phone"


def test_advice_does_not_stop_publishing_and_is_told(desk):
    gone = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    spotlight = block("news_spotlight_set", {"member": str(gone.pk), "ordering": "20"})
    answer = post(desk, Article, typed(_publish="1") | spotlight, page="add")
    page = HtmlPage(desk.get(answer.url))
    assert Edition.objects.exists()
    assert "is not a member on the day of publishing" in page.text


@pytest.mark.parametrize(
    ("button", "times", "field", "said"),
    [
        ("_publish_at", {"at": ""}, "at", "Choose a date and a time."),
        ("_publish_at", {"at": "soon"}, "at", "Enter a valid date/time."),
        ("_publish_at", {"at": "2001-01-01T00:00"}, "at", "That time has passed already."),
        (
            "_publish_at",
            {"at": "2100-01-02T09:00", "until": "2100-01-01T09:00"},
            "until",
            "The end must lie after the beginning.",
        ),
        (
            "_publish_at",
            {"at": "2027-03-28T02:30"},
            "at",
            "On 28 March 2027 the clocks go forward from 02:00 to 03:00, so there is no such time. "
            "Choose 03:00 or later, or a time before 02:00.",
        ),
        (
            "_unpublish_at",
            {"off_at": "2027-10-31T02:00"},
            "off_at",
            "On 31 October 2027 the clocks go back, and the time from 02:00 to 03:00 comes twice. "
            "Choose 03:00 or later, or a time before 02:00.",
        ),
    ],
)
def test_a_wrong_time_is_told_beside_its_field_and_at_the_top(desk, button, times, field, said):
    times = {f"publishing-{name}": time for name, time in times.items()}
    answer = post(desk, Article, typed(**times, **{button: "1"}), page="add")
    assert answer.context["command_form"].errors == {field: [said]}
    [mistake] = answer.context["mistakes"]
    assert (mistake.message, mistake.anchor) == (said, f"id_publishing-{field}")
    form = answer.context["adminform"].form
    assert form.errors == {"__all__": ["Not published yet. Nothing you wrote is lost."]}
    assert form["title"].value() == "Kelp grows"
    assert not Article.objects.exists()
    if field == "at":
        assert HtmlPage(answer).has(f'[id="id_publishing-{field}_error"]')


def test_publish_at_needs_a_time_and_takes_one(desk):
    answer = post(desk, Article, typed(_publish_at="1"), page="add")
    assert "Choose a date and a time." in errors_of(answer)
    tomorrow = timezone.localtime() + timedelta(days=1)
    at = {"publishing-at": tomorrow.strftime("%Y-%m-%dT%H:%M"), "_publish_at": "1"}
    post(desk, Article, typed(**at), page="add")
    assert Edition.objects.get().live_during.lower == tomorrow.replace(second=0, microsecond=0)


def test_a_time_that_has_passed_is_a_form_error(desk):
    at = {"publishing-at": "2001-01-01T00:00", "_publish_at": "1"}
    assert "That time has passed already." in errors_of(
        post(desk, Article, typed(**at), page="add")
    )
    assert not Article.objects.exists()


def test_unpublish_reschedule_and_cancel(desk, editor):
    article = ArticleFactory()
    publish(article=article, by=editor)
    soon = timezone.localtime() + timedelta(days=2)
    at = soon.strftime("%Y-%m-%dT%H:%M")
    post(desk, article, {"_publish_at": "1", "publishing-at": at, "title": "Later"})
    later = (soon + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    post(desk, article, {"_reschedule": "1", "publishing-moved_to": later})
    assert Edition.objects.issued().filter(live_during__startswith__gt=soon).get().title == "Later"
    post(desk, article, {"_cancel": "1"})
    assert Edition.objects.issued().get().live_during.upper is None
    post(desk, article, {"_unpublish": "1"})
    assert not Edition.objects.live(timezone.now() + timedelta(minutes=1)).exists()
    assert "Nothing is published then." in errors_of(post(desk, article, {"_unpublish": "1"}))


@pytest.mark.parametrize(
    "command", ["_publish", "_publish_at", "_unpublish", "_unpublish_at", "_reschedule", "_cancel"]
)
def test_a_writer_who_posts_a_command_is_refused(client, writer, command):
    client.force_login(writer)
    page = HtmlPage(client.get(address(Article, "add")))
    assert page.has('[name="_continue"]')
    assert not page.has(f'[name="{command}"]')
    assert post(client, Article, typed(**{command: "1"}), page="add").status_code == 403
    assert not Article.objects.exists()


def test_a_writer_may_take_blocks_away(client, writer):
    article = ArticleFactory()
    client.force_login(writer)
    post(client, article, {f"{PROSE}-0-DELETE": "on", "_continue": "1"})
    assert not Prose.objects.exists()


def test_the_same_headline_twice_makes_a_free_address_and_says_so(desk, editor):
    publish(article=ArticleFactory(slug="kelp-grows"), by=editor)
    Article.objects.update(slug="given-up")
    ArticleFactory(slug="kelp-grows-2")
    answer = post(desk, Article, typed(_continue="1"), page="add")
    assert Article.objects.latest("pk").slug == "kelp-grows-3"
    page = HtmlPage(desk.get(answer.url))
    assert "Its web address is “kelp-grows-3”, since “kelp-grows” is taken." in page.text


def test_an_address_that_the_site_uses_itself_is_not_chosen(desk):
    post(desk, Article, typed(title="Search", section="page", _continue="1"), page="add")
    assert Article.objects.get().slug == "search-2"


def test_an_emptied_address_is_made_anew_and_may_be_the_articles_own(desk):
    article = ArticleFactory(title="Kelp grows", slug="kelp-grows")
    post(desk, article, {"slug": "", "_continue": "1"})
    assert Article.objects.get().slug == "kelp-grows"


def test_an_address_that_somebody_takes_meanwhile_is_chosen_again(desk, monkeypatch):
    ArticleFactory(slug="kelp-grows")
    free = iter(["kelp-grows", "kelp-grows", "kelp-grows-2"])
    monkeypatch.setattr("desk.toolkit.forms.DeskForm.validate_constraints", lambda self: None)
    monkeypatch.setattr("news.admin.article_form.ArticleForm.free_slug", lambda self: next(free))
    assert errors_of(post(desk, Article, typed(_continue="1"), page="add")) == []
    assert Article.objects.latest("pk").slug == "kelp-grows-2"


def test_a_typed_address_that_is_taken_is_asked_about(desk):
    there = ArticleFactory(slug="kelp", title="Kelp is well")
    answer = post(desk, Article, typed(slug="kelp", _continue="1"), page="add")
    (error,) = answer.context["adminform"].form.errors["slug"]
    assert f'<a href="{address(there)}" target="_blank">“Kelp is well”</a>' in error
    assert "e.g. kelp-2," in error
    assert "It grows." in HtmlPage(answer).text


def test_what_only_the_database_finds_is_a_form_error_with_all_that_was_typed(desk, monkeypatch):
    ArticleFactory(slug="kelp")
    monkeypatch.setattr("desk.toolkit.forms.DeskForm.validate_constraints", lambda self: None)
    monkeypatch.setattr("news.admin.article_form.ArticleForm.slug_owner", lambda self, slug: None)
    answer = post(desk, Article, typed(slug="kelp", _continue="1"), page="add")
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["slug"] == [
        "Another article has this web address."
    ]
    assert "It grows." in HtmlPage(answer).text
    assert Article.objects.count() == 1


@pytest.mark.slow
def test_an_articles_relations_keep_the_order_chosen(desk):
    people = [PersonFactory() for _ in range(3)]
    images = [ImageFactory() for _ in range(3)]
    members = [MemberFactory() for _ in range(3)]
    order = [2, 0, 1]
    changes = typed(
        byline=[str(people[n].pk) for n in order],
        _continue="1",
        **block("news_gallery_set", {"images": [str(images[n].pk) for n in order]}),
        **block("news_memberlist_set", {"members": [str(members[n].pk) for n in order]}),
    )
    post(desk, Article, changes, page="add")
    article = Article.objects.get()
    assert [row.person for row in article.bylines.all()] == [people[n] for n in order]
    chosen = GalleryImage.objects.order_by("position")
    assert [row.image for row in chosen] == [images[n] for n in order]
    assert fields_of(desk.get(address(article)))["news_memberlist_set-0-members"] == [
        str(members[n].pk) for n in order
    ]
    post(desk, article, {"news_gallery_set-0-images": [str(images[1].pk)], "_continue": "1"})
    assert [row.image for row in GalleryImage.objects.all()] == [images[1]]
    assert ListedMember.objects.count() == 3


def test_tags_are_found_whatever_their_capitals_and_made_where_they_are_new(desk):
    tag = TagFactory(name="Økonomi", slug="okonomi")
    post(desk, Article, typed(tags=["ØKONOMI", " Ny  sak "], _continue="1"), page="add")
    article = Article.objects.get()
    assert set(article.tags.values_list("name", flat=True)) == {"Økonomi", "Ny sak"}
    found = desk.get("/admin/news/tag/names/", {"term": "øko"}).json()["results"]
    assert [result["text"] for result in found] == ["Økonomi"]
    post(desk, article, {"tags": [tag.name], "_continue": "1"})
    assert list(article.tags.all()) == [tag]
    assert Tag.objects.count() == 2


def test_a_row_that_somebody_deleted_meanwhile_comes_back_as_it_was_typed(desk):
    article = ArticleFactory()
    add_block(article, Prose, html="<p>Second</p>")
    posted = fields_of(desk.get(address(article)))
    Prose.objects.filter(html="<p>It grows.</p>").delete()
    add_block(article, Prose, html="<p>By somebody else</p>")
    desk.post(address(article), {**posted, "_continue": "1"})
    kept = set(Prose.objects.values_list("html", flat=True))
    assert kept == {"<p>It grows.</p>", "<p>Second</p>", "<p>By somebody else</p>"}


def test_a_ragged_table_is_a_field_error_and_keeps_its_text(desk):
    table = block("news_table_set", {"caption": "T", "header": "A | B", "rows": "1 | 2\n3"})
    answer = post(desk, Article, typed(_continue="1") | table, page="add")
    assert errors_of(answer) == ["Line 2 has 1 cells, the first line has 2."]
    assert "1 | 2\n3" in answer.content.decode()


def test_what_was_public_goes_to_the_trash_and_keeps_its_history(desk, editor):
    article = ArticleFactory()
    publish(article=article, by=editor)
    assert desk.post(address(article).replace("change", "delete")).status_code == 302
    assert Article.objects.get().trashed is not None
    assert article.editions.count() == 1


def test_trashed_articles_are_in_no_list(desk):
    article = ArticleFactory(trashed=timezone.now())
    assert "Kelp report" not in desk.get(address(Article, "changelist")).content.decode()
    assert desk.get(address(article)).status_code == 302


def long_article(blocks):
    article = ArticleFactory(text=False, hero=ImageFactory(), title=f"Long {blocks}")
    statement, person = StatementFactory(), PersonFactory()
    article.bylines.create(person=person)
    for number in range(blocks):
        match number % 6:
            case 0:
                add_block(article, Prose, html="<p>It grows.</p>")
            case 1:
                add_block(article, Picture, image=ImageFactory())
            case 2:
                gallery = add_block(article, Gallery)
                gallery.choices.create(image=ImageFactory(), position=0)
            case 3:
                add_block(article, Quote, text="So patient", person=PersonFactory())
            case 4:
                listed = add_block(article, MemberList)
                listed.choices.create(member=MemberFactory(), position=0)
            case 5:
                add_block(article, Spotlight, member=MemberFactory(), statement=statement)
    return article


def queries(do):
    with CaptureQueriesContext(connection) as captured:
        answer = do()
    return len(captured), answer


@pytest.mark.slow
def test_the_form_costs_the_same_for_6_60_and_200_blocks(desk):
    counts = []
    desk.get(address(Article, "add"))  # fills what Django keeps for the life of the process
    for blocks in (6, 60, 200):
        article = long_article(blocks)
        count, answer = queries(lambda article=article: desk.get(address(article)))
        assert answer.status_code == 200
        counts.append(count)
    assert counts[0] == counts[1] == counts[2] <= 33 + len(BLOCKS), counts


@pytest.mark.slow
def test_saving_unchanged_costs_the_same_for_6_and_60_blocks(desk):
    counts = []
    for blocks in (6, 60):
        article = long_article(blocks)
        posted = fields_of(desk.get(address(article))) | {"_continue": "1"}
        count, answer = queries(
            lambda article=article, posted=posted: desk.post(address(article), posted)
        )
        assert answer.status_code == 302, errors_of(answer)
        counts.append(count)
    assert counts[0] == counts[1] <= 72 + 2 * len(BLOCKS), counts


@pytest.mark.slow
def test_a_page_of_the_list_costs_the_same_for_5_and_20_articles(desk, editor):
    counts = []
    for articles in (5, 15):
        for _ in range(articles):
            publish(article=ArticleFactory(), by=editor)
        counts.append(queries(lambda: desk.get(address(Article, "changelist")))[0])
    assert counts[0] == counts[1] <= 33 + len(BLOCKS), counts


def test_the_list_says_what_is_live_scheduled_changed_and_gone(desk, editor):
    ArticleFactory(title="Only a draft")
    live, changed, later, gone = (
        ArticleFactory(title=t) for t in ("Live", "Edited", "Later", "Gone")
    )
    for article in (live, changed, gone):
        publish(article=article, by=editor)
    publish(article=later, by=editor, at=timezone.now() + timedelta(days=1))
    Article.objects.filter(pk=changed.pk).update(standfirst="Another one")
    unpublish(article=gone, by=editor)
    page = desk.get(address(Article, "changelist"))
    words = {a.title: a.status.words.split(" 2")[0] for a in page.context["cl"].result_list}
    assert words["Only a draft"] == "draft"
    assert words["Live"].startswith("live since")
    assert words["Later"].startswith("scheduled for")
    assert words["Gone"].startswith("not on the site since")
    edited = next(a for a in page.context["cl"].result_list if a.title == "Edited")
    assert edited.status.words.endswith("changed since")
    for state, titles in {
        "draft": {"Only a draft"},
        "live": {"Live", "Edited"},
        "scheduled": {"Later"},
        "ended": {"Gone"},
    }.items():
        found = desk.get(address(Article, "changelist"), {"state": state}).context["cl"].result_list
        assert {article.title for article in found} == titles


def test_every_kind_of_block_has_its_place_in_the_form(desk):
    page = desk.get(address(Article, "add"))
    offered = {inline.formset.model for inline in page.context["inline_admin_formsets"]}
    assert offered == set(BLOCKS.values())


def test_who_may_not_write_reads_the_text_and_has_no_buttons(client, db):
    article = ArticleFactory(text="<p>It grows.</p>")
    client.force_login(UserFactory(group="member-managers"))
    page = client.get(address(article))
    assert "It grows." in HtmlPage(page).text
    assert not HtmlPage(page).has('[name="_continue"]')
    assert "content-editor" not in str(page.context["media"])
    assert client.post(address(article), typed(_continue="1")).status_code == 403


def test_each_mistake_is_listed_with_the_place_it_leads_to(desk):
    spotlight = block("news_spotlight_set", {"link": "https://example.org"})
    answer = post(desk, Article, typed(title="", _continue="1") | spotlight, page="add")
    places = {place.anchor: place.where for place in answer.context["mistakes"]}
    assert places == {
        "id_title": "Title",
        "id_news_spotlight_set-0-member": "Member portrait: Member",
    }


def test_a_new_article_is_in_the_language_of_ones_last(client, editor):
    client.force_login(editor)
    add = address(Article, "add")
    assert client.get(add).context["adminform"].form.initial["language"] == "en"
    ArticleFactory(owner=editor, language="nb")
    ArticleFactory(language="en")
    assert client.get(add).context["adminform"].form.initial["language"] == "nb"


def test_norwegian_calls_an_article_no_member(client, editor):
    editor.language = "nb"
    editor.save()
    client.force_login(editor)
    page = HtmlPage(client.get(address(Article, "add")))
    assert "Om artikkelen" in page.text
    assert "Om medlemmet" not in page.source


def offered(desk, **query):
    asked = {"app_label": "news", "model_name": "spotlight", "field_name": "statement", **query}
    return desk.get(reverse("admin:autocomplete"), asked).json()["results"]


def test_quotes_are_offered_with_speaker_organisation_and_approval_those_of_the_member_first(desk):
    member = MemberFactory(name_en="Kelp AS")
    ida = PersonFactory(name="Ida Berg", affiliation=member)
    StatementFactory(person=ida, organisation="", text="By affiliation", approved=False)
    StatementFactory(member=member, organisation="", text="By choice", person__name="Ola")
    StatementFactory(person=ida, member=MemberFactory(), organisation="Tare", text="For another")
    assert [(one["text"], one["preferred"]) for one in offered(desk, beside=member.pk)] == [
        ("Ola, Kelp AS: “By choice” · approved 1 Jan 2025", True),
        ("Ida Berg, Kelp AS: “By affiliation” · not approved", True),
        ("Ida Berg, Tare: “For another” · approved 1 Jan 2025", False),
    ]


@pytest.mark.parametrize("beside", ["", "x", "9" * 30])
def test_quotes_are_offered_beside_no_member_too(desk, beside):
    StatementFactory(person__affiliation=None)
    assert [one["preferred"] for one in offered(desk, beside=beside)] == [False]


def test_a_hundred_quotes_to_choose_from_cost_as_many_queries_as_one(desk):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            offered(desk)
        return len(found)

    StatementFactory(person__affiliation=MemberFactory())
    few = queries()
    for _number in range(15):
        StatementFactory(person__affiliation=MemberFactory(), member=MemberFactory())
    assert queries() == few


def test_the_list_has_few_columns_with_the_rest_below_the_title_and_filters_that_open(desk, editor):
    ArticleFactory(title="Kelp grows", owner=editor)
    page = desk.get(address(Article, "changelist"), {"language__exact": "en"}).text
    assert re.findall(r'<th scope="col" class="[^"]*column-(\w+)', page) == [
        "title_shown",
        "translation",
        "state",
        "saved",
    ]
    assert f'Kelp grows<span class="list-facts">News · English · {editor}</span>' in page
    assert "<summary>Language: <strong>English</strong></summary>" in page
