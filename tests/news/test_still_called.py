"""Every place of an article that still calls an organisation a member is found, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from desk.merging.merge import merge_records
from members.leaving.decisions import recheck_departure
from members.leaving.ending import end_membership
from members.leaving.findings import Leaver, find_leftover_mentions
from news.blocks.download import Download
from news.blocks.gallery import Gallery
from news.blocks.member_list import MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.blocks.video import Video
from news.publishing.commands import publish, unpublish
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    add_block,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def kelp():
    member = MemberFactory(name_en="Kelp Energy AS", name_nb="Ørtare Energi", logo=ImageFactory())
    member.former_names.create(name="Numedal Alger", slug="numedal-alger")
    return member


def found(member):
    leaver = Leaver(member, timezone.localdate() + timedelta(days=1), timezone.now())
    return {(each.kind, each.where): each for each in find_leftover_mentions(leaver).values()}


def kinds(member):
    return {kind for kind, _where in found(member)}


@pytest.mark.parametrize(
    "text",
    [
        "<p>Kelp Energy AS grows.</p>",
        "<p>Kelp Energy grows.</p>",
        "<p>kelp energy grows, KELP ENERGY too.</p>",
        "<p>We like Kelp Energys harvest.</p>",
        "<p>We like Kelp Energy’s harvest.</p>",
        "<p>We like Kelp Energy's harvest.</p>",
        "<p>Ørtare Energis høst.</p>",
        "<p>ØRTARE ENERGI høster.</p>",
        "<p>Numedal Alger is what it was called.</p>",
        "<p>We met Kelp <em>Energy</em> today.</p>",
        "<p>We met Kelp\xa0Energy today.</p>",
        "<h2>Kelp Energy</h2><p>It grows.</p>",
        '<p>See <a href="https://kelp.example">Kelp Energy</a>.</p>',
        "<p>A Kelp Energy-led project.</p>",
    ],
)
def test_a_name_in_a_text_is_a_mention(kelp, editor, text):
    article = ArticleFactory(title="News", text=text)
    publish(article=article, by=editor)
    mention = found(kelp)["mentions", "News"]
    assert mention.detail.startswith("on the site, in the draft")
    assert [link.label for link in mention.links] == [
        "Correct the live version",
        "Open the draft",
        "See the page",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Kelp is energy.</p>",
        "<p>Kelp Energyfield grows.</p>",
        "<p>Skelp Energy grows.</p>",
        "<p>Kelp Energy Norway grows.</p>",
        "<p>Kelp</p><p>Energy</p>",
    ],
)
def test_other_words_are_none(kelp, editor, text):
    MemberFactory(name_en="Kelp Energy Norway AS")
    publish(article=ArticleFactory(text=text), by=editor)
    assert found(kelp) == {}


def test_a_name_that_ends_in_s_has_its_genitive(editor):
    member = MemberFactory(name_en="Nordic Vekstlys")
    publish(article=ArticleFactory(text="<p>Nordic Vekstlys’ høst</p>"), by=editor)
    assert kinds(member) == {"mentions"}


def test_the_words_around_the_name_are_shown(kelp):
    ArticleFactory(title="N", text=f"<p>{'before ' * 30}Kelp Energys harvest {'after ' * 30}</p>")
    excerpt = found(kelp)["mentions", "N"].excerpt
    assert (excerpt.name, excerpt.before[0], excerpt.after[-1]) == ("Kelp Energys", "…", "…")
    assert excerpt.after.startswith(" harvest after")


@pytest.mark.parametrize(
    ("model", "values", "kind"),
    [
        (Prose, {"html": '<p><a href="record:member/{member}">them</a></p>'}, "links"),
        (Prose, {"html": '<p>We are <a href="record:count/members">100</a>.</p>'}, "numbers"),
        (Quote, {"text": "Kelp Energy helped us", "attribution": "A nurse"}, "mentions"),
        (Quote, {"text": "It grows", "attribution": "A diver at Kelp Energy"}, "mentions"),
        (Table, {"caption": "Who grows", "rows": [["Kelp Energy", "12 t"]]}, "mentions"),
        (Table, {"caption": "W", "header": ["Kelp Energy"], "rows": [["12 t"]]}, "mentions"),
        (Download, {"title": "Report of Kelp Energy", "file": "files/r.pdf"}, "mentions"),
        (
            Video,
            {"title": "V", "url": "https://v.example", "transcript": "Kelp Energy"},
            "mentions",
        ),
    ],
)
@pytest.mark.parametrize("published", [True, False])
def test_each_kind_of_text_is_read(kelp, editor, model, values, kind, published):
    article = ArticleFactory(text=False)
    values = {
        name: value.replace("{member}", str(kelp.pk)) if isinstance(value, str) else value
        for name, value in values.items()
    }
    block = add_block(article, model, **values)
    if published:
        publish(article=article, by=editor)
        block.delete()
    assert kinds(kelp) == {kind}


def test_lists_portraits_pictures_and_quotes_are_found(kelp, editor):
    person = PersonFactory(affiliation=kelp)
    said = StatementFactory(person=person, organisation="Something else", member=kelp)
    listing = add_block(ArticleFactory(title="List", text=False), MemberList)
    listing.choices.create(member=kelp, position=0)
    spotlight = add_block(ArticleFactory(title="Portrait", text=False), Spotlight, member=kelp)
    picture = add_block(ArticleFactory(title="Picture", text=False), Picture, image=kelp.logo)
    gallery = add_block(ArticleFactory(title="Gallery", text=False), Gallery)
    gallery.choices.create(image=kelp.logo, position=0)
    poster = add_block(
        ArticleFactory(title="Video", text=False),
        Video,
        title="V",
        url="https://v.example",
        transcript="x",
        poster=kelp.logo,
    )
    hero = ArticleFactory(title="Hero", hero=kelp.logo)
    on_record = add_block(ArticleFactory(title="Quote", text=False), Quote, statement=said)
    typed = add_block(ArticleFactory(title="Typed", text=False), Quote, text="Yes", person=person)
    blocks = [listing, spotlight, picture, gallery, poster, on_record, typed]
    expected = {
        ("lists", "List"),
        ("portraits", "Portrait"),
        ("logos", "Picture"),
        ("logos", "Gallery"),
        ("logos", "Video"),
        ("logos", "Hero"),
        ("quotes", "Quote"),
        ("quotes", "Typed"),
    }
    of_articles = {key for key in found(kelp) if key[0] not in ("people", "statements")}
    assert of_articles == expected
    for article in (*(block.parent for block in blocks), hero):
        publish(article=article, by=editor)
    for block in blocks:
        block.delete()
    hero.hero = None
    hero.save()
    of_articles = {key for key in found(kelp) if key[0] not in ("people", "statements")}
    assert of_articles == expected


def test_what_was_published_of_a_duplicate_is_found_after_the_merge(kelp, editor):
    alias = MemberFactory(name_en="Kelp Power", membership=False)
    article = ArticleFactory(
        title="Old", text=f'<p><a href="record:member/{alias.pk}">Kelp Power</a> grows.</p>'
    )
    add_block(article, MemberList).choices.create(member=alias, position=0)
    publish(article=article, by=editor)
    ArticleFactory(title="Named", text="<p>Kelp Powers harvest</p>")
    merge_records([alias], into=kelp, by=editor)
    Prose.objects.filter(parent=article).delete()
    MemberList.objects.all().delete()
    assert set(found(kelp)) == {("links", "Old"), ("lists", "Old"), ("mentions", "Named")}


def test_what_is_off_the_site_or_in_the_trash_is_left_alone(kelp, editor):
    gone = ArticleFactory(text="<p>Kelp Energy</p>")
    publish(article=gone, by=editor)
    unpublish(article=gone, by=editor)
    gone.trashed = timezone.now()
    gone.save()
    assert found(kelp) == {}


def test_what_is_scheduled_is_found_and_has_nothing_live_to_correct(kelp, editor):
    article = ArticleFactory(title="Later", text="<p>Kelp Energy</p>")
    publish(article=article, by=editor, at=timezone.now() + timedelta(days=1))
    Prose.objects.all().delete()
    mention = found(kelp)["mentions", "Later"]
    assert mention.detail == "scheduled"
    assert [link.label for link in mention.links] == ["Open the draft"]


def test_menus_and_lead_stories_are_found(kelp, editor):
    kelp.slug = "kelp-energy"
    kelp.save()
    MenuItem.objects.create(label_en="Kelp", target_en="/members/kelp-energy")
    article = ArticleFactory(title="Lead", text=f'<p><a href="record:member/{kelp.pk}">K</a></p>')
    publish(article=article, by=editor)
    LeadStory.objects.create(site=SiteSettings.objects.get_or_create(pk=1)[0], article=article)
    assert {("menus", "Kelp"), ("leads", "Lead")} <= set(found(kelp))


def test_a_text_that_is_mended_settles_itself(kelp, editor):
    article = ArticleFactory(text="<p>Our member Kelp Energy</p>")
    publish(article=article, by=editor)
    yesterday = timezone.localdate() - timedelta(days=1)
    departure = end_membership(member=kelp, last_day=yesterday, at_once=True, by=editor)
    row = departure.decisions.get()
    Prose.objects.update(html="<p>They were a member</p>")
    recheck_departure(departure)
    row.refresh_from_db()
    assert row.settled_at is None
    publish(article=article, by=editor)
    recheck_departure(departure)
    row.refresh_from_db()
    assert row.settled_at is not None
    assert not departure.decisions.left_to_decide().exists()


@pytest.mark.slow
def test_many_articles_cost_as_many_queries_as_one(kelp, editor):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            number = len(found(kelp))
        return number, len(captured)

    def article():
        one = ArticleFactory(text="<p>Kelp Energy</p>")
        add_block(one, MemberList).choices.create(member=kelp, position=0)
        publish(article=one, by=editor)

    article()
    number, few = queries()
    for _each in range(10):
        article()
    assert (number, queries()) == (2, (22, few))
    assert few <= 40


def test_a_member_without_a_name_to_look_for_is_found_nowhere(editor):
    member = MemberFactory(name_en="AS")
    publish(article=ArticleFactory(text="<p>AS</p>"), by=editor)
    assert found(member) == {}
