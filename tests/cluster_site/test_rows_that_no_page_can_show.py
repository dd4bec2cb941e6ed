"""A value that a page builds an address or a date from is refused where it is typed, and no list falls over one."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import DateRange

from images.models import Image
from members.models import Membership
from news.models import Article, Edition, Tag
from news.publishing.commands import publish
from tests.desk.posting import errors_of, post
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    TagFactory,
    UserFactory,
    inspected,
    picture_bytes,
)
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "Write the web address with letters from a to z, digits and hyphens only."
YEAR = "Write the year with four digits, from 1800 to 2200."


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize("title", ["???", "日本語"])
def test_a_title_without_a_letter_for_an_address_asks_for_one_at_the_field(desk, title):
    answer = post(desk, Article, {"title": title, "slug": ""}, page="add")
    form = answer.context["adminform"].form
    assert form.errors["slug"] == [
        "No web address can be made of this title. Write one with letters from a to z, "
        "e.g. annual-report."
    ]
    assert HtmlPage(answer).has(f'[name="title"][value="{title}"]')
    assert errors_of(post(desk, Article, {"title": title, "slug": "kelp"}, page="add")) == []


@pytest.mark.parametrize("model", [Article, Edition])
def test_the_database_takes_no_article_without_an_address(desk, model):
    article = ArticleFactory()
    publish(article=article, by=UserFactory(is_superuser=True))
    with pytest.raises(IntegrityError, match="web_address"), transaction.atomic():
        if model is Article:
            Article.objects.update(slug="")
        else:
            edition = Edition.objects.get()
            edition.pk, edition.slug, edition._state.adding = None, "", True
            edition.save(force_insert=True)


def test_a_tag_s_address_has_no_letter_outside_ascii(desk):
    """R14."""
    tag = TagFactory(name="Blåskjell", slug="blaskjell")
    assert errors_of(post(desk, tag, {"slug": "blåskjell"})) == [ADDRESS]
    assert Tag(name="日本語").slugify("日本語") == "tag"


@pytest.mark.slow
@pytest.mark.parametrize("field", ["public_from", "end_public_from"])
def test_shown_from_the_year_1_is_refused_at_its_field(desk, field):
    """R15."""
    seat = BoardSeatFactory()
    answer = post(desk, seat, {field: "0001-01-01T00:00"})
    assert answer.context["adminform"].form.errors == {field: [YEAR]}
    assert desk.get("/board/").status_code == 200
    person = post(desk, seat.person, {"public_from": "0001-01-01T00:00"})
    assert errors_of(person) == [YEAR]


def test_a_press_picture_keeps_its_key_whatever_a_form_sends(desk):
    """R16."""
    image = ImageFactory(press=True)
    image.take(inspected(picture_bytes()))
    image.save()
    key = image.key
    assert errors_of(post(desk, image, {"key": ""})) == []
    image.refresh_from_db()
    assert image.key == key
    assert desk.get("/press/").status_code == 200
    with pytest.raises(IntegrityError, match="image_key_usable"), transaction.atomic():
        Image.objects.update(key="")


@pytest.mark.parametrize("day", ["0026-03-01", "1799-12-31", "2201-01-01"])
def test_a_membership_s_first_day_has_a_year_that_can_be_meant(desk, day):
    """R17."""
    member = MemberFactory()
    answer = post(desk, member, {"memberships-0-period_first": day})
    assert YEAR in errors_of(answer)
    assert Membership.objects.get().period == DateRange(date(2020, 1, 1), None)


def test_a_time_to_publish_at_has_a_year_that_can_be_meant(desk):
    times = {"publishing-at": "9998-01-01T09:00", "_publish_at": "1"}
    assert errors_of(post(desk, ArticleFactory(), times)) == [
        "Not published yet. Nothing you wrote is lost.",
        YEAR,
    ]


@pytest.fixture
def broken_site(db):
    """One row of each kind whose address is broken, as none can be while the constraints hold."""
    site = full_site(members=6, articles=3)
    newest = MemberFactory(slug="xx-member", membership=DateRange(date(2026, 1, 1), None))
    newcomer = BoardSeatFactory(person=PersonFactory(slug="xx-person", affiliation=newest))
    article = ArticleFactory(slug="xx-article")
    article.tags.add(TagFactory(slug="xx-tag"))
    article.byline.add(newcomer.person, through_defaults={"position": 1})
    publish(article=article, by=UserFactory(is_superuser=True))
    tagged = ArticleFactory(slug="kept")
    tagged.tags.add(*article.tags.all())
    publish(article=tagged, by=UserFactory(is_superuser=True))
    ImageFactory(key="xx-image", press=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('news.history_door', 'redact', true)")
        for table, constraint, column in (
            ("members_member", "member_web_address", "slug"),
            ("members_person", "person_web_address", "slug"),
            ("news_tag", "tag_web_address", "slug"),
            ("news_edition", "edition_web_address", "slug"),
            ("images_image", "image_key_usable", "key"),
        ):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
            cursor.execute(f"UPDATE {table} SET {column} = '' WHERE {column} LIKE 'xx-%'")
    return site


@pytest.mark.slow
def test_lists_leave_out_what_has_no_address_and_say_so_in_the_log(client, broken_site, caplog):
    pages = [
        "/",
        "/news/",
        "/news/kept/",
        "/members/",
        "/members/new/",
        "/board/",
        "/press/",
        f"/members/{broken_site.member.slug}/",
        f"/people/{broken_site.person.slug}/",
        "/feeds/news.rss",
        "/feeds/news.atom",
        "/feeds/news.json",
        "/api/news.json",
        "/api/members.json",
        "/api/board.json",
        *(f"/sitemap-{name}.xml" for name in ("news", "tags", "members", "people")),
    ]
    for page in pages:
        caplog.clear()
        assert client.get(page).status_code == 200, page
        if page in ("/", "/news/", "/news/kept/", "/members/new/", "/board/", "/press/"):
            assert "is left out of a list" in caplog.text, page
