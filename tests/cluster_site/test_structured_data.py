"""The structured data of all pages is made of schema.org's own types and properties."""

import copy
import json
from datetime import datetime

import pytest
from schema_org.registry import get_model

from cluster_site.models import SiteSettings
from news.public.lists import PAGE_SIZE
from tests.cluster_site.test_every_page import addresses
from tests.factories import ImageFactory
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
# schema.org's types for plain values; a URL may stand wherever a thing may
TEXTS = {"Text", "URL", "CssSelectorType", "XPathType", "PronounceableText"}
DATES = {"Date", "DateTime", "Time"}
NUMBERS = {"Number", "Integer", "Float"}


@pytest.fixture(scope="module")
def full(module_db):
    site = full_site(members=5, articles=PAGE_SIZE + 2)
    SiteSettings.objects.update(
        logo=ImageFactory(),
        street="Kelp Quay 1",
        postcode="9008",
        city="Tromsø",
        country="Norway",
        profiles="https://www.linkedin.com/company/kelp\nhttps://kelp.example",
    )
    return site


@pytest.fixture
def site(full, db):
    return copy.deepcopy(full)


def read_data(client, address) -> list[dict]:
    """The things in the page's structured data."""
    page = HtmlPage(client.get(address))
    data = json.loads(page.one('script[type="application/ld+json"]').text())
    assert data.pop("@context") == "https://schema.org"
    return data.get("@graph", [data])


def find_faults(thing, path="", reached_by="") -> list[str]:
    """Return where ``thing`` differs from schema.org's vocabulary.

    ``reached_by`` is the property that it is the value of, which a role repeats (schema.org/Role).
    """
    try:
        model = get_model(thing["@type"])
    except KeyError:
        return [f"{path}: no type {thing.get('@type')}"]
    properties = {entry.schema_name: entry for entry in model.SCHEMA_PROPERTIES}
    faults = []
    for name, value in thing.items():
        if name in ("@type", "@id"):
            continue
        where = f"{path}/{model.SCHEMA_TYPE}.{name}"
        if name == reached_by and "Role" in model.SCHEMA_TYPES:
            faults += find_faults(value, where)
            continue
        if name not in properties:
            faults.append(f"{where}: no such property")
            continue
        ranges = set(properties[name].ranges)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                faults += find_faults(each, where, name)
                kinds = get_model(each["@type"]).SCHEMA_TYPES
                if "Role" not in kinds and not ranges.intersection(kinds):
                    faults.append(f"{where}: a {each['@type']}, not one of {sorted(ranges)}")
            elif not fits(each, ranges):
                faults.append(f"{where}: {each!r} is not one of {sorted(ranges)}")
    return faults


def fits(value, ranges) -> bool:
    if isinstance(value, bool):
        return "Boolean" in ranges
    if isinstance(value, int | float):
        return bool(ranges & NUMBERS)
    if not value:
        return False
    if ranges & DATES and not ranges & TEXTS:
        return is_date(value)
    return bool(ranges & (TEXTS | DATES)) or value.startswith(("http://", "https://"))


def is_date(value) -> bool:
    if value.isdecimal() and len(value) == 4:
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@pytest.mark.slow
def test_all_data_of_all_pages_is_schema_org_s(client, site):
    for name, address in addresses(site).items():
        if not client.get(address)["Content-Type"].startswith("text/html"):
            continue
        for thing in read_data(client, address):
            assert find_faults(thing) == [], name


@pytest.mark.slow
def test_the_check_would_see_a_fault():
    article = {"@type": "NewsArticle", "headline": "", "datePublished": "soon", "colour": "red"}
    article["author"] = {"@type": "Place", "name": "Here"}
    assert len(find_faults(article)) == 4
    assert find_faults({"@type": "Kelp"})


@pytest.mark.slow
def test_an_article_has_its_author_its_dates_and_its_picture(client, site):
    [article, organisation, breadcrumbs] = read_data(client, f"/news/{site.article.slug}/")
    assert article["@type"] == "NewsArticle"
    assert {author["@type"] for author in article["author"]} == {"Person"}
    assert datetime.fromisoformat(article["datePublished"]).tzinfo
    assert datetime.fromisoformat(article["dateModified"]).tzinfo
    assert article["image"].startswith(f"{HOST}/media/")
    assert article["publisher"]["@id"] == organisation["@id"]
    assert breadcrumbs["@type"] == "BreadcrumbList"


@pytest.mark.slow
def test_there_is_one_organisation_with_logo_address_and_profiles(client, site):
    things = []
    for address in ("/", "/nb/", f"/news/{site.article.slug}/", "/board/", "/nb/board/"):
        for thing in read_data(client, address):
            if thing["@type"] == "Organization":
                things.append(thing)
    assert {thing["@id"] for thing in things} == {f"{HOST}/#cluster"}
    assert len(things) == 5
    for thing in things:
        assert thing["logo"].startswith(f"{HOST}/media/")
        assert thing["address"] == {
            "@type": "PostalAddress",
            "streetAddress": "Kelp Quay 1",
            "postalCode": "9008",
            "addressLocality": "Tromsø",
            "addressCountry": "Norway",
        }
        assert thing["sameAs"] == [
            "https://www.linkedin.com/company/kelp",
            "https://kelp.example",
        ]


def test_lists_and_people_are_what_they_are(client, site):
    news = read_data(client, "/news/")[0]
    items = news["mainEntity"]
    assert items["@type"] == "ItemList"
    assert [item["position"] for item in items["itemListElement"]] == list(range(1, PAGE_SIZE + 1))
    person = read_data(client, f"/people/{site.person.slug}/")[0]
    assert (person["@type"], person["name"]) == ("Person", site.person.name)
