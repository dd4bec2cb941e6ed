"""What is typed is kept, apart from the record, for the one who typed it."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from desk.autosave.form_token import FormSession, session_for_record
from desk.autosave.storage import delete_old_autosaves
from desk.models import Autosave, Presence, Revision
from members.models import Member
from news.blocks.prose import Prose
from news.models import Article, Edition
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory, MemberFactory, UserFactory, add_block
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PROSE = "news_prose_set"


@pytest.fixture
def kari():
    return FormUser("Kari")


@pytest.fixture
def ola():
    return FormUser("Ola")


@pytest.fixture
def article():
    return ArticleFactory(title="Kelp", standfirst="It grows.", text="<p>One.</p>")


def gone(changes):
    return "".join(text for kind, text in changes if kind != "new")


def new(changes):
    return "".join(text for kind, text in changes if kind != "gone")


@pytest.mark.slow
def test_a_save_of_ones_own_in_another_tab_is_called_that(kari, ola, article):
    """A colleague's save since the form was opened is named as theirs."""
    kari.open(article)
    first_tab = dict(kari.fields)
    kari.save(title="Kelp, from the other tab")
    kari.fields = first_tab
    kari.save(title="Kelp, from this tab")
    page = HtmlPage(kari.response)
    assert page.words("#merge-heading") == ["Not saved yet: you saved it in another tab meanwhile"]
    assert "You saved it on" in page.text
    assert page.has(".both-texts h5", "Saved by you, in another tab")
    ola.open(article)
    kari.save()
    ola.save(title="Kelp, by Ola")
    page = HtmlPage(ola.response)
    assert page.words("#merge-heading") == ["Not saved yet: somebody saved while you were writing"]
    assert page.has(".both-texts h5", "Saved by Kari")


def test_keeping_changes_nothing_but_its_own_row(kari, article):
    kari.open(article)
    changed_at = article.changed_at
    answer = kari.keep(title="Kelp, unsaved")
    assert answer.status_code == 200 and answer.json()["kept_at"]
    kari.keep(title="Kelp, still unsaved")
    [kept] = Autosave.objects.all()
    assert "still+unsaved" in kept.typed and kept.user == kari.user
    article.refresh_from_db()
    assert (article.title, article.changed_at) == ("Kelp", changed_at)
    assert not Revision.objects.exists() and not Edition.objects.exists()


def test_keeping_costs_at_most_four_queries(kari, article, django_assert_max_num_queries):
    for number in range(59):
        add_block(article, Prose, html=f"<p>Block {number}.</p>")
    kari.open(article)
    with django_assert_max_num_queries(4):
        kari.keep(title="Kelp 2")


def removed_unsaved(prefix, **fields):
    start = f"{prefix}-0"
    row = {f"{start}-{name}": value for name, value in fields.items()}
    place = {f"{start}-region": "main", f"{start}-ordering": "20", f"{start}-DELETE": "on"}
    return {f"{prefix}-TOTAL_FORMS": "1", **row, **place}


@pytest.mark.slow
def test_a_block_removed_before_any_save_is_kept_told_and_folded_again(kari, article):
    kari.open(article)
    kari.keep(**removed_unsaved("news_quote_set", text="Kelp is the forest"))
    kari.open(article)
    [notice] = kari.notices
    [told] = notice.differences
    assert (gone(told.changes), told.note) == ("Kelp is the forest", "removed before it was saved")
    kari.open(article, restore=1)
    assert kari.fields["news_quote_set-0-text"] == "Kelp is the forest"
    assert '<script id="removed-rows" type="application/json">["news_quote_set-0"]' in kari.page
    assert kari.save().status_code == 302
    assert not article.news_quote_set.exists() and not Autosave.objects.exists()


def test_a_removed_row_is_no_mistake_of_the_form(kari, article):
    kari.open(article)
    kari.save(title="", **removed_unsaved("news_quote_set", text=""))
    assert [mistake.where for mistake in kari.response.context["mistakes"]] == ["Title"]
    assert kari.response.context["removed_rows"] == ["news_quote_set-0"]


