"""A picture without consent is listed wherever it shows, and taken out of all places in one step."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cluster_site.models import SiteSettings
from core.moment import read_database_clock
from desk.history.recording import latest_revision
from desk.merging.merge import merge_records
from desk.models import Activity
from desk.privacy.takedown import TakedownRefused, find_placements, find_shown, take_down
from images.models import Image
from members.models import Member, Person, Statement
from news.blocks.gallery import Gallery
from news.blocks.picture import Picture
from news.blocks.quote import Quote
from news.blocks.registry import BLOCKS
from news.blocks.spotlight import Spotlight
from news.blocks.video import Video
from news.models import Edition, PreviewLink
from news.publishing.commands import publish, unpublish
from news.publishing.status import fetch_status
from news.review.preview_links import make_preview_link
from tests.desk.posting import post
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    UserFactory,
    add_block,
)
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE, QUOTES = "/admin/images/consent/", "/admin/members/unapproved/"


def without_consent(image):
    return not image.may_be_used(timezone.localdate())


def may_stay(image):
    return not without_consent(image)


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True, name="Anne Admin")


@pytest.fixture
def image():
    return ImageFactory(alt_en="Divers", alt_nb="Dykkere")


@pytest.fixture
def article(image, boss):
    """Live with the picture in every kind of block, and scheduled again with it for next week."""
    other = ImageFactory()
    article = ArticleFactory(title="Harvest", slug="harvest", hero=image)
    add_block(article, Picture, image=image)
    add_block(article, Gallery).choices.create(image=image, position=0)
    gallery = add_block(article, Gallery)
    gallery.choices.create(image=image, position=0)
    gallery.choices.create(image=other, position=1)
    add_block(
        article, Video, url="https://example.org/v", title="Dive", poster=image, transcript="…"
    )
    publish(article=article, by=boss)
    next_week = read_database_clock() + timedelta(days=7)
    publish(article=article, by=boss, at=next_week, until=next_week + timedelta(days=9))
    make_preview_link(article, by=boss, freeze=True)
    return article


@pytest.fixture
def everywhere(image, article):
    MemberFactory(name_en="Kelp AS", logo=image)
    PersonFactory(name="Kari Nordmann", portrait=image)
    SiteSettings.objects.update_or_create(pk=1, defaults={"name_en": "Site", "logo": image})
    withdraw(image)
    return image


def withdraw(image):
    Image.objects.filter(pk=image.pk).update(consent_withdrawn=timezone.localdate())
    image.refresh_from_db()


def places(image):
    placements = find_placements(Image, [image.pk]).get(image.pk, [])
    return [(str(place.holder), place.where.split(" for ")[0]) for _kind, place in placements]


def test_every_place_is_listed_with_its_public_page(client, boss, everywhere):
    assert sorted(places(everywhere)) == [
        ("Harvest", "in a preview link"),
        ("Harvest", "in the draft"),
        ("Harvest", "on the site"),
        ("Harvest", "scheduled"),
        ("Kari Nordmann", "as the portrait"),
        ("Kelp AS", "as the logo"),
        ("Site", "as the logo of the site"),
    ]
    client.force_login(boss)
    page = HtmlPage(client.get(PAGE))
    assert page.has('[href="/news/harvest/"]')
    kelp = Member.objects.get(name_en="Kelp AS")
    assert page.has(f'[href="{kelp.get_absolute_url()}"]')
    assert "Take it out of these 7 places" in page.text
    front = HtmlPage(client.get("/admin/"))
    assert "1 picture in use without consent" in front.text
    assert front.has(f'[href="{PAGE}"]')
    form = HtmlPage(client.get(f"/admin/images/image/{everywhere.pk}/change/"))
    assert form.has(f'[href="{PAGE}?of={everywhere.pk}"]')


def messages_after(client, record, changes):
    """Save the form of ``record`` and return what the list says then, besides that it was saved."""
    page = client.get(post(client, record, changes).url)
    return [str(message) for message in page.context["messages"]][1:], page.text


def test_who_writes_down_that_consent_is_withdrawn_is_led_to_the_places(
    client, boss, image, article
):
    client.force_login(boss)
    assert messages_after(client, image, {"alt_en": "Two divers"})[0] == []
    day = str(timezone.localdate())
    (warning,), page = messages_after(client, image, {"consent_withdrawn": day})
    assert "Visitors still see it on 1 page." in warning
    assert f'href="{PAGE}?of={image.pk}"' in warning
    assert ">withdrawn " in page


def test_who_withdraws_the_approval_of_a_quote_is_led_to_the_places(client, boss):
    quote = StatementFactory(text="Kelp is good")
    article = ArticleFactory(title="Harvest", slug="harvest")
    add_block(article, Quote, statement=quote)
    publish(article=article, by=boss)
    client.force_login(boss)
    (warning,), _page = messages_after(client, quote, {"approved_on": ""})
    assert f'href="{QUOTES}?of={quote.pk}"' in warning


def test_one_step_takes_it_out_of_all_places(client, boss, everywhere, article):
    before = Edition.objects.live(read_database_clock()).get()
    client.force_login(boss)
    answer = client.post(PAGE, {"record": everywhere.pk}, follow=True)
    assert "is taken out of 7 places" in HtmlPage(answer).text
    assert places(everywhere) == []
    live = Edition.objects.live(read_database_clock()).get()
    assert live.hero is None
    assert [block["type"] for block in live.blocks] == ["prose", "gallery", "video"]
    assert [block.get("images") for block in live.blocks[1:2]] != [[everywhere.pk]]
    assert live.first_published == before.first_published
    assert everywhere.public_id not in client.get("/news/harvest/").content.decode()
    article.refresh_from_db()
    assert not fetch_status(article, at=timezone.now()).changed
    assert Member.objects.get(name_en="Kelp AS").logo is None
    assert Person.objects.get(name="Kari Nordmann").portrait is None
    assert SiteSettings.objects.get().logo is None
    assert PreviewLink.objects.get().frozen["hero"] is None
    assert latest_revision(article).values["hero"] is None
    assert Activity.objects.get(action="taken-down").user == boss
    front = client.get("/admin/").content.decode()
    assert "in use without consent" not in front


def test_times_stay_as_they_were_set(boss, everywhere, article):
    issued = Edition.objects.issued().order_by("live_during")
    (first, second) = issued
    take_down(everywhere, by=boss, may_stay=may_stay)
    past, live, scheduled = issued.all()
    assert past.pk == first.pk
    assert past.live_during.upper == live.live_during.lower
    assert live.live_during.upper == first.live_during.upper
    assert scheduled.live_during == second.live_during
    assert scheduled.until == second.until


def test_a_second_press_changes_nothing(client, boss, everywhere):
    client.force_login(boss)
    client.post(PAGE, {"record": everywhere.pk})
    count = Edition.objects.count()
    answer = client.post(PAGE, {"record": everywhere.pk}, follow=True)
    assert "Nothing was left to take out" in HtmlPage(answer).text
    assert Edition.objects.count() == count
    assert Activity.objects.filter(action="taken-down").count() == 1


def test_a_picture_that_may_be_shown_again_stays(boss, everywhere):
    Image.objects.filter(pk=everywhere.pk).update(consent_withdrawn=None)
    with pytest.raises(TakedownRefused):
        take_down(everywhere, by=boss, may_stay=may_stay)
    assert len(places(everywhere)) == 7


def test_who_may_not_publish_takes_it_out_elsewhere_alone(client, everywhere):
    client.force_login(UserFactory(group="member-managers"))
    page = HtmlPage(client.get(PAGE))
    assert "You may not change it here" in page.text
    client.post(PAGE, {"record": everywhere.pk})
    assert {holder for holder, _where in places(everywhere)} == {"Harvest", "Site"}


def test_only_those_who_may_change_pictures_see_the_page(client, everywhere):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"record": everywhere.pk}).status_code == 403
    client.force_login(UserFactory(is_superuser=True))
    for nonsense in ("", "x", "9" * 30):
        assert client.post(PAGE, {"record": nonsense}).status_code == 403
        assert client.get(PAGE, {"of": nonsense}).status_code == 200


@pytest.mark.slow
def test_queries_do_not_grow_with_the_pictures(client, boss, django_assert_max_num_queries):
    client.force_login(boss)
    for _number in range(12):
        image = ImageFactory(consent_withdrawn=timezone.localdate())
        MemberFactory(logo=image)
        article = ArticleFactory(hero=image)
        Image.objects.filter(pk=image.pk).update(consent_withdrawn=None)
        publish(article=article, by=boss)
        withdraw(image)
    with django_assert_max_num_queries(15 + len(BLOCKS)):
        assert "Take it out of these 3 places" in HtmlPage(client.get(PAGE)).text


def test_a_portrait_is_listed_where_it_shows_beside_a_quote_with_the_approved_quotes(client, boss):
    portrait = ImageFactory()
    person = PersonFactory(name="Kari Nordmann", portrait=portrait)
    entered_twice = PersonFactory(name="Kari Nordman")
    said = StatementFactory(text="Kelp is good", person=entered_twice)
    round_up = ArticleFactory(title="Round-up", slug="round-up")
    add_block(round_up, Spotlight, member=MemberFactory(), html="<p>It grows.</p>", statement=said)
    publish(article=round_up, by=boss)
    merge_records([entered_twice], into=person, by=boss)
    withdraw(portrait)
    assert sorted(places(portrait)) == [
        ("Kari Nordmann", "as the portrait"),
        ("Kari Nordmann", "beside the name in “Round-up”"),
    ]
    client.force_login(boss)
    page = HtmlPage(client.get(PAGE))
    assert page.has('[href="/news/round-up/"]')
    assert "Quotes of the same person, approved" in page.text
    assert page.has(f'[href="/admin/members/statement/{said.pk}/change/"]')
    assert (
        "is taken out of 2 places"
        in HtmlPage(client.post(PAGE, {"record": portrait.pk}, follow=True)).text
    )
    assert places(portrait) == []
    assert portrait.public_id not in client.get("/news/round-up/").text
    said.refresh_from_db()
    said.withdraw_approval()
    said.save()
    assert "Round-up" in HtmlPage(client.get(QUOTES)).text


def test_a_quote_without_approval_is_listed_and_taken_out(client, boss):
    said, member = StatementFactory(text="Kelp is good"), MemberFactory()
    article = ArticleFactory(title="Harvest", slug="harvest")
    add_block(article, Quote, statement=said)
    add_block(article, Spotlight, member=member, html="<p>It grows.</p>", statement=said)
    publish(article=article, by=boss)
    client.force_login(boss)
    assert "Kelp is good" not in client.get(QUOTES).content.decode()
    said.withdraw_approval()
    said.save()
    waiting = StatementFactory(text="Kelp is bad", approved=False)
    add_block(ArticleFactory(title="Draft", slug="draft"), Quote, statement=waiting)
    page = HtmlPage(client.get(QUOTES))
    assert "Kelp is good" in page.text
    assert "Kelp is bad" not in page.source
    assert "1 quote on the site without approval" in HtmlPage(client.get("/admin/")).text
    attention = HtmlPage(client.get("/admin/members/attention/"))
    assert "1 quote on the site without approval" in attention.text
    client.post(QUOTES, {"record": said.pk})
    assert "Kelp is good" not in client.get("/news/harvest/").content.decode()
    live = Edition.objects.live(read_database_clock()).get()
    assert [block["type"] for block in live.blocks] == ["prose", "spotlight"]
    assert not fetch_status(article, at=timezone.now()).changed


@pytest.fixture
def quotes(boss):
    """Unapproved: live as a quote, live in a portrait, scheduled, only in a draft, taken down again."""
    quotes = StatementFactory.create_batch(5)
    articles = [ArticleFactory() for _quote in quotes]
    for number, (quote, article) in enumerate(zip(quotes, articles, strict=True)):
        if number == 1:
            add_block(
                article, Spotlight, member=MemberFactory(), html="<p>It.</p>", statement=quote
            )
        else:
            add_block(article, Quote, statement=quote)
    tomorrow = timezone.now() + timedelta(days=1)
    for number, at in ((0, None), (1, None), (2, tomorrow), (4, None)):
        publish(article=articles[number], by=boss, at=at)
    unpublish(article=articles[4], by=boss)
    Statement.objects.update(approved_on=None, approved_hash="")
    return quotes


def test_which_quotes_show_agrees_with_their_placements(quotes):
    keys = [quote.pk for quote in quotes]
    assert find_shown(Statement, keys) == set(find_placements(Statement, keys)) == set(keys[:3])


def test_the_front_counts_quotes_without_reading_the_blocks_of_editions(client, boss, quotes):
    client.force_login(boss)
    with CaptureQueriesContext(connection) as captured:
        page = HtmlPage(client.get("/admin/"))
    assert "3 quotes on the site without approval" in page.text
    columns = [query["sql"].partition(" FROM ")[0] for query in captured]
    assert not [sql for sql in columns if '"news_edition"."blocks", "news_edition"' in sql]
