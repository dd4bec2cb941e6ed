"""What is found in one search is found in the others: the site's, the directory's, the desk's and its fields'."""

import pytest
from django.urls import reverse

from news.publishing.commands import publish
from tests.cluster_site.search.indexing import index_now
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
TYPED = (
    "thor medical",
    "Thor Medcal",  # a slip
    "herøya",
    "Heroya",
    "TRMED",
    "nanovector",  # an old name
    "radioligand",  # a word of the description, in another form
    "radiol",  # a beginning
)


@pytest.fixture(scope="module")
def thor(module_db):
    member = MemberFactory(
        name_en="Thor Medical",
        slug="thor-medical",
        city="Herøya",
        summary_en="Radium for hospitals.",
        description_en="<p>Radioligands from the north.</p>",
        ticker_exchange="Oslo",
        ticker_symbol="TRMED",
    )
    member.former_names.create(name="Nordic Nanovector", slug="nordic-nanovector")
    MemberFactory(name_en="Kelp Farms")
    PersonFactory(name="Kari Nordmann")
    article = ArticleFactory(title="Molybdenum in the north", text="<p>Patients wait.</p>")
    publish(article=article, by=UserFactory(group="editors"))
    index_now()
    return member


@pytest.mark.parametrize("typed", TYPED)
def test_a_member_is_found_in_every_search(client, thor, editor, typed):
    site = HtmlPage(client.get("/search/", {"q": typed}))
    assert "/members/thor-medical/" in [a.attributes["href"] for a in site.all(".results a")]
    directory = HtmlPage(client.get("/members/", {"q": typed}))
    assert directory.words("[data-swap=results] h3") == ["Thor Medical"]
    client.force_login(editor)
    groups = client.get("/admin/desk/find/", {"q": typed, "as": "json"}).json()["groups"]
    assert "Thor Medical" in [entry["name"] for group in groups for entry in group["entries"]]
    links = client.get("/admin/desk/records/", {"q": typed}).json()["records"]
    assert f"record:member/{thor.pk}" in [link["href"] for link in links]
    assert choices(client, typed) == ["Thor Medical"]


def choices(client, typed):
    values = {"term": typed, "app_label": "news", "model_name": "spotlight", "field_name": "member"}
    results = client.get(reverse("admin:autocomplete"), values).json()["results"]
    return [result["text"].partition(",")[0] for result in results]


def test_an_article_is_found_on_the_desk_by_its_text_and_a_slip(client, thor, editor):
    client.force_login(editor)
    for typed in ("patient", "molybdenm"):
        groups = client.get("/admin/desk/find/", {"q": typed, "as": "json"}).json()["groups"]
        names = [entry["name"] for group in groups for entry in group["entries"]]
        assert any("Molybdenum in the north" in name for name in names), typed


def test_each_word_has_to_match_in_the_directory(client, thor):
    page = HtmlPage(client.get("/members/", {"q": "radioligands kelp"}))
    assert page.words("[data-swap=results] h3") == []
    page = HtmlPage(client.get("/members/", {"q": "radioligand hospitals"}))
    assert page.words("[data-swap=results] h3") == ["Thor Medical"]


def test_the_directory_of_an_earlier_day_has_only_the_members_of_that_day(client, thor):
    page = HtmlPage(client.get("/members/", {"q": "radioligand", "on": "1990-01-01"}))
    assert page.words("[data-swap=results] h3") == []
