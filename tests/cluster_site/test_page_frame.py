"""What all pages share is read once for each content version, and never one version too long."""

import pytest
from django.db import connection, transaction
from django.utils.translation import override

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.page_frame import FrameReading
from tests.pages import HtmlPage


@pytest.fixture
def site(transactional_db):
    return SiteSettings.objects.create(name_en="Kelp Cluster", name_nb="Tareklyngen")


def test_without_a_change_it_is_one_query_and_the_same_frame(site, django_assert_num_queries):
    frame = FrameReading().frame
    with django_assert_num_queries(1):
        assert FrameReading().frame is frame


def test_the_clock_goes_on(site):
    assert FrameReading().clock < FrameReading().clock


def test_every_way_to_change_the_settings_or_the_menu_shows_at_once(site):
    assert FrameReading().frame.site.name == "Kelp Cluster"
    SiteSettings.objects.update(name_en="Urchin Cluster")
    assert FrameReading().frame.site.name == "Urchin Cluster"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cluster_site_sitesettings SET name_en = 'Cod Cluster'")
    assert FrameReading().frame.site.name == "Cod Cluster"
    MenuItem.objects.create(label_en="About", target_en="/about/")
    assert FrameReading().frame.menu["header"] == [{"label": "About", "address": "/about/"}]
    MenuItem.objects.all().delete()
    assert FrameReading().frame.menu["header"][0]["label"] == "News"


def test_what_is_not_committed_shows_to_its_own_transaction_alone(site):
    before = FrameReading().frame
    with transaction.atomic():
        SiteSettings.objects.update(name_en="Urchin Cluster")
        assert FrameReading().frame.site.name == "Urchin Cluster"
        transaction.set_rollback(True)
    assert FrameReading().frame is before


def test_shared_parts_are_in_the_language_of_the_page(site):
    frame = FrameReading().frame
    assert "Tareklyngen" not in frame.render("cluster_site/_foot.html")
    with override("nb"):
        assert "Tareklyngen" in frame.render("cluster_site/_foot.html")
        assert "Presse" in frame.render("cluster_site/_foot.html")
    assert "Presse<" not in frame.render("cluster_site/_foot.html")


def test_the_menu_marks_the_page_and_what_is_above_it(site):
    for label, target in (("News", "/news/"), ("Members", "/members/")):
        MenuItem.objects.create(label_en=label, label_nb=label, target_en=target)

    def marked(path):
        menu = HtmlPage(FrameReading().frame.render_header_menu(path))
        return [menu.words(f'[aria-current="{kind}"]') for kind in ("page", "true")]

    assert marked("/news/") == [["News"], []]
    assert marked("/members/kelp/") == [[], ["Members"]]
    assert marked("/") == [[], []]
    with override("nb"):
        assert marked("/nb/news/") == [["News"], []]
    assert marked("/nb/news/") == [[], ["News"]]


def test_pages_of_a_site_without_settings_have_a_menu(transactional_db, client):
    MenuItem.objects.create(label_en="About", target_en="/about/")
    assert HtmlPage(client.get("/")).has('[href="/about/"]')