def test_coming_back_shows_what_was_kept_and_how_it_differs(kari, article):
    block = Prose.objects.get()
    kari.open(article)
    kari.keep(title="Kelp grows", **{f"{kari.row(PROSE, block)}-html": "<p>One and two.</p>"})
    kari.open(article)
    [notice] = kari.notices
    assert [told.where for told in notice.differences] == ["Title", "Text “One.”"]
    assert new(notice.differences[0].changes) == "Kelp grows"
    assert gone(notice.differences[1].changes) == "One."
    assert notice.saves == [] and "errornote" not in kari.page
    assert kari.fields["title"] == "Kelp", "the form shows what is saved until one chooses"


def test_going_on_puts_it_all_into_the_form_unsaved(kari, article):
    block = Prose.objects.get()
    kari.open(article)
    added = {
        f"{PROSE}-TOTAL_FORMS": "2",
        f"{PROSE}-1-region": "main",
        f"{PROSE}-1-html": "<p>New.</p>",
        f"{PROSE}-1-ordering": "20",
    }
    kari.keep(title="", **{f"{kari.row(PROSE, block)}-DELETE": "on"}, **added)
    kari.open(article, restore="1")
    assert kari.fields["title"] == "" and kari.errors == []
    assert kari.fields[f"{PROSE}-0-DELETE"] == "on"
    assert kari.fields[f"{PROSE}-1-html"] == "<p>New.</p>"
    assert Article.objects.get().title == "Kelp"
    assert kari.save(title="Kelp grows").status_code == 302
    assert Prose.objects.get().html == "<p>New.</p>"
    assert not Autosave.objects.exists(), "what is saved is no longer kept"
    kari.open(article)
    assert kari.notices == []


def test_what_does_not_differ_is_not_offered(kari, article):
    kari.open(article)
    kari.keep()
    kari.open(article)
    assert kari.notices == []


@pytest.mark.slow
def test_a_late_request_after_the_save_is_not_offered(kari, ola, article):
    kari.open(article)
    kari.type(title="Kelp grows")
    assert kari.save().status_code == 302
    kari.keep()
    ola.open(article)
    ola.save(title="Kelp by Ola")
    kari.open(article)
    assert kari.notices == []


@pytest.mark.slow
def test_an_older_text_says_so_and_is_put_together_with_the_newer(kari, ola, article):
    kari.open(article)
    kari.keep(title="Kelp by Kari")
    ola.open(article)
    ola.save(title="Kelp by Ola", standfirst="By Ola.")
    kari.open(article)
    [notice] = kari.notices
    assert [save.by for save in notice.saves] == [ola.user]
    assert "What is saved is newer:" in kari.page and "Ola saved it on" in kari.page
    assert [told.where for told in notice.differences] == ["Title"]
    kari.open(article, restore="1")
    assert (kari.fields["title"], kari.fields["standfirst"]) == ("Kelp by Kari", "By Ola.")
    assert [conflict.where for conflict in kari.merge.conflicts] == ["Title"]
    assert kari.save().status_code == 302
    article.refresh_from_db()
    assert (article.title, article.standfirst) == ("Kelp by Kari", "By Ola.")


@pytest.mark.slow
def test_saving_without_choosing_does_not_throw_it_away(kari, article):
    kari.open(article)
    kari.keep(title="Kelp by Kari")
    kari.open(article)
    assert kari.save(standfirst="Another.").status_code == 302
    kari.open(article)
    [notice] = kari.notices
    assert "What is saved is newer:" in kari.page
    assert [told.where for told in notice.differences] == ["Title"]


