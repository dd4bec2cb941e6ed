"""What an editor is told while writing: each check finds its case, and not its neighbour."""

from dataclasses import replace

import pytest

from core.moment import read_database_clock
from members.models import FormerName
from news.blocks.gallery import Gallery
from news.blocks.prose import Prose
from news.blocks.video import Video
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import Section
from news.publishing.checks import ERROR, WARNING, check_snapshot
from news.publishing.checks.names import (
    collect_first_words,
    fetch_names_beginning_with,
    find_unlinked_mentions,
)
from news.publishing.checks.texts import preview_search_result, readability_index
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, add_block

pytestmark = pytest.mark.django_db


def snapshot_with(*htmls, **fields):
    article = ArticleFactory(text=False, **fields)
    for html in htmls:
        add_block(article, Prose, html=html)
    return build_snapshot(load_draft(article))


def mentions_in(snapshot):
    words = collect_first_words(block["html"] for block in snapshot.blocks)
    return find_unlinked_mentions(
        snapshot, fetch_names_beginning_with(words, read_database_clock())
    )


def problems_of(article):
    snapshot = build_snapshot(load_draft(article))
    return check_snapshot(snapshot, fetch_sources([snapshot]), at=read_database_clock(), live=None)


def codes(*htmls, **fields):
    snapshot = snapshot_with(*htmls, **fields)
    problems = check_snapshot(
        snapshot, fetch_sources([snapshot]), at=read_database_clock(), live=None
    )
    return {problem.code: problem for problem in problems}


@pytest.mark.parametrize(
    ("htmls", "wrong"),
    [
        (["<h3>Sub</h3><p>x</p>"], True),
        (["<h2>Head</h2>", "<h3>Sub</h3>"], False),
        (["<h2>Head</h2><h3>Sub</h3>"], False),
        (["<p>x</p>", "<h3>Sub</h3>"], True),
    ],
)
def test_a_subheading_wants_a_heading_before_it(htmls, wrong):
    assert ("heading-order" in codes(*htmls)) == wrong


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("here", True),
        ("Les mer »", True),
        ("click here", True),
        ("https://example.org/x", True),
        ("the report on kelp", False),
        ("Her er rapporten", False),
    ],
)
def test_a_link_says_where_it_leads(words, wrong):
    found = codes(f'<p>See <a href="https://example.org">{words}</a></p>')
    assert ("link-words" in found) == wrong


def test_a_live_number_is_no_link_that_has_to_say_where_it_leads():
    assert "link-words" not in codes('<p>We are <a href="record:count/members">here</a>.</p>')


def test_what_search_results_cut_off_is_advice_and_no_error():
    found = codes("<p>x</p>", title="K" * 61, standfirst="S" * 156)
    assert {"title-long", "standfirst-long"} <= set(found)
    assert ERROR not in {problem.level for problem in found.values()}
    assert not {"title-long", "standfirst-long"} & set(
        codes("<p>x</p>", title="K" * 60, standfirst="S" * 155)
    )


def test_a_link_to_a_page_that_is_gone_is_told(editor):
    other = ArticleFactory()
    html = f'<p><a href="record:article/{other.pk}">the other story</a></p>'
    assert any("gone" in code or "link" in code for code in codes(html))
    publish(article=other, by=editor)
    live = codes(html)
    unpublish(article=other, by=editor)
    assert len(codes(html)) == len(live) + 1


def test_a_picture_without_alt_text_in_the_language_stops_publishing():
    found = codes("<p>x</p>", language="nb", hero=ImageFactory(alt_nb=""))
    assert found["alt-missing"].level == ERROR


