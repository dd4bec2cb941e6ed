"""Where the menu leads, in either language."""

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from cluster_site.models import MenuItem
from tests.pages import HtmlPage

DEMO = Path(__file__).resolve().parents[2] / "demo" / "content.json"


@pytest.mark.parametrize(
    ("target", "norwegian"),
    [
        ("/", "/nb/"),
        ("/news/", "/nb/news/"),
        ("/members/?sort=newest", "/nb/members/?sort=newest"),
        ("/join/enquire/", "/nb/join/enquire/"),
        ("/press", "/nb/press"),
        ("/join/", "/join/"),
        ("/newsletter/", "/newsletter/"),
        ("https://example.org/news/", "https://example.org/news/"),
    ],
)
def test_an_address_that_both_languages_have_is_norwegian_on_norwegian_pages(target, norwegian):
    item = MenuItem(label_en="Item", target_en=target)
    assert (item.address("en"), item.address("nb")) == (target, norwegian)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_join_in_the_demos_menu_leads_to_the_form(language):
    content = json.loads(DEMO.read_text())
    targets = [item["target"] for item in content["site"]["menu"] if item["place"] == "header"]
    [join] = [each[language] for each in targets if "join" in str(each)]
    [page] = [
        article
        for article in content["articles"]
        if article["section"] == "page" and join.endswith(f"/{article['slug']}/")
    ]
    with override(language):
        assert f'href="{reverse("join")}"' in json.dumps(page["blocks"]).replace('\\"', '"')


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_form_to_join_is_not_called_as_the_demos_page_about_joining(client, db, language):
    titles = {article["title"] for article in json.loads(DEMO.read_text())["articles"]}
    with override(language):
        page = HtmlPage(client.get(reverse("join")))
    assert page.words("h1")[0] not in titles
    assert page.title.partition(" – ")[0] not in titles