@pytest.mark.slow
def test_the_notice_stays_with_a_form_that_has_errors_or_is_held_back(kari, ola, article):
    kari.open(article)
    kari.keep(title="Kelp by Kari")
    kari.open(article)
    kari.save(title="")
    assert kari.errors and len(kari.notices) == 1 and kari.fields["_undecided"] == "1"
    ola.open(article)
    ola.save(standfirst="By Ola.")
    kari.save(title="Kelp 2")
    assert kari.merge.adopted and len(kari.notices) == 1 and kari.fields["_undecided"] == "1"
    assert kari.save().status_code == 302
    assert Autosave.objects.exists()


@pytest.mark.slow
def test_throwing_it_away(kari, article):
    kari.open(article)
    kari.keep(title="Kelp by Kari")
    kari.open(article)
    assert kari.say("drop", _sitting=kari.notices[0].token).status_code == 200
    kari.open(article)
    assert kari.notices == []
    assert kari.open(article, restore="1").context["form_session"]["held"] is None


@pytest.mark.slow
def test_new_texts_are_kept_each_at_its_place_and_offered(kari):
    for title in ("First", "Second"):
        kari.open(Article, page="add")
        kari.keep(title=title)
    kari.open(Article, page="add")
    assert [notice.start for notice in kari.notices] == ["Second", "First"]
    first = kari.notices[1]
    kari.open(Article, page="add", restore=first.autosave.place)
    assert kari.fields["title"] == "First"
    assert kari.save(_continue="1", slug="first").status_code == 302
    assert Article.objects.get().title == "First"
    kari.open(Article, page="add")
    assert [notice.start for notice in kari.notices] == ["Second"]


@pytest.mark.slow
def test_a_new_text_that_could_not_be_saved_keeps_its_place(kari):
    kari.open(Article, page="add")
    kari.keep(title="Kelp")
    kari.save(title="")
    assert kari.errors
    kari.keep(title="Kelp again")
    assert Autosave.objects.count() == 1


def test_nobody_else_sees_it(kari, ola, article):
    kari.open(article)
    kari.keep(title="Kelp by Kari")
    ola.open(article)
    assert ola.notices == []
    assert ola.open(article, restore="1").context["form_session"]["held"] is None


@pytest.mark.slow
def test_a_member_s_form_is_kept_as_well():
    kari = FormUser("Kari", "administrators")
    member = MemberFactory(name_en="Kelp AS")
    kari.open(member)
    kari.keep(name_en="Kelp ASA")
    kari.open(member)
    assert [told.where for told in kari.notices[0].differences] == ["Name, in English"]
    assert Member.objects.get().name_en == "Kelp AS"


@pytest.mark.parametrize("what", ["keep", "drop", "company", "leave"])
def test_only_the_person_whose_form_it_is_is_answered(what, kari, ola, article):
    kari.open(article)
    token = kari.fields["_sitting"]
    assert ola.say(what, _sitting=token).status_code == 403
    assert ola.say(what, _sitting=token + "x").status_code == 403
    assert ola.say(what, _sitting="").status_code == 403
    assert ola.client.get(reverse(f"admin:desk-{what}")).status_code == 405
    answer = Client().post(reverse(f"admin:desk-{what}"), {"_sitting": token})
    assert (answer.status_code, answer.json()) == (401, {"reason": "signed-out"})
    assert not Autosave.objects.exists() and not Presence.objects.exists()


def test_a_token_does_not_hold_for_ever(kari, article, monkeypatch):
    kari.open(article)
    month = timedelta(days=31).total_seconds()
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + month)
    assert kari.keep().status_code != 200


def test_another_signature_of_the_site_is_no_token(kari, article):
    forged = signing.dumps((kari.user.pk, 1, str(article.pk)), salt="something else")
    kari.open(article)
    assert kari.say("keep", _sitting=forged).status_code == 403


def test_whoever_only_looks_on_gets_no_token(article):
    reader = FormUser("Rita", group="member-managers")
    response = reader.open(article)
    assert response.status_code == 403 or response.context.get("form_session") is None


def test_a_form_too_long_to_keep_is_told_so(kari, article):
    kari.open(article)
    answer = kari.keep(standfirst="x" * (5 * 1024 * 1024))
    assert (answer.status_code, answer.json()) == (413, {"reason": "too-long"})
    assert not Autosave.objects.exists()


