"""Sitemaps are valid by the schemas of sitemaps.org, and hold pictures and the news of two days."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from lxml import etree

from cluster_site.models import SiteSettings
from core.moment import read_database_clock
from news.models import Edition
from news.publishing.commands import publish
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, UserFactory
from tests.full_site import full_site

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
# the extensions, as their documentation has them
OWN = Path(__file__).with_name("schemas")
SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "schema"


def parse(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return etree.fromstring(response.content)


def texts(tree, name):
    return [element.text for element in tree.iter(name)]


def files(client):
    locations = texts(parse(client, "/sitemap.xml"), f"{SITEMAP}loc")
    return [location.removeprefix(HOST) for location in locations]


def schema_of(name):
    if not (SCHEMAS / name).exists():
        pytest.skip("../shared/fixtures/schema is not there: the schemas of sitemaps.org")
    imports = [(f"{SITEMAP[1:-1]}", SCHEMAS / name)]
    imports += [
        (etree.parse(file).getroot().get("targetNamespace"), file) for file in OWN.glob("*.xsd")
    ]
    parts = "".join(
        f'<xsd:import namespace="{namespace}" schemaLocation="{file}"/>'
        for namespace, file in imports
    )
    return etree.XMLSchema(
        etree.fromstring(
            f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{parts}</xsd:schema>'
        )
    )


@pytest.mark.slow
def test_index_and_files_are_valid_by_the_schemas(client):
    full_site(members=4, articles=4)
    schema_of("siteindex.xsd").assertValid(parse(client, "/sitemap.xml"))
    urls = schema_of("sitemap.xsd")
    names = {file.partition("?")[0] for file in files(client)}
    assert len(names) == 6
    for file in names:
        urls.assertValid(parse(client, file))


def test_an_empty_file_which_the_schema_forbids_is_not_there(client):
    assert files(client) == ["/sitemap-lists.xml"]
    schema_of("siteindex.xsd").assertValid(parse(client, "/sitemap.xml"))
    assert client.get("/sitemap-members.xml").status_code == 404


def test_the_news_of_two_days_stand_in_a_file_of_their_own(client, editor):
    SiteSettings.objects.create(name_en="Kelp Cluster", name_nb="Tareklyngen")
    SiteSettings.objects.update(name_en="Kelp\x0bCluster")
    publish(article=ArticleFactory(slug="fresh", title="A < B\x0b"), by=editor)
    publish(article=ArticleFactory(slug="fersk", language="nb"), by=editor)
    publish(article=ArticleFactory(slug="about", section="page"), by=editor)
    soon = read_database_clock() + timedelta(hours=1)
    publish(article=ArticleFactory(slug="soon"), by=editor, at=soon)
    tree = parse(client, "/sitemap-latest.xml")
    assert set(texts(tree, f"{SITEMAP}loc")) == {f"{HOST}/news/fresh/", f"{HOST}/nb/news/fersk/"}
    assert set(texts(tree, f"{NEWS}name")) == {"Kelp Cluster", "Tareklyngen"}
    assert set(texts(tree, f"{NEWS}language")) == {"en", "nb"}
    assert "A < B" in texts(tree, f"{NEWS}title")
    [first] = {edition.first_published for edition in Edition.objects.filter(slug="fresh")}
    assert len(texts(tree, f"{NEWS}publication_date")) == 2
    client.force_login(UserFactory(is_superuser=True))
    today = timezone.localtime(first).replace(hour=0, minute=0, second=0, microsecond=0)
    for hours, listed in ((47, True), (48, False)):  # all of a day leave together, at midnight
        at = (today + timedelta(hours=hours)).isoformat()
        then = client.get("/sitemap-latest.xml", {"at": at})
        assert (f"{HOST}/news/fresh/" in then.text) is listed


def test_the_pictures_of_a_page_stand_with_it(client, editor):
    article = ArticleFactory(hero=ImageFactory())
    publish(article=article, by=editor)
    member = MemberFactory(logo=ImageFactory())
    for file, image in [("news", article.hero), ("members", member.logo)]:
        pictures = texts(parse(client, f"/sitemap-{file}.xml"), f"{IMAGE}loc")
        assert pictures
        assert all(image.public_id in picture for picture in pictures)
        assert all(picture.startswith(f"{HOST}/media/") for picture in pictures)


def test_robots_txt_names_the_sitemap_and_keeps_robots_from_what_is_no_page(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert {"Disallow: /admin/", "Disallow: /preview/", "Disallow: /read/"} < set(lines)
