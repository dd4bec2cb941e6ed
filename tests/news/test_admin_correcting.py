"""The page on which an editor corrects what is live."""

from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from desk.models import Autosave
from desk.trash.records import delete_saves
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.models import Article, Edition
from news.publishing.commands import publish
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory, MemberFactory, StatementFactory, add_block
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def article(editor):
    article = ArticleFactory(title="Kelp", text=False)
    add_block(article, Prose, html="<p>Twelve tonns.</p>")
    add_block(article, Table, caption="Harvest", header=["Year"], rows=[["2026"]])
    publish(article=article, by=editor)
    return article


def page(article):
    return reverse("admin:news_article_correct", args=[article.pk])


def typed_fields(form):
    fields = {bound.html_name: bound.value() for bound in form}
    fields |= {"text-1-rows": "2026", "text-1-header": "Year"}
    return {name: "" if value is None else value for name, value in fields.items()}


def posted(desk, article, button, **changes):
    fields = typed_fields(desk.get(page(article)).context["form"])
    return desk.post(page(article), {**fields, **changes, button: "1"})


def test_what_would_change_is_shown_before_it_does(desk, article):
    right = {"text-0-html": "<p>Twelve tonnes.</p>"}
    looked = posted(desk, article, "_look", **right)
    question = HtmlPage(looked)
    assert "The draft is corrected too." in question.text
    assert "Publish the correction" in question.text
    assert Edition.objects.count() == 1
    assert Prose.objects.get().html == "<p>Twelve tonns.</p>"
    assert posted(desk, article, "_correct", **right).status_code == 302
    assert Edition.objects.count() == 2
    assert Prose.objects.get().html == "<p>Twelve tonnes.</p>"


def test_another_version_gone_live_meanwhile_loses_no_word(desk, article, editor):
    seen = Edition.objects.get()
    publish(article=article, by=editor)
    answer = posted(
        desk, article, "_correct", **{"edition": seen.pk, "text-0-html": "<p>Mine.</p>"}
    )
    assert answer.status_code == 200
    assert "Another version is live by now" in HtmlPage(answer).text
    assert "Mine." in HtmlPage(answer).text
    assert Edition.objects.count() == 2


def test_a_table_keeps_its_shape(desk, article):
    answer = posted(desk, article, "_correct", **{"text-1-rows": "2026 | 2027"})
    assert "not the number of rows or columns" in HtmlPage(answer).text
    assert Edition.objects.count() == 1


def test_a_quote_asks_for_its_reason(desk, editor):
    from_record = ArticleFactory(text=False)
    add_block(from_record, Quote, statement=StatementFactory())
    publish(article=from_record, by=editor)
    form = desk.get(page(from_record)).context["form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    answer = desk.post(page(from_record), {**fields, "text-0-text": "Other words", "_correct": "1"})
    assert answer.context["overridable"]
    answer = desk.post(
        page(from_record),
        {**fields, "text-0-text": "Other words", "reason": "Ours", "_correct": "1"},
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("name", "typed", "most"),
    [("question", "q" * 301, 300), ("organisation", "o" * 201, 200), ("title", "t" * 151, 150)],
)
@pytest.mark.parametrize("button", ["_look", "_correct"])
def test_a_text_longer_than_its_column_is_an_error_of_its_field(
    desk, editor, name, typed, most, button
):
    article = ArticleFactory(title="Kelp", text=False)
    statement = StatementFactory(question="Why?")
    add_block(article, Spotlight, member=MemberFactory(), statement=statement)
    publish(article=article, by=editor)
    form = desk.get(page(article)).context["form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    changed = {f"text-0-quote-{name}": typed, "text-title": "Kelp, corrected", button: "1"}
    answer = desk.post(page(article), {**fields, **changed})
    assert answer.status_code == 200
    [error] = answer.context["form"].errors[f"text-0-quote-{name}"]
    assert f"at most {most} characters" in error
    assert answer.context["form"]["text-title"].value() == "Kelp, corrected"
    assert Edition.objects.count() == 1


@pytest.mark.slow
def test_every_text_of_every_block_has_a_field(desk):
    site = full_site(members=3, articles=2)
    answer = desk.get(page(site.article))
    assert answer.status_code == 200
    assert len(answer.context["form"].texts) > 20


def test_who_may_not_publish_does_not_correct(client, article, writer):
    client.force_login(writer)
    assert client.get(page(article)).status_code == 403
    assert client.post(page(article), {"_correct": "1"}).status_code == 403


@pytest.mark.parametrize("edition", ["x", "999999", "9" * 40, "1\x00"])
def test_an_edition_that_is_not_there_is_a_404(desk, article, edition):
    assert desk.post(page(article), {"edition": edition, "_look": "1"}).status_code == 404


def test_what_is_not_live_is_not_corrected(desk):
    assert desk.get(page(ArticleFactory())).status_code == 404


def test_what_was_typed_into_a_correction_is_kept_and_offered(desk, article, editor):
    form_user = FormUser("Edda Editor")
    form_user.url = page(article)
    opened = form_user.client.get(page(article))
    assert opened.context["form_session"]["notices"] == []
    form_user.fields = {
        "_sitting": opened.context["form_session"]["token"],
        **typed_fields(opened.context["form"]),
        "text-0-html": "<p>Twelve tonnes.</p>",
        "note": "It was tonnes.",
    }
    assert form_user.say("keep").status_code == 200
    assert desk.get(page(article)).context["form_session"]["notices"] == []  # nobody else's

    answer = form_user.client.get(page(article))
    (notice,) = answer.context["form_session"]["notices"]
    assert [each.where for each in notice.differences] == ["Text", "Note for the readers"]
    assert HtmlPage(answer).has('[name="_undecided"]')

    restored = form_user.client.get(page(article), {"restore": "1"})
    assert restored.context["form"]["note"].value() == "It was tonnes."
    assert restored.context["form_session"]["notices"] == []
    sent = {**form_user.fields, "_correct": "1"}
    assert form_user.client.post(page(article), sent).status_code == 302
    assert Edition.objects.latest("pk").blocks[0]["html"] == "<p>Twelve tonnes.</p>"
    assert not Autosave.objects.exists()


def test_a_kept_correction_says_nothing_of_who_has_the_record_open(desk, article):
    token = desk.get(page(article)).context["form_session"]["token"]
    for ask, status in (("company", 404), ("leave", 200)):
        assert desk.post(reverse(f"admin:desk-{ask}"), {"_sitting": token}).status_code == status


def test_a_kept_correction_goes_with_its_article(desk, article):
    token = desk.get(page(article)).context["form_session"]["token"]
    kind = "application/x-www-form-urlencoded"
    sent = urlencode({"_sitting": token, "note": "Kelp"})
    desk.post(reverse("admin:desk-keep"), sent, content_type=kind)
    assert Autosave.objects.get().place == f"correct-{article.pk}"
    delete_saves(ContentType.objects.get_for_model(Article), article.pk + 1)
    assert Autosave.objects.exists()
    delete_saves(ContentType.objects.get_for_model(Article), article.pk)
    assert not Autosave.objects.exists()