def test_what_nobody_came_back_to_is_forgotten_after_three_months(kari, article):
    kari.open(article)
    kari.keep()
    said = []
    delete_old_autosaves(dry_run=False, say=said.append)
    assert Autosave.objects.exists() and said == []
    Autosave.objects.update(kept_at=Now() - timedelta(days=91))
    delete_old_autosaves(dry_run=True, say=said.append)
    assert Autosave.objects.exists()
    delete_old_autosaves(dry_run=False, say=said.append)
    assert not Autosave.objects.exists()
    assert said == [
        "1 unsaved text of three months ago would be forgotten",
        "1 unsaved text of three months ago is forgotten",
    ]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_opened_for_what_happens_every_few_seconds(django_assert_num_queries):
    kari, article = FormUser("Kari"), ArticleFactory()
    kari.open(article)
    with django_assert_num_queries(3):
        kari.keep(title="Kelp")
    with django_assert_num_queries(4):
        kari.say("company")


def test_a_broken_base_begins_from_nothing(kari, article):
    kari.open(article)
    kari.keep(_base="9" * 30)
    assert Autosave.objects.get().base == 0


class TestCompany:
    def test_each_learns_who_else_is_there_in_four_queries(
        self, kari, ola, article, django_assert_max_num_queries
    ):
        kari.open(article), ola.open(article)
        assert kari.say("company").json() == {"others": [], "newer": ""}
        with django_assert_max_num_queries(4):
            answer = ola.say("company").json()
        assert answer["others"] == ["Kari has this open"]

    def test_whoever_leaves_or_falls_silent_is_not_shown(self, kari, ola, article):
        kari.open(article), ola.open(article)
        kari.say("company")
        Presence.objects.update(seen_at=Now() - timedelta(seconds=31))
        assert ola.say("company").json()["others"] == []
        kari.say("company")
        assert ola.say("company").json()["others"] == ["Kari has this open"]
        kari.say("leave")
        assert ola.say("company").json()["others"] == []

    def test_rows_of_forms_that_never_said_goodbye_go(self, kari, ola, article):
        kari.open(article), ola.open(article)
        kari.say("company")
        Presence.objects.update(seen_at=Now() - timedelta(hours=2))
        ola.say("leave")
        assert not Presence.objects.exists()

    @pytest.mark.slow
    def test_a_newer_save_is_told_with_who_and_when(self, kari, ola, article):
        kari.open(article), ola.open(article)
        kari.save(title="Kelp by Kari")
        assert ola.say("company").json()["newer"].startswith("Kari saved a newer version at ")
        ola.open(article)
        assert ola.say("company").json()["newer"] == ""

    def test_another_record_is_another_company(self, kari, ola, article):
        kari.open(article), ola.open(ArticleFactory())
        kari.say("company")
        assert ola.say("company").json()["others"] == []

    def test_a_form_for_a_new_record_has_none(self, kari):
        kari.open(Article, page="add")
        assert kari.say("company").status_code == 404
        assert kari.say("leave").status_code == 200


def test_a_token_names_its_place(kari, article):
    user = UserFactory()
    session = session_for_record(article, user.pk)
    assert session == FormSession(user.pk, session.content_type_id, str(article.pk))
    assert not session.is_new


def test_what_is_no_text_is_kept_as_far_as_it_is(db):
    editor = FormUser("Edda")
    editor.open(ArticleFactory())
    token = editor.fields["_sitting"].encode()
    kind = "application/x-www-form-urlencoded"
    for typed in (b"title=\xff\xfe", b"title=%00", b"title=\x00"):
        sent = typed + b"&_sitting=" + token
        assert editor.client.post("/admin/desk/keep/", sent, content_type=kind).status_code == 200
    sent = {"_sitting": editor.fields["_sitting"]}
    assert editor.client.post("/admin/desk/keep/", sent).status_code == 415
