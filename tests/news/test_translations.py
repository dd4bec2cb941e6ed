"""Versions of one piece in two languages: made once, linked by a field, and right when published."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.moment import read_database_clock
from desk.history.serializing import serialize_record
from desk.models import Activity
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.models import Article, BoardAnnouncement, Edition, RelatedArticle, Section
from news.publishing.commands import publish
from news.publishing.copying import CopyError
from news.publishing.translations import AlreadyTranslated, make_translation
from tests.desk.form_user import FormUser
from tests.desk.posting import address, errors_of, fields_of, post
from tests.factories import ArticleFactory, BoardSeatFactory, ImageFactory, UserFactory, add_block
from tests.full_site import full_site
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIELD = "translation_group"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def english():
    article = ArticleFactory(title="Meet Kelp", slug="meet-kelp", text=False)
    add_block(article, Prose, html="<p>We grow kelp.</p>")
    return article


def translate_page(article, language="nb"):
    return address(article).removesuffix("change/") + f"translate/{language}/"


def norwegian_of(article, **fields):
    return ArticleFactory(language="nb", translation_group=article.translation_group, **fields)


def test_a_version_has_every_text_and_block_and_is_linked(editor):
    article = full_site(members=3, articles=2).article
    version = make_translation(article=article, language="nb", by=editor)
    own = {"language", "slug", "owner", "translation_group", "parts"}
    before, after = serialize_record(article), serialize_record(version)
    assert {k: v for k, v in before.items() if k not in own} == {
        k: v for k, v in after.items() if k not in own
    }
    for kind, rows in before["parts"].items():
        assert [{**row, "id": 0} for row in rows] == [
            {**row, "id": 0} for row in after["parts"][kind]
        ]
    assert (version.language, version.owner) == ("nb", editor)
    assert version.translation_group == article.translation_group
    row = Activity.objects.get(action="translated")
    assert (row.object_id, row.user) == (version.pk, editor)


def test_related_articles_are_those_of_the_language(english, editor):
    other, alone = ArticleFactory(), ArticleFactory()
    norwegian = norwegian_of(other)
    for place, to in enumerate((other, alone)):
        RelatedArticle.objects.create(article=english, to=to, position=place)
    version = make_translation(article=english, language="nb", by=editor)
    assert list(version.related_rows.values_list("to", flat=True)) == [norwegian.pk, alone.pk]


def test_the_version_of_a_board_announcement_announces_the_same(english, editor):
    seat = BoardSeatFactory()
    english.announces.add(seat)
    version = make_translation(article=english, language="nb", by=editor)
    assert version.announces.get() == seat


@pytest.mark.parametrize(
    ("changes", "language"),
    [({"is_pattern": True}, "nb"), ({"trashed": timezone.now()}, "nb"), ({}, "en"), ({}, "xx")],
)
def test_what_has_no_version_in_a_language_gets_none(english, editor, changes, language):
    Article.objects.update(**changes)
    with pytest.raises(CopyError):
        make_translation(article=english, language=language, by=editor)
    assert Article.objects.count() == 1


def test_there_is_one_version_in_a_language(desk, english, editor):
    first = make_translation(article=english, language="nb", by=editor)
    with pytest.raises(AlreadyTranslated) as refusal:
        make_translation(article=english, language="nb", by=editor)
    assert refusal.value.existing == first
    assert desk.post(translate_page(english)).url == address(first)
    assert Article.objects.count() == 2


def test_a_version_in_the_trash_does_not_count(english, editor):
    norwegian_of(english, trashed=timezone.now())
    assert make_translation(article=english, language="nb", by=editor).trashed is None


@pytest.mark.django_db(transaction=True)
def test_two_who_make_it_at_the_same_instant_make_one():
    english, people = ArticleFactory(), [UserFactory(group="editors") for _ in range(2)]

    def make(user):
        try:
            return make_translation(article=english, language="nb", by=user).pk
        except AlreadyTranslated as error:
            return error.existing.pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = set(pool.map(make, people))
    assert made == set(Article.objects.filter(language="nb").values_list("pk", flat=True))
    assert len(made) == 1


def test_the_database_itself_allows_one_version_in_a_language(english):
    norwegian_of(english)
    with pytest.raises(IntegrityError, match="article_one_translation"):
        norwegian_of(english)


def test_making_one_needs_the_permission_to_add(client, english):
    manager = UserFactory(group="member-managers")
    with pytest.raises(PermissionDenied):
        make_translation(article=english, language="nb", by=manager)
    client.force_login(manager)
    assert client.post(translate_page(english)).status_code == 403
    assert "Make the Norwegian version" not in client.get(address(english)).content.decode()


@pytest.mark.slow
def test_one_press_makes_it_and_another_publishes_it(client, desk, english, editor):
    publish(article=english, by=editor)
    page = HtmlPage(desk.get(address(english)))
    assert "Make the Norwegian version" in page.text
    assert desk.get(translate_page(english)).status_code == 405
    form = desk.post(translate_page(english)).url
    version = Article.objects.get(language="nb")
    assert form == address(version)
    answer = post(desk, version, {"title": "Møt Kelp", "_publish": "1"})
    assert errors_of(answer) == []
    version.refresh_from_db()
    assert version.slug == "mot-kelp"
    pages = [
        client.get(path).content.decode() for path in ("/news/meet-kelp/", "/nb/news/mot-kelp/")
    ]
    for text in pages:
        assert 'hreflang="nb"' in text
        assert 'hreflang="en"' in text
    assert "/nb/news/mot-kelp/" in pages[0]
    assert "/news/meet-kelp/" in pages[1]
    assert "Meet Kelp" not in client.get("/nb/news/").content.decode()
    assert "Møt Kelp" not in client.get("/news/").content.decode()


@pytest.mark.slow
def test_an_article_is_linked_and_unlinked_by_its_field(desk, english):
    norwegian = ArticleFactory(language="nb", title="Tare")
    assert errors_of(post(desk, norwegian, {FIELD: str(english.pk), "_continue": "1"})) == []
    norwegian.refresh_from_db()
    assert norwegian.translation_group == english.translation_group
    assert Activity.objects.get(action="translation-linked").object_id == norwegian.pk
    form = desk.get(address(norwegian)).context["adminform"].form
    assert form[FIELD].value() == english.pk
    assert errors_of(post(desk, norwegian, {FIELD: "", "_continue": "1"})) == []
    norwegian.refresh_from_db()
    assert norwegian.translation_group != english.translation_group
    assert Activity.objects.get(action="translation-unlinked").object_id == norwegian.pk


@pytest.mark.slow
def test_what_visitors_see_until_the_next_publishing_is_said(client, desk, english, editor):
    norwegian = ArticleFactory(language="nb", title="Tare", slug="tare")
    for article in (english, norwegian):
        publish(article=article, by=editor)

    def said(group):
        posted = {**fields_of(desk.get(address(norwegian))), FIELD: group, "_continue": "1"}
        return desk.post(address(norwegian), posted, follow=True).text

    def is_linked():
        return HtmlPage(client.get(f"/news/{english.slug}/")).has('[hreflang="nb"]')

    assert "once this one is published again" in said(str(english.pk))
    assert not is_linked()
    norwegian.refresh_from_db()
    publish(article=norwegian, by=editor)
    assert is_linked()
    assert "until this one is published again" in said("")
    assert is_linked()
    norwegian.refresh_from_db()
    publish(article=norwegian, by=editor)
    assert not is_linked()


def test_a_save_that_touches_nothing_leaves_the_link(desk, english):
    norwegian = norwegian_of(english)
    alone = ArticleFactory()
    for article in (norwegian, alone):
        group = article.translation_group
        assert errors_of(post(desk, article, {"title": "Another", "_continue": "1"})) == []
        article.refresh_from_db()
        assert article.translation_group == group
    assert not Activity.objects.filter(action__startswith="translation-").exists()


def test_a_new_article_can_be_a_version_of_one(desk, english):
    fields = {"title": "Tare", "language": "nb", FIELD: str(english.pk), "_continue": "1"}
    assert errors_of(post(desk, Article, fields, page="add")) == []
    norwegian = Article.objects.get(language="nb")
    assert norwegian.translation_group == english.translation_group


@pytest.mark.slow
def test_two_live_articles_become_one_piece_when_the_linked_one_is_published(
    client, desk, english, editor
):
    norwegian = ArticleFactory(language="nb", title="Tare", slug="tare")
    for article in (english, norwegian):
        publish(article=article, by=editor)
    post(desk, norwegian, {FIELD: str(english.pk), "_publish": "1"})
    assert HtmlPage(client.get("/news/meet-kelp/")).has('[hreflang="nb"]')
    assert "Tare" not in client.get("/news/").content.decode()
    post(desk, norwegian, {FIELD: "", "_publish": "1"})
    assert not HtmlPage(client.get("/news/meet-kelp/")).has('[hreflang="nb"]')
    assert "Tare" in HtmlPage(client.get("/news/")).text


@pytest.mark.slow
def test_a_version_is_in_another_language_and_the_only_one_in_it(desk, english):
    norwegian_of(english, title="Tare")
    same, second = ArticleFactory(), ArticleFactory(language="nb", title="Second")
    for article, words in (
        (same, "other language"),
        (second, "has a Norwegian version already"),
        (english, "other language"),
    ):
        group = article.translation_group
        answer = post(desk, article, {FIELD: str(english.pk), "_continue": "1"})
        assert any(words in error for error in errors_of(answer)), article
        assert answer.context["adminform"].form[FIELD].value() == str(english.pk)
        article.refresh_from_db()
        assert article.translation_group == group


def test_a_linked_article_does_not_change_into_the_other_language(desk, english):
    norwegian = norwegian_of(english)
    answer = post(desk, norwegian, {"language": "en", "_continue": "1"})
    assert errors_of(answer) == ["Choose an article in the other language."]


def test_linking_to_one_leaves_the_other_alone(desk, english):
    norwegian, second = norwegian_of(english), ArticleFactory()
    post(desk, norwegian, {FIELD: str(second.pk), "_continue": "1"})
    norwegian.refresh_from_db()
    english.refresh_from_db()
    assert norwegian.translation_group == second.translation_group != english.translation_group


@pytest.mark.slow
def test_a_colleagues_link_survives_a_form_that_was_opened_before(english):
    norwegian = ArticleFactory(language="nb", title="Tare")
    kari, ola = FormUser("Kari"), FormUser("Ola")
    for form_user in (kari, ola):
        form_user.open(norwegian)
    kari.save(**{FIELD: str(english.pk)})
    ola.save(title="Sukkertare")
    assert "Meet Kelp" in ola.page
    ola.save()
    norwegian.refresh_from_db()
    assert norwegian.title == "Sukkertare"
    assert norwegian.translation_group == english.translation_group


def test_the_list_marks_what_is_missing_and_what_is_not_published(desk, english, editor):
    changelist = address(Article, "changelist")
    assert "Norwegian missing" in HtmlPage(desk.get(changelist)).text
    norwegian_of(english, title="Tare")
    page = HtmlPage(desk.get(changelist))
    assert "Norwegian missing" not in page.source
    assert "Norwegian: draft" in page.text
    ArticleFactory(title="Alone")
    found = desk.get(changelist, {"translation": "missing"}).context["cl"].result_list
    assert [article.title for article in found] == ["Alone"]


def test_the_list_costs_the_same_however_many_are_translated(
    desk, english, django_assert_num_queries
):
    changelist = address(Article, "changelist")
    norwegian_of(english)
    desk.get(changelist)
    with CaptureQueriesContext(connection) as few:
        desk.get(changelist)
    for _number in range(5):
        norwegian_of(ArticleFactory())
    with django_assert_num_queries(len(few)):
        desk.get(changelist)


def test_a_board_announcement_gets_its_version_in_its_own_list(desk, editor):
    board = ArticleFactory(section=Section.BOARD)
    board = BoardAnnouncement.objects.get(pk=board.pk)
    answer = desk.post(translate_page(board))
    version = BoardAnnouncement.objects.get(language="nb")
    assert answer.url == address(version)
    assert not Edition.objects.live(read_database_clock()).filter(article=version).exists()


def test_the_texts_of_the_other_version_stand_beside_their_fields(desk, editor):
    article = ArticleFactory(title="Meet Kelp", text=False)
    image = ImageFactory()
    add_block(article, Prose, html="<p>First.</p>")
    add_block(article, Picture, image=image, caption="A line of kelp")
    add_block(article, Prose, html="<p>Last.</p>")
    publish(article=article, by=editor)
    version = make_translation(article=article, language="nb", by=editor)
    rows = {row.html: row for row in Prose.objects.filter(parent=version)}
    rows["<p>First.</p>"].delete()
    answer = desk.get(address(version))
    source = answer.context["source"]
    texts = {text["field"]: text["text"] for text in source["texts"]}
    assert (source["language"], source["open"]) == ("en", True)
    assert texts["id_title"] == "Meet Kelp"
    assert texts["id_news_prose_set-0-html"] == "<p>Last.</p>"
    assert texts["id_news_picture_set-0-caption"] == "A line of kelp"
    assert HtmlPage(answer).has('script[src*="source-texts.js"]')
    alone = desk.get(address(ArticleFactory()))
    assert "source" not in alone.context
    assert "source-texts" not in alone.content.decode()


@pytest.mark.slow
def test_a_version_that_was_unlinked_but_not_published_again_is_named_with_what_to_do(
    desk, editor, english
):
    publish(article=english, by=editor)
    former = norwegian_of(english, title="Møt tare")
    publish(article=former, by=editor)
    assert not errors_of(post(desk, former, {FIELD: ""}))
    version = make_translation(article=english, language="nb", by=editor)
    refused = errors_of(post(desk, version, {"slug": "tare", "_publish": "1"}))
    assert any("“Møt tare”" in error and "Publish it again" in error for error in refused)
    former.refresh_from_db()
    publish(article=former, by=editor)
    assert not errors_of(post(desk, version, {"slug": "tare", "_publish": "1"}))
