"""The site's icons, in its own colours and by its own name."""

import io

import pytest
from PIL import Image

from cluster_site.models import SiteSettings
from core.colours import contrast_ratio
from tests.pages import HtmlPage

BRAND, ACCENT = "#123c2a", "#7a2e00"


@pytest.fixture
def site(db):
    return SiteSettings.objects.create(
        name_en="Kelp Cluster", name_nb="Tareklyngen", brand=BRAND, accent=ACCENT
    )


def colours_of(content):
    """The colours of the corner and of the foot, as ``#rrggbb``."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    last = picture.height - 1
    return ["#{:02x}{:02x}{:02x}".format(*picture.getpixel(place)) for place in ((0, 0), (0, last))]


@pytest.mark.parametrize("address", ["/favicon.ico", "/apple-touch-icon.png"])
def test_icons_stand_where_browsers_ask_for_them_in_the_sites_colours(client, site, address):
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert colours_of(answer.content) == [BRAND, ACCENT]


def test_an_icon_shows_the_first_letter_of_the_name_and_follows_it(client, site):
    before = client.get("/favicon.ico").content
    SiteSettings.objects.update(name_en="Urchins")
    assert client.get("/favicon.ico").content != before


@pytest.mark.parametrize("name", ["日本", "🦀", "Ærfugl", "Łódź", " "])
def test_every_name_has_an_icon(client, site, name):
    SiteSettings.objects.update(name_en=name)
    assert client.get("/favicon.ico").status_code == 200


@pytest.mark.parametrize("language", ["", "/nb"])
def test_every_page_names_its_icons_manifest_and_colour(client, site, language):
    page = HtmlPage(client.get(f"{language}/press/"))
    assert page.one("meta[name=theme-color]").attributes["content"] == BRAND
    icons = [link.attributes for link in page.all("link[rel=icon], link[rel=apple-touch-icon]")]
    for icon in icons:
        answer = client.get(icon["href"])
        picture = Image.open(io.BytesIO(answer.content))
        assert answer["Content-Type"] == picture.get_format_mimetype()
        assert f"{picture.width}x{picture.height}" in icon.get("sizes", "180x180")
    assert len(icons) > 1
    manifest = client.get(page.one("link[rel=manifest]").attributes["href"]).json()
    assert manifest["name"] == ("Tareklyngen" if language else "Kelp Cluster")
    assert (manifest["lang"], manifest["start_url"]) == (
        ("nb", "/nb/") if language else ("en", "/")
    )
    assert manifest["theme_color"] == BRAND
    assert contrast_ratio(manifest["theme_color"], manifest["background_color"]) >= 7
    for described in manifest["icons"]:
        picture = Image.open(io.BytesIO(client.get(described["src"]).content))
        assert described["sizes"] == f"{picture.width}x{picture.height}"


def test_no_other_size_is_drawn(client, site):
    assert client.get("/media/icon-4000.png").status_code == 404
