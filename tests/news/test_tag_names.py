"""Tags have a name in each language, and each page shows its own or says which language it is."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from news.content.tagging import (
    TagName,
    get_or_create_tags,
    get_or_create_tags_in,
    set_tag_translation,
)
from news.models import Tag
from news.publishing.commands import publish
from tests.desk.posting import errors_of, post
from tests.factories import ArticleFactory, TagFactory
from tests.pages import HtmlPage, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kelp():
    return TagFactory(name="Kelp", slug="kelp", translation="Tare")


@pytest.fixture
def tagged(kelp, editor):
    """An article in each language with a tag in both and one in English alone."""
    for language in ("en", "nb"):
        article = ArticleFactory(slug=f"harvest-{language}", language=language)
        article.tags.add(
            kelp,
            TagFactory(name="Policy", slug="policy")
            if language == "en"
            else Tag.objects.get(slug="policy"),
        )
        publish(article=article, by=editor)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/news/harvest-en/", {"Kelp": None, "Policy": None}),
        ("/nb/news/harvest-nb/", {"Tare": None, "Policy": "en"}),
    ],
)
def test_an_article_shows_its_tags_in_its_language_or_says_in_which(client, tagged, address, shown):
    tags = HtmlPage(client.get(address)).all("a[rel=tag]")
    assert {words_of(tag): tag.attributes.get("lang") for tag in tags} == shown


def test_a_tags_page_is_headed_in_its_language_or_says_in_which(client, tagged):
    for address, words, lang in (
        ("/nb/news/tag/kelp/", "Tare", None),
        ("/nb/news/tag/policy/", "Policy", "en"),
        ("/news/tag/kelp/", "Kelp", None),
    ):
        page = HtmlPage(client.get(address))
        heading = page.one("h1")
        assert (words_of(heading), heading.attributes.get("lang")) == (words, lang)
        assert page.title.startswith(f"{words} – ")
        assert page.one(".chosen > a").attributes.get("lang") == lang


def test_a_tag_is_found_by_either_name_and_a_new_one_has_the_articles_language(kelp):
    assert get_or_create_tags_in(["TARE"], "nb") == get_or_create_tags_in(["kelp"], "en") == [kelp]
    [new] = get_or_create_tags_in(["Fjære"], "nb")
    assert (new.language, new.name_nb, new.name_en) == ("nb", "Fjære", "")


def test_the_field_of_an_article_offers_a_tag_by_either_name(client, editor, kelp):
    client.force_login(editor)
    [offer] = client.get("/admin/news/tag/names/?term=tar").json()["results"]
    assert offer == {"id": "Kelp", "text": "Kelp (Tare)", "names": ["Kelp", "Tare"]}


def test_a_name_that_another_tag_has_in_the_other_language_is_refused(client, editor, kelp):
    other = TagFactory(name="Fish")
    client.force_login(editor)
    assert errors_of(post(client, other, {"translation": "kelp"})) != []
    with pytest.raises(ValidationError, match="Merge the two"):
        Tag(name="Tare", slug="tare").full_clean()
    with pytest.raises(IntegrityError, match="tag_translation_once"):
        TagFactory(name="Seaweed", translation="TARE")


@pytest.mark.parametrize("name", ["Kelp", "KELP"])
def test_a_name_that_a_tag_has_already_is_refused_once(client, editor, kelp, name):
    client.force_login(editor)
    page = client.post("/admin/news/tag/add/", {"name": name, "language": "en", "slug": "other"})
    assert errors_of(page) == ["There is a tag with this name already."]


def test_names_of_a_package_are_stored_in_both_languages(kelp):
    name = TagName.from_texts({"nb": "Ærfugl", "en": "Eider"})
    assert name == ("Ærfugl", "nb", "Eider")
    [eider] = get_or_create_tags([name]).values()
    assert (eider.name_nb, eider.name_en) == ("Ærfugl", "Eider")
    plain = TagFactory(name="Students")
    assert set_tag_translation(plain, TagName.from_texts({"nb": "Studenter", "en": "Students"}))
    plain.refresh_from_db()
    assert (plain.language, plain.name, plain.translation) == ("en", "Students", "Studenter")


def test_two_tags_stay_two_where_a_package_says_that_they_are_one(kelp):
    fish = TagFactory(name="Fish")
    assert not set_tag_translation(fish, TagName.from_texts({"en": "Fish", "nb": "Tare"}))
    fish.refresh_from_db()
    assert fish.translation == ""


def test_a_translation_that_was_saved_meanwhile_stays():
    tag = TagFactory(name="Kelp", slug="kelp")
    Tag.objects.filter(pk=tag.pk).update(translation="Sukkertare")
    assert set_tag_translation(tag, TagName("Kelp", "en", "Tare"))
    assert Tag.objects.get().translation == "Sukkertare"
