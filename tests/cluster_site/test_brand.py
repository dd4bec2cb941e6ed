"""The site's own colours and logo: readable, and everywhere."""

import pytest
from django.db import IntegrityError

from cluster_site.models import SiteSettings
from core.colours import contrast_ratio
from tests.desk.posting import errors_of, post
from tests.factories import ImageFactory
from tests.pages import HtmlPage


@pytest.fixture
def site(db):
    return SiteSettings.objects.create(name_en="Kelp Cluster")


def test_contrast_is_that_of_wcag():
    assert contrast_ratio("#000000", "#ffffff") == 21
    assert round(contrast_ratio("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.slow
def test_pale_colours_are_refused_and_dark_ones_are_shown(client, editor, site):
    client.force_login(editor)
    pale = errors_of(post(client, site, {"brand": "#7fb3c0", "accent": "#f0a0a0"}))
    assert len(pale) == 2
    assert errors_of(post(client, site, {"brand": "#123c2a", "accent": "#7a2e00"})) == []
    for path in ("/", "/admin/"):
        assert HtmlPage(client.get(path)).has('link[href*="/media/colours/123c2a-7a2e00.css"]')
    sheet = client.get("/media/colours/123c2a-7a2e00.css")
    assert "--brand: #123c2a" in sheet.content.decode()
    assert sheet["Content-Type"].startswith("text/css")


def test_the_programs_own_colours_need_no_second_stylesheet(client, site):
    assert "/media/colours/" not in client.get("/").content.decode()


def test_no_colour_carries_a_stylesheet_along(client, site):
    assert client.get("/media/colours/red;}-7a2e00.css").status_code == 404
    with pytest.raises(IntegrityError):
        SiteSettings.objects.update(brand="red;} a")


def test_the_logo_stands_in_place_of_the_name(client, site):
    SiteSettings.objects.update(logo=ImageFactory())
    page = HtmlPage(client.get("/"))
    assert page.has('[alt="Kelp Cluster"]')