@pytest.mark.parametrize(
    ("name", "size", "code", "level"),
    [
        ("dot.png", (20, 20), "picture-too-small", ERROR),
        ("old.png", (400, 300), "picture-blurred", WARNING),
        ("tall.png", (120, 900), "picture-blurred", WARNING),
        ("sharp.png", (1600, 1000), None, None),
        ("drawing.svg", (20, 20), None, None),
    ],
)
def test_a_picture_has_pixels_enough_for_the_page(name, size, code, level):
    width, height = size
    image = ImageFactory(file=f"originals/{name}", width=width, height=height)
    article = ArticleFactory(hero=image)
    gallery = add_block(article, Gallery)
    gallery.choices.create(image=image, position=0)
    add_block(article, Video, url="https://v.example", title="V", transcript="x", poster=image)
    found = [problem for problem in problems_of(article) if problem.code.startswith("picture-")]
    assert {(problem.code, problem.level) for problem in found} == (
        {(code, level)} if code else set()
    )
    assert len(found) in (0, 3), "the main picture, those of galleries and posters"


@pytest.mark.parametrize(("transcript", "wrong"), [("", True), (" \n", True), ("Bubbles", False)])
def test_a_video_without_transcript_stops_publishing(transcript, wrong):
    article = ArticleFactory()
    add_block(article, Video, url="https://v.example", title="V", transcript=transcript)
    found = {problem.code: problem.level for problem in problems_of(article)}
    assert found.get("transcript-missing") == (ERROR if wrong else None)


def test_lix_is_bjornssons_formula():
    # 10 sentences of 10 words, of which 2 have more than six letters: 10 + 20
    sentence = "Kelp is so big and we measure harvests a lot."
    snapshot = snapshot_with("<p>" + " ".join([sentence] * 10) + "</p>", standfirst="")
    assert readability_index(snapshot) == 10 + 20
    assert readability_index(snapshot_with("<p>Short.</p>")) is None


def test_a_members_name_that_is_not_linked_is_found_once():
    kelp = MemberFactory(name_en="Kelp Energy", name_nb="")
    linked = MemberFactory(name_en="Blue Tang", name_nb="")
    renamed = MemberFactory(name_en="Ny AS", name_nb="")
    FormerName.objects.create(member=renamed, name="Gamle Tang", slug="gamle-tang")
    snapshot = snapshot_with(
        "<h2>Kelp Energy</h2><p>We met Kelp Energy and Kelp Energy’s divers, and Kelp Energyx.</p>",
        f'<p><a href="record:member/{linked.pk}">Blue Tang</a> and Blue Tang. Gamle Tang too.</p>',
    )
    found = {(mention.member, mention.name, mention.place) for mention in mentions_in(snapshot)}
    assert found == {
        (kelp.pk, "Kelp Energy", "blocks[0].html"),
        (renamed.pk, "Gamle Tang", "blocks[1].html"),
    }


@pytest.mark.slow
def test_names_cost_the_same_for_ten_and_for_hundreds(django_assert_max_num_queries):
    for number in range(300):
        MemberFactory(name_en=f"Kelp number {number}")
    snapshot = snapshot_with("<p>We met Kelp number 7 today.</p>")
    with django_assert_max_num_queries(3):  # the clock is one
        assert [mention.name for mention in mentions_in(snapshot)] == ["Kelp number 7"]


def test_a_search_result_is_cut_at_words():
    snapshot = snapshot_with(
        "<p>x</p>", title="Kelp " * 30, standfirst="Word " * 60, section=Section.NEWS
    )
    result = preview_search_result(
        snapshot, site="Cluster", host="example.org", address="/news/kelp/"
    )
    assert result["title"].endswith("Kelp…")
    assert len(result["text"]) <= 156
    assert result["address"] == "example.org › news › kelp"


@pytest.mark.parametrize(("slug", "wrong"), [("", True), ("blåskjell", True), ("kelp-2", False)])
def test_no_page_is_published_that_has_no_address(slug, wrong):
    snapshot = replace(snapshot_with("<p>x</p>"), slug=slug)
    problems = check_snapshot(
        snapshot, fetch_sources([snapshot]), at=read_database_clock(), live=None
    )
    assert [p.place for p in problems if p.code == "web-address"] == ["slug"] * wrong
