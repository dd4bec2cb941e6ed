"""Approval of a quote by link: bound to the words, to the person and to the request."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.moment import read_database_clock
from desk.models import Activity, Revision
from members.models import Statement
from members.models.statements import hash_statement
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.models import Edition
from news.publishing.commands import NotPublishable, publish
from relations.approvals.decisions import DecisionRefused, accept_words, decline_words
from relations.approvals.requests import make_request_link, revoke_request
from relations.models import ApprovalRequest
from tests.factories import ArticleFactory, PersonFactory, StatementFactory, add_block
from tests.news.checking import problems_of
from tests.pages import HtmlPage
from tests.relations.approving import ask, link_in_mail, open_link, press, words_shown

pytestmark = pytest.mark.django_db
WORDS = "We grow kelp, and kelp grows us"


@pytest.fixture
def statement():
    person = PersonFactory(name="Kari Tang", email="kari@kelp.example")
    return StatementFactory(text=WORDS, person=person, approved=False)


@pytest.fixture
def article(statement):
    article = ArticleFactory(title="Kelp to come", text="<p>First.</p><p>They are new here.</p>")
    add_block(article, Quote, statement=statement)
    add_block(article, Prose, html="<p>So it is.</p><p>The end.</p>")
    return article


def acts():
    return list(Activity.objects.order_by("pk").values_list("action", flat=True))


def test_the_approval_has_who_when_and_by_which_request(client, statement, editor):
    request = ask(statement, editor)
    response = press(client, open_link(client), "approve")
    assert "You approved the words" in HtmlPage(response).text
    statement.refresh_from_db()
    request.refresh_from_db()
    assert statement.is_approved
    assert statement.approved_on == timezone.localdate()
    assert statement.approved_by == "Kari Tang"
    assert statement.approved_how == f"by link, request {request.pk}"
    assert request.outcome == "approved"
    assert request.answered_hash == hash_statement(WORDS)
    assert request.answered_by in request.links.all()
    assert acts()[-2:] == ["approval-requested", "approval-given"]
    assert Revision.objects.filter(object_id=statement.pk, by=None).exists()


def test_one_comma_voids_the_approval_and_blocks_publishing(client, statement, article, editor):
    ask(statement, editor, article=article)
    press(client, open_link(client), "approve")
    assert not [p for p in problems_of(article) if p.level == "error"]
    Statement.objects.filter(pk=statement.pk).update(text=WORDS.replace(",", ""))
    (problem,) = [p for p in problems_of(article) if p.code == "statement-changed"]
    assert problem.record == statement.pk
    with pytest.raises(NotPublishable):
        publish(article=article, by=editor)
    publish(article=article, by=editor, reason="Kari agreed by phone")
    assert Edition.objects.get().reason == "Kari agreed by phone"
    published = Activity.objects.get(action="published")
    assert published.details["reason"] == "Kari agreed by phone"


def test_words_that_changed_while_they_were_read_are_shown_again(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    seen = words_shown(client, page)
    Statement.objects.filter(pk=statement.pk).update(text="Quite other words")
    response = client.post(page, {"words": seen, "_approve": "1"})
    assert response.status_code == 409
    assert "The words were changed while you read them" in HtmlPage(response).text
    assert "Quite other words" in HtmlPage(response).text
    statement.refresh_from_db()
    assert not statement.is_approved
    press(client, page, "approve")
    statement.refresh_from_db()
    assert statement.is_approved


def test_pressing_twice_and_answering_twice_change_nothing(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    seen = words_shown(client, page)
    for _time in range(2):
        assert client.post(page, {"words": seen, "_approve": "1"}).status_code == 302
    assert acts().count("approval-given") == 1
    other = {"words": seen, "_propose": "1", "proposed_text": "My late thought", "remark": ""}
    response = client.post(page, other)
    assert response.status_code == 409
    text = HtmlPage(response).text
    assert "The request was answered already." in text
    assert "My late thought" in text
    assert ApprovalRequest.objects.get().proposed_text == ""


def test_proposed_words_are_the_quotes_when_they_are_accepted(client, statement, editor):
    request = ask(statement, editor)
    typed = {"proposed_text": "We grow kelp; kelp grows us", "remark": "No comma there."}
    response = press(client, open_link(client), "propose", **typed)
    assert "Your words have reached us" in HtmlPage(response).text
    statement.refresh_from_db()
    assert statement.text == WORDS
    with pytest.raises(DecisionRefused):
        accept_words(request, by=editor, words_hash=hash_statement("Older words"))
    accept_words(request, by=editor, words_hash=hash_statement(WORDS))
    statement.refresh_from_db()
    assert statement.text == "We grow kelp; kelp grows us"
    assert statement.is_approved
    with pytest.raises(DecisionRefused):
        decline_words(request, by=editor)
    assert acts()[-3:] == ["approval-requested", "words-proposed", "words-accepted"]


def test_the_same_words_are_no_proposal_and_nothing_typed_is_lost(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    response = press(client, page, "propose", proposed_text=WORDS, remark="As discussed")
    assert "These are the present words" in HtmlPage(response).text
    assert "As discussed" in response.text
    response = press(client, page, "propose", proposed_text="x" * 1_000_000, remark="")
    assert "Write at most" in HtmlPage(response).text
    assert ApprovalRequest.objects.get().is_waiting


def test_script_in_every_field_is_text(client, statement, editor):
    script = "<script>alert(1)</script>"
    request = ask(statement, editor, to_name=script, personal_line=script)
    page = open_link(client)
    assert script not in client.get(page).text
    assert script not in mail.outbox[-1].alternatives[0].content
    response = press(client, page, "propose", proposed_text=script, remark=script)
    assert script not in response.text
    client.force_login(editor)
    answer = client.get(f"/admin/relations/approvalrequest/{request.pk}/change/")
    assert script not in answer.text


def test_the_paragraphs_around_the_quote_are_its_setting(client, statement, article, editor):
    ask(statement, editor, article=article, setting="paragraph")
    text = HtmlPage(client.get(open_link(client))).text
    assert "They are new here." in text
    assert "So it is." in text
    assert "First." not in text
    assert "The end." not in text


def test_the_whole_article_is_shown_only_where_it_was_chosen(client, statement, article, editor):
    ask(statement, editor, article=article, setting="preview")
    page = open_link(client)
    preview = client.get(f"{page}preview/")
    assert "First." in HtmlPage(preview).text
    assert WORDS in HtmlPage(preview).text
    assert preview.headers["Cache-Control"] == "no-store"
    assert "noindex" in preview.headers["X-Robots-Tag"]
    ApprovalRequest.objects.update(setting="paragraph")
    assert client.get(f"{page}preview/").status_code == 404


@pytest.mark.parametrize("change", ["answered", "taken out"])
def test_the_article_is_shown_only_while_it_quotes_and_an_answer_is_awaited(
    client, statement, article, editor, change
):
    ask(statement, editor, article=article, setting="preview")
    page = open_link(client)
    assert client.get(f"{page}preview/").status_code == 200
    if change == "answered":
        press(client, page, "approve")
    else:
        Quote.objects.filter(parent=article).delete()
    assert client.get(f"{page}preview/").status_code == 404
    assert article.title not in client.get(page).text


def test_a_revoked_or_late_link_is_refused_like_a_guessed_one(client, statement, editor):
    request = ask(statement, editor)
    path = link_in_mail()
    page = open_link(client, path)
    revoke_request(request, by=editor)
    refused = [client.get(path), client.post(path), client.get(page), client.post(page)]
    refused.append(Client().get("/answer/quote/guessed/"))
    assert {response.status_code for response in refused} == {404}
    assert len({HtmlPage(response).text for response in refused}) == 1
    statement.refresh_from_db()
    assert not statement.is_approved


def test_a_person_in_another_browser_has_to_open_the_link_first(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    assert Client().get(page).status_code == 404


def test_both_languages_and_the_mail_of_its_language(client, statement, editor):
    ask(statement, editor, language="nb")
    path = link_in_mail()
    assert path.startswith("/nb/")
    assert "Kan vi sitere deg?" in mail.outbox[-1].subject
    text = HtmlPage(client.get(open_link(client, path))).text
    assert "Jeg godkjenner disse ordene" in text


def test_without_an_address_the_link_is_copied(client, statement, editor):
    request = ask(statement, editor, to_email="")
    assert mail.outbox == []
    address = make_request_link(request, by=editor)
    path = address[address.index("/answer") :]
    press(client, open_link(client, path), "approve")
    statement.refresh_from_db()
    assert statement.is_approved


def test_an_approval_of_somebody_else_stays_where_there_is_one(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    seen = words_shown(client, page)
    statement.approve(on=timezone.localdate() - timedelta(days=3), by="Ola")
    statement.save()
    client.post(page, {"words": seen, "_approve": "1"})
    statement.refresh_from_db()
    assert statement.approved_by == "Ola"
    assert ApprovalRequest.objects.get().outcome == "approved"


def test_the_request_notes_when_it_was_sent_and_opened(client, statement, editor):
    request = ask(statement, editor)
    path = link_in_mail()
    client.get(path)
    assert not request.links.filter(opened_at__isnull=False).exists()
    open_link(client, path)
    request.refresh_from_db()
    assert request.sent_at <= read_database_clock()
    assert request.links.get().opened_at is not None


def test_a_form_without_a_button_approves_nothing(client, statement, editor):
    ask(statement, editor)
    page = open_link(client)
    client.post(page, {"words": words_shown(client, page)})
    assert ApprovalRequest.objects.get().is_waiting
