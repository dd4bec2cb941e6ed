"""A name erased while somebody typed it comes back by no form, and by no record read before the erasing."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from psycopg.types.range import DateRange

from desk.models import Activity, ErasedName, OutgoingMail, Revision
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from images.models import Image
from members.leaving.ending import end_membership
from members.models import Decision
from news.models import Article, ArticleByline, Comment, Edition, PreviewLink, Review
from news.publishing.commands import publish
from news.review.comments import add_comment
from news.review.preview_links import make_preview_link, revoke_preview_link
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory
from tests.news.test_bulk import ask, items_of
from tests.together.world import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def kari():
    return PersonFactory(name="Kari Ødegård", slug="kari-odegard", email="kari@kelp.example")


def erased(person):
    erase_person(DataSubject([person]), by=UserFactory(is_superuser=True))


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def test_a_correction_begun_before_publishes_no_erased_name(desk, editor, kari):
    article = ArticleFactory(title="Kelp", text=False)
    publish(article=article, by=editor)
    page = reverse("admin:news_article_correct", args=[article.pk])
    response = desk.get(page)
    fields = {bound.html_name: bound.value() or "" for bound in response.context["form"]}
    fields |= {"_sitting": response.context["form_session"]["token"], "_correct": "1"}
    standfirst = next(name for name in fields if name.endswith("standfirst"))
    erased(kari)
    answer = desk.post(page, fields | {standfirst: "With Kari Ødegård.", "note": "Kari Ødegård"})
    assert answer.status_code == 302
    edition = Edition.objects.latest("pk")
    assert edition.standfirst == "With a person."
    assert "Ødegård" not in str(edition.corrections)
    article.refresh_from_db()
    assert article.standfirst == "With a person."


def test_a_preview_link_is_made_for_no_erased_name(desk, kari):
    article = ArticleFactory()
    page = reverse("admin:news_article_preview_links", args=[article.pk])
    erased(kari)
    until = "2030-01-01T09:00"
    answer = desk.post(page, {"for_whom": "Kari Ødegård", "expires_at": until})
    assert answer.status_code == 302
    assert PreviewLink.objects.get().for_whom == "A person"
    assert "Ødegård" not in str(Activity.objects.values())


def test_a_picture_is_uploaded_without_an_erased_name(desk, kari):
    erased(kari)
    words = {"alt_en": "Kari Ødegård in a boat", "credit_nb": "Foto: Kari Ødegård"}
    upload = SimpleUploadedFile("boat.svg", drawing("112233"))
    answer = desk.post(reverse("admin:images_image_upload"), words | {"upload": upload})
    assert answer.status_code == 200, answer.content
    image = Image.objects.get()
    assert "Ødegård" not in f"{image.alt_en} {image.credit_nb}"
    assert "Ødegård" not in str(Revision.objects.values())


def test_a_note_to_many_articles_holds_no_erased_name(desk, kari):
    article = ArticleFactory()
    [item] = items_of(ask(desk, "bulk_review", [article])).values()
    erased(kari)
    given = {"confirmed": "1", "agreed": [item.value], "review-note": "Ask Kari Ødegård."}
    ask(desk, "bulk_review", [article], **given)
    assert Review.objects.get().note == "Ask a person."


@pytest.fixture
def read_before(kari):
    """An article as a request read it before a person whom it names was erased."""
    article = ArticleFactory(
        title="Kari Ødegård sings",
        standfirst="By Kari Ødegård.",
        owner=UserFactory(group="editors"),
    )
    ArticleByline.objects.create(article=article, person=kari, position=0)
    return Article.objects.get(pk=article.pk)


def test_a_frozen_link_shows_the_article_as_it_is_after_the_erasing(read_before, editor, kari):
    erased(kari)
    link = make_preview_link(read_before, by=editor, freeze=True)
    assert "Ødegård" not in str(link.frozen)
    assert "Ødegård" not in str(Activity.objects.values())


def test_a_revoked_link_is_logged_under_the_title_after_the_erasing(read_before, editor, kari):
    make_preview_link(read_before, by=editor)
    link = read_before.preview_links.get()
    erased(kari)
    revoke_preview_link(link, by=editor)
    assert "Ødegård" not in str(Activity.objects.values())


def test_a_comment_is_mailed_under_the_title_after_the_erasing(read_before, editor, kari):
    erased(kari)
    add_comment(read_before, text="Nice", author=editor)
    mails = OutgoingMail.objects.all()
    assert mails
    assert "Ødegård" not in str(mails.values())


def test_a_comment_by_a_link_is_written_under_no_erased_name(read_before, editor, kari):
    link = make_preview_link(read_before, by=editor)
    erased(kari)
    add_comment(read_before, text="Nice", name="Kari Ødegård", link=link)
    assert Comment.objects.get().author_name == "A person"


def test_a_reason_to_leave_a_place_as_it_is_holds_no_erased_name(client, kari):
    boss = UserFactory(is_superuser=True)
    client.force_login(boss)
    member = MemberFactory(name_en="Kelp", membership=DateRange(date(2020, 1, 1), None))
    departure = end_membership(member=member, last_day=localdate(), at_once=True, by=boss)
    row = Decision.objects.create(departure=departure, kind="text", place="1", where="News")
    erased(kari)
    page = reverse("admin:members_departure_change", args=[departure.pk])
    client.post(page, {"decision": [row.pk], "note": "Kari Ødegård wants it.", "_left": "1"})
    row.refresh_from_db()
    assert row.note == "A person wants it."


def long_ago():
    ErasedName.objects.update(erased_at=timezone.now() - timedelta(days=1))


@pytest.mark.slow
def test_pages_without_a_record_of_their_own_say_when_they_were_shown(desk, kari):
    """Somebody else of the name can be written about in what was begun after the erasing."""
    article = ArticleFactory()
    erased(kari)
    long_ago()
    links = reverse("admin:news_article_preview_links", args=[article.pk])
    token = desk.get(links).context["token"]
    fields = {"for_whom": "Kari Ødegård", "expires_at": "2030-01-01T09:00", "_sitting": token}
    desk.post(links, fields)
    assert PreviewLink.objects.get().for_whom == "Kari Ødegård"

    token = desk.get(reverse("admin:images_image_many")).context["token"]
    upload = SimpleUploadedFile("boat.svg", drawing("112233"))
    words = {"alt_en": "Kari Ødegård in a boat", "upload": upload, "_sitting": token}
    desk.post(reverse("admin:images_image_upload"), words)
    assert Image.objects.get().alt_en == "Kari Ødegård in a boat"

    token = desk.get(reverse("admin:news_article_change", args=[article.pk])).context[
        "form_session"
    ]["token"]
    comments = reverse("admin:news_article_comments", args=[article.pk])
    for sent in (token, ""):
        desk.post(comments, {"text": "Kari Ødegård", "_sitting": sent})
    texts = Comment.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Kari Ødegård", "A person"]
