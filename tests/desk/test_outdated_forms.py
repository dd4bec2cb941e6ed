"""A form that was shown before the names of erased people were forgotten is answered, never saved."""

import io
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from desk.autosave.form_token import session_for_record
from desk.models import Autosave, ErasedName
from desk.privacy.erased_names import FORM_LIFETIME, ErasedNames
from images.models import Image
from members.models import Person
from news.blocks.prose import Prose
from news.models import Article, Comment, PreviewLink
from news.publishing.commands import publish
from news.review.preview_links import make_preview_link, preview_link_url
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory
from tests.news.test_bulk import ask, items_of
from tests.pages import HtmlPage
from tests.together.world import drawing

pytestmark = pytest.mark.django_db
# erased so long ago that no hash of it is left
NAME = "Kari Ødegård"
TOO_OLD = FORM_LIFETIME + timedelta(minutes=1)


def aged(token: str, age: timedelta) -> str:
    """The token of the same form, shown ``age`` ago."""
    session = signing.loads(token, salt="desk.sitting")
    shown_at = time.time() - age.total_seconds()
    with patch("django.core.signing.time.time", return_value=shown_at):
        return signing.dumps(session, salt="desk.sitting", compress=True)


def token_of(response) -> str:
    """The token in a page that was shown."""
    return HtmlPage(response).one("[name=_sitting]").attributes["value"]


@pytest.fixture
def form_user():
    return FormUser("Ola", group="administrators")


@pytest.fixture
def article():
    return ArticleFactory(title="Kelp", text="<p>It grows.</p>")


def test_a_form_of_a_record_is_not_saved_and_all_that_was_typed_can_be_copied(form_user, article):
    form_user.open(article)
    block = form_user.row("news_prose_set", Prose.objects.get())
    form_user.type(title=NAME, **{f"{block}-html": f"<p>Sings: {NAME}.</p>"})
    form_user.type(_sitting=aged(form_user.fields["_sitting"], TOO_OLD))
    page = form_user.save(_publish="1")
    assert page.status_code == 410
    assert "opened more than 30 days ago" in HtmlPage(page).text
    labels, texts = (HtmlPage(page).words(f".typed-texts {part}") for part in ("dt", "dd"))
    typed = dict(zip(labels, texts, strict=True))
    assert typed["Title"] == NAME
    assert typed["Text: Text"] == f"Sings: {NAME}."
    assert Article.objects.get().title == "Kelp"
    assert Prose.objects.get().html == "<p>It grows.</p>"
    assert not Autosave.objects.exists()


def test_a_new_record_is_not_made(form_user):
    form_user.open(Person, page="add")
    form_user.type(name=NAME, _sitting=aged(form_user.fields["_sitting"], TOO_OLD))
    page = form_user.save()
    assert page.status_code == 410
    assert NAME in HtmlPage(page).text
    assert not Person.objects.exists()


def test_no_password_is_shown(form_user):
    form_user.open(User, page="add")
    password = "correct horse battery"
    form_user.type(password1=password, password2=password, email="ola@example.org")
    form_user.type(_sitting=aged(form_user.fields["_sitting"], TOO_OLD))
    page = form_user.save()
    assert page.status_code == 410
    assert "ola@example.org" in HtmlPage(page).text
    assert password not in page.text


def test_its_unsaved_text_is_not_stored(form_user, article):
    form_user.open(article)
    answer = form_user.keep(title=NAME, _sitting=aged(form_user.fields["_sitting"], TOO_OLD))
    assert (answer.status_code, answer.json()) == (410, {"reason": "outdated"})
    assert not Autosave.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        "news_article_correct",
        "news_article_preview_links",
        "news_article_comments",
        "news_article_duplicate",
        "news_article_delete",
        "news_article_changelist",
        "news_boardannouncement_add",
        "images_image_many",
        "images_image_upload",
    ],
)
def test_every_other_form_is_answered_alike(form_user, article, page):
    publish(article=article, by=form_user.user)
    token = aged(session_for_record(article, form_user.user.pk).token(), TOO_OLD)
    by_record = page.startswith("news_article") and not page.endswith("changelist")
    url = reverse(f"admin:{page}", args=[article.pk] if by_record else [])
    typed = {
        "_sitting": token,
        "text": NAME,
        "for_whom": NAME,
        "expires_at": "2030-01-01T09:00",
        "alt_en": NAME,
        "upload": SimpleUploadedFile("boat.svg", drawing("112233")),
    }
    answer = form_user.client.post(url, typed)
    assert answer.status_code == 410
    assert NAME in HtmlPage(answer).text
    for model in (Comment, PreviewLink, Image):
        assert not model.objects.exists()
    assert Article.objects.get().trashed is None


def test_a_comment_by_a_preview_link_comes_back_with_what_to_do(client, editor, article):
    url = preview_link_url(make_preview_link(article, by=editor))
    token = token_of(client.get(url))
    typed = {"author_name": NAME, "text": "A comma.", "_sitting": aged(token, TOO_OLD)}
    for _try in range(2):
        answer = client.post(url, typed)
        assert answer.status_code == 410
        page = HtmlPage(answer)
        assert "opened more than 30 days ago" in page.text
        assert page.has(f'[value="{NAME}"]')
        # sent again it is as old as before
        typed["_sitting"] = token_of(answer)
    assert not Comment.objects.exists()


def test_a_question_that_is_asked_again_is_as_old_as_the_first(form_user, article):
    [item] = items_of(ask(form_user.client, "bulk_review", [article])).values()
    token = aged(session_for_record(article, form_user.user.pk).token(), timedelta(days=1))
    again = ask(form_user.client, "bulk_review", [article], confirmed="1", _sitting=token)
    assert item.record == article
    assert again.context["token"] == token


def test_every_name_is_known_longer_than_a_form_can_be_saved(form_user, article):
    names = [ErasedName(fingerprint="a" * 64, words=2)]
    ErasedName.objects.bulk_create(names)
    ErasedName.objects.update(erased_at=timezone.now() - TOO_OLD)
    call_command("run_due", stdout=io.StringIO())
    assert ErasedNames(timezone.now() - TOO_OLD - timedelta(seconds=1))
