"""What visitors see by reference is changed only by those who may publish where it shows."""

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from desk.history.recording import record_revision, revisions_of
from images.models import Image
from news.models import Tag
from news.publishing.commands import publish
from tests.desk.posting import address, errors_of, fields_of, post
from tests.factories import (
    ArticleFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    TagFactory,
    UserFactory,
    picture_bytes,
)
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


def signed_in(group) -> Client:
    client = Client()
    client.force_login(UserFactory(group=group))
    return client


@pytest.fixture
def desk():
    """The desk of a writer."""
    return signed_in("writers")


def changed(page, *, boxes: bool) -> dict:
    """All that a form shows, with a letter more in each text; ``boxes`` turns each tick the other way."""
    shown = fields_of(page)
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    for form in (page.context["adminform"].form, *(f for each in formsets for f in each.forms)):
        for bound in form:
            if isinstance(bound.field, forms.BooleanField) and bound.name != "DELETE":
                if boxes and shown.pop(bound.html_name, None) is None:
                    shown[bound.html_name] = "on"
            elif isinstance(bound.field, forms.CharField) and shown.get(bound.html_name):
                shown[bound.html_name] += "x"
    return shown


# the newest of each kind, among which those that a writer may change; or all
@pytest.mark.slow
@pytest.mark.parametrize("records", [1, pytest.param(None, marks=pytest.mark.slow)])
def test_nothing_that_a_writer_saves_changes_what_visitors_see(client, desk, records):
    site = full_site(members=4, articles=3)
    ImageFactory(press=True, key="kelp", alt_en="Kelp for the press")
    draft, unused = ArticleFactory(hero=ImageFactory()), TagFactory()
    draft.tags.add(unused)
    pages = [
        "/",
        "/nb/",
        "/news/",
        f"/news/{site.article.slug}/",
        f"/news/tag/{site.tag.slug}/",
        "/about/",
        "/members/",
        f"/members/{site.member.slug}/",
        f"/people/{site.person.slug}/",
        "/board/",
        "/press/",
        "/feeds/news.rss",
        "/api/news.json",
        "/api/members.json",
        "/api/board.json",
    ]
    before = {page: client.get(page).content for page in pages}
    saved, request = set(), desk.get(reverse("admin:index")).wsgi_request
    for model_admin in admin.site._registry.values():
        for record in model_admin.get_queryset(request).order_by("-pk")[:records]:
            page = desk.get(address(record))
            if page.status_code == 200 and page.context.get("adminform"):
                answers = [
                    desk.post(address(record), changed(page, boxes=boxes))
                    for boxes in (True, False)
                ]
                # a live article can't become a template, and no record is left out for that
                assert any(answer.status_code in (302, 403) for answer in answers), record
                saved |= {record for answer in answers if answer.status_code == 302}
    assert {draft, draft.hero, unused} <= saved
    for page, content in before.items():
        assert client.get(page).content == content, page


@pytest.fixture
def published(editor):
    """An article that is live, with a picture and a tag."""
    article = ArticleFactory(hero=ImageFactory(alt_en="Two divers"))
    article.tags.add(TagFactory(name="Kelp"))
    publish(article=article, by=editor)
    return article


def test_a_writer_reads_why_and_where_it_shows(desk, published):
    for record in (published.hero, published.tags.get()):
        page = HtmlPage(desk.get(address(record)))
        assert "You can look at this, not change it" in page.text
        assert f"in published versions of “{published.title}”" in page.text
        assert not page.has('[name="_save"]')


def test_a_writer_changes_pictures_and_tags_that_only_drafts_use(desk):
    draft = ArticleFactory(hero=ImageFactory())
    assert errors_of(post(desk, draft.hero, {"credit_en": "Photo: Ida Berg"})) == []
    draft.hero.refresh_from_db()
    assert draft.hero.credit_en == "Photo: Ida Berg"


def page_of(image, page):
    return reverse(f"admin:images_image_{page}", args=[image.pk])


def replace(client, image):
    file = SimpleUploadedFile("new.png", picture_bytes(size=(80, 50)))
    return client.post(page_of(image, "replace"), {"upload": file})


def test_a_writer_replaces_no_file_that_shows(desk, published):
    assert replace(desk, published.hero).status_code == 403
    assert "Replace the file" not in desk.get(address(published.hero)).content.decode()
    assert replace(desk, ImageFactory()).status_code == 302


def test_a_writer_brings_back_no_older_version_of_what_shows(desk, published, editor):
    image = published.hero
    record_revision(image, by=editor)
    older = revisions_of(image).first()
    Image.objects.filter(pk=image.pk).update(credit_en="Photo: Ida Berg")
    asked = {"version": f"s{older.pk}", "seen": ""}
    assert desk.post(page_of(image, "restore"), asked).status_code == 403


@pytest.mark.slow
def test_only_who_may_publish_hands_out_pictures_to_the_press(desk, client, editor):
    image = ImageFactory()
    assert errors_of(post(desk, image, {"press": "on"})) == []
    image.refresh_from_db()
    assert not image.press
    client.force_login(editor)
    assert errors_of(post(client, image, {"press": "on"})) == []
    page = HtmlPage(desk.get(address(image)))
    assert "on the page for the press" in page.text
    assert replace(desk, image).status_code == 403


def test_an_older_version_does_not_bring_back_the_mark_for_the_press(desk, editor):
    image = ImageFactory(press=True)
    record_revision(image, by=editor)
    older = revisions_of(image).first()
    Image.objects.filter(pk=image.pk).update(press=False, credit_en="Photo: Ida Berg")
    compare = desk.get(page_of(image, "compare"), {"from": f"s{older.pk}", "to": "now"})
    asked = {"version": f"s{older.pk}", "seen": compare.context["seen"]}
    assert desk.post(page_of(image, "restore"), asked).status_code == 302
    image.refresh_from_db()
    assert (image.credit_en or "", image.press) == ("", False)


@pytest.mark.slow
def test_a_member_manager_changes_logos_and_portraits_and_no_picture_of_an_article(published):
    client = signed_in("member-managers")
    logo, portrait = ImageFactory(), ImageFactory()
    MemberFactory(logo=logo)
    PersonFactory(portrait=portrait)
    for image in (logo, portrait):
        assert errors_of(post(client, image, {"credit_en": "Photo: Ida Berg"})) == []
    assert replace(client, published.hero).status_code == 403
    assert replace(client, logo).status_code == 302


def test_an_editor_changes_what_shows(client, editor, published):
    client.force_login(editor)
    for record, text in ((published.hero, "credit_en"), (published.tags.get(), "name")):
        assert errors_of(post(client, record, {text: "Kelp, again"})) == []


# groups that may change records of which visitors see every change at once, with the reason
AT_ONCE = {
    "writers": {Image: "those that nothing public uses", Tag: "those that nothing public uses"},
    "member-managers": {
        Image: "logos, portraits, and those that nothing public uses",
        **dict.fromkeys(("Member", "Person", "BoardSeat", "Category", "FocusArea"), "its office"),
    },
}


@pytest.mark.parametrize("group", sorted(AT_ONCE))
def test_each_kind_of_record_that_shows_at_once_is_known_to_whoever_may_change_it(group):
    user = UserFactory(group=group)
    known = {getattr(model, "__name__", model) for model in AT_ONCE[group]}
    may_change = {
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if model_admin.shown_at_once
        and user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")
    }
    assert may_change == known
