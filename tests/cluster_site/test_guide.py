"""The editors' guide on the desk: each screen leads to its page, and every link in it leads somewhere."""

import re
from html import unescape

import pytest
from django.contrib import admin

from cluster_site.guide import (
    DOCS,
    PAGES,
    PICTURES,
    TRANSLATIONS,
    guide_heading_ids,
    guide_url,
    render_guide_page,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
# what the guide's first page tells of by itself
OF_THE_FIRST_PAGE = {"news_tag"}


def test_every_kind_of_record_has_its_place_in_the_guide():
    missing = {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model in admin.site._registry
        if guide_url(f"{model._meta.app_label}_{model._meta.model_name}_changelist")
        == guide_url("no-such-screen")
    }
    assert missing == OF_THE_FIRST_PAGE


def test_a_screen_leads_to_its_page(client, writer):
    client.force_login(writer)
    for screen, place in (
        ("/admin/", "/admin/guide/desk/front-page/"),
        ("/admin/news/article/", "/admin/guide/editors/#publish-a-story"),
        ("/admin/images/image/", "/admin/guide/desk/pictures/"),
        ("/admin/desk/calendar/", "/admin/guide/desk/calendar/"),
        ("/admin/nowhere/", "/admin/guide/desk/front-page/"),
    ):
        assert HtmlPage(client.get(screen, follow=True)).has(f'[href="{place}"].help-link')


@pytest.mark.parametrize(
    ("page", "language"),
    [*((page, "en") for page in sorted(PAGES)), *((page, "nb") for page in sorted(TRANSLATIONS))],
)
def test_every_link_of_the_guide_leads_to_a_page_and_heading_of_it(page, language):
    title, html = render_guide_page(page, language)
    assert title
    assert "<h1" not in html
    for target in map(unescape, re.findall(r'(?:href|src)="([^"]+)"', html)):
        if target.startswith("/admin/guide/"):
            place, _hash, heading = target.removeprefix("/admin/guide/").partition("#")
            assert place.strip("/") in PAGES, target
            assert not heading or f'id="{heading}"' in render_guide_page(place.strip("/"))[1], (
                target
            )
        elif target.startswith("/admin/guide-pictures/"):
            assert target.removeprefix("/admin/guide-pictures/") in PICTURES, target
        else:
            assert re.match(r"https?:|mailto:|#", target), target


def test_every_screen_leads_to_a_heading_that_is_there():
    for screen in (
        "news_article_change",
        "members_statement_add",
        "members_member_change",
        "cluster_site_menuitem_changelist",
    ):
        place, _hash, heading = guide_url(screen).removeprefix("/admin/guide/").partition("#")
        assert f'id="{heading}"' in render_guide_page(place.strip("/"))[1]


def test_the_guide_is_for_the_desk_and_holds_nothing_else(client, writer):
    page, picture = "/admin/guide/desk/trash/", "/admin/guide-pictures/desk/trash.webp"
    assert client.get(page).status_code == 302
    assert client.get(picture).status_code == 302
    client.force_login(writer)
    assert "The trash" in HtmlPage(client.get(page)).text
    assert b"".join(client.get(picture)) == (DOCS / "desk/trash.webp").read_bytes()
    for other in ("operations/", "desk/../operations/", "../README/", "look/README/"):
        assert client.get(f"/admin/guide/{other}").status_code == 404
    assert client.get("/admin/guide-pictures/desk/../../README.md").status_code == 404


@pytest.mark.parametrize("page", sorted(TRANSLATIONS))
def test_a_translated_page_has_the_headings_and_pictures_of_the_english_one(page):
    assert page in PAGES
    english, norwegian = (render_guide_page(page, language)[1] for language in ("en", "nb"))
    for what in (r'<h\d id="[^"]*"', r'src="[^"]*"'):
        assert re.findall(what, english) == re.findall(what, norwegian)
    assert len(guide_heading_ids(page)) == norwegian.count(' id="')


def test_every_page_on_the_desk_itself_is_translated():
    assert {page for page in PAGES if page.startswith("desk/")} <= TRANSLATIONS


def test_the_guide_is_read_in_the_readers_language_where_it_is_translated(client, writer):
    writer.language = "nb"
    writer.save()
    client.force_login(writer)
    page = HtmlPage(client.get("/admin/guide/desk/trash/"))
    assert page.has('h1[lang="nb"]', "Papirkurven")
    other = HtmlPage(client.get("/admin/guide/members/board/"))
    assert "finnes bare på engelsk" in other.text
    assert other.has('h1[lang="en"]')
