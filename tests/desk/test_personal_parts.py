"""Parts of an erased person's name: found in every form, erased where ticked, listed where not."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from desk.activity.log import log_activity
from desk.history.recording import record_revision
from desk.models import Autosave, ErasedName
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.name_matching import SubjectWords
from desk.privacy.remaining_mentions import find_leftovers
from desk.trash.records import move_to_trash
from members.models import Person
from news.blocks.download import Download
from news.blocks.prose import Prose
from news.models import Article, ArticleByline, Comment, Edition
from news.publishing.commands import publish
from tests.desk.form_user import FormUser
from tests.desk.test_personal import every_text
from tests.factories import ArticleFactory, BoardSeatFactory, PersonFactory, UserFactory, add_block
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAME, EMAIL = "Jagoda Zalewny", "jagoda@kelp.example"
ERASE, REMAINING = "/admin/desk/personal/erase/", "/admin/desk/personal/remaining/"
GONE = "Everything about the person is erased."


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True, name="Anne Admin", email="anne@kelp.example")


@pytest.fixture
def jagoda():
    return PersonFactory(name=NAME, slug="jagoda-zalewny", email=EMAIL)


@pytest.fixture
def article(boss, jagoda):
    """About the person, and by half of the name in draft, edition, save, comment, autosave and log."""
    article = ArticleFactory(
        title="A new face",
        slug="zalewny-came",
        text=f"<p>We met {NAME}.</p><p>Zalewny came in May. <strong>Jagoda</strong>’s kelp grows.</p>",
    )
    ArticleByline.objects.create(article=article, person=jagoda)
    record_revision(article, by=boss)
    publish(article=article, by=boss)
    Comment.objects.create(article=article, author=boss, text="Is Jagodas picture good?")
    Autosave.objects.create(
        user=boss,
        content_type=ContentType.objects.get_for_model(Article),
        place=str(article.pk),
        typed=urlencode([("language", "nb"), ("title", "Zalewny kom")]),
    )
    log_activity("link-made", by=boss, record=article, for_whom="Zalewny")
    return article


@pytest.fixture
def namesake():
    """Somebody else's article, with half of the name."""
    return ArticleFactory(title="Jagoda is a strawberry", slug="strawberry", text="<p>Red.</p>")


def traces():
    return [
        (where, text)
        for where, text in every_text()
        if any(part in text.lower() for part in ("jagoda", "zalewny"))
        # the boss, who is in no relation to the person
        and "erased" not in where
    ]


@pytest.mark.parametrize(
    ("text", "language", "redacted"),
    [
        ("Zalewny came", "en", "A person came"),
        ("with Zalewny’s dog and Zalewnys båt", "nb", "with en persons dog and en persons båt"),
        ("the Zalewnys’ house", "en", "the a person’s house"),
        ("Zalewny-saken", "nb", "En person-saken"),
        ("hos ZALEWNY", "nb", "hos en person"),
        ("Zalewnyk and Jagodka", "en", "Zalewnyk and Jagodka"),
        ("/news/zalewny-came/", "en", "/news/person-came/"),
        ("j.zalewny@old.example", "en", "erased@erased.invalid"),
        ('<a href="mailto:jagoda@kelp.example">Jagoda</a>', "en", "A person"),
        ('<a href="mailto:jagoda@kelp.example?subject=x">Write to us</a>', "en", "Write to us"),
    ],
)
def test_parts_are_found_in_their_forms(text, language, redacted):
    assert SubjectWords([NAME], [EMAIL]).with_parts().redact(text, language) == redacted


@pytest.mark.parametrize(
    ("name", "text", "language", "redacted"),
    [
        (
            "Per Dag",
            "93 per cent, per kilo. Per came.",
            "en",
            "93 per cent, per kilo. A person came.",
        ),
        (
            "Per Dag",
            "Hver dag, dag for dag/natt. DAGS",
            "nb",
            "Hver dag, dag for dag/natt. En persons",
        ),
        (
            "Odd Even",
            "even the odd ones; see /people/odd-man/",
            "en",
            "even the odd ones; see /people/person-man/",
        ),
        (
            "Odd Even",
            '<p>an <a href="/odd/">odd</a> one</p>',
            "en",
            '<p>an <a href="/person/">odd</a> one</p>',
        ),
        (
            "Odd Even",
            "https://even.example/odd (even so)",
            "en",
            "https://person.example/person (even so)",
        ),
        ("Odd Even", "even", "en", "person"),  # a web address of one word
    ],
)
def test_a_name_that_is_a_word_too_counts_with_a_capital_or_in_an_address(
    name, text, language, redacted
):
    words = SubjectWords([name], []).with_parts()
    assert words.redact(text, language) == redacted
    assert bool(words.found_in(text)) == (redacted != text)


def test_a_mail_link_goes_with_the_first_name_in_it_unasked():
    link = (
        f'<p>Ask <a href="mailto:{EMAIL}">Jagoda</a> or <a href="mailto:x@kelp.example">Ola</a></p>'
    )
    redacted = SubjectWords([NAME], [EMAIL]).redact(link, "en")
    assert redacted == '<p>Ask a person or <a href="mailto:x@kelp.example">Ola</a></p>'


def test_names_that_are_words_of_the_markup_leave_it_whole():
    words = SubjectWords(["Mark Strong", "Lang Bo"], []).with_parts()
    html = (
        '<p lang="nb" class="mark"><strong>Strong</strong> bo, Bo, <a href="/x/strong/">x</a></p>'
    )
    assert words.redact(html, "en") == (
        '<p lang="nb" class="mark"><strong>A person</strong> bo, a person, '
        '<a href="/x/person/">x</a></p>'
    )


def test_before_erasing_each_place_is_listed_and_the_likely_ones_are_ticked(
    client, boss, jagoda, article, namesake
):
    client.force_login(boss)
    page = client.get(ERASE, {"record": f"members.person:{jagoda.pk}"})
    left = {each.key: each for each in page.context["leftovers"]}
    assert set(left) == {f"news.article:{article.pk}", f"news.article:{namesake.pk}"}
    assert left[f"news.article:{article.pk}"].likely
    assert not left[f"news.article:{namesake.pk}"].likely
    assert page.context["subject"].about == {f"news.article:{article.pk}"}
    assert {"Published version", "Save", "Comment", "Kept text", "Activity"} <= set(
        left[f"news.article:{article.pk}"].kinds
    )
    body = HtmlPage(page)
    assert "Zalewny came in May" in body.text
    assert body.has(f'[href="/admin/news/article/{namesake.pk}/change/"]')


def test_ticked_parts_leave_every_text_and_what_remains_is_listed(
    client, boss, jagoda, article, namesake
):
    client.force_login(boss)
    fields = {"record": f"members.person:{jagoda.pk}", "confirm": NAME}
    done = client.post(ERASE, {**fields, "about": f"news.article:{article.pk}"})
    body = HtmlPage(done)
    assert GONE not in body.source
    assert "Jagoda is a strawberry" in body.text
    assert body.has(f'[href="/admin/news/article/{namesake.pk}/change/"]')
    assert {text.lower()[:22] for _where, text in traces()} == {"jagoda is a strawberry"}
    edition = Edition.objects.get()
    assert edition.blocks[0]["html"] == (
        "<p>We met a person.</p><p>A person came in May. <strong>A person</strong>’s kelp grows.</p>"
    )
    assert client.get("/news/zalewny-came/").status_code == 410
    found = {"words": [NAME, EMAIL]}
    again = client.post(REMAINING, {**found, "about": f"news.article:{namesake.pk}"})
    assert "Jagoda is a strawberry" in HtmlPage(again).text
    ticked = {**found, "about": f"news.article:{namesake.pk}", "take_out": ""}
    assert GONE in HtmlPage(client.post(REMAINING, ticked, follow=True)).text
    assert not traces()


def test_a_long_list_has_pages_which_keep_what_is_ticked_and_erase_nobody(
    client, boss, jagoda, article, namesake, monkeypatch
):
    monkeypatch.setattr("desk.privacy.remaining_mentions._PAGE", 1)
    client.force_login(boss)
    fields = {"record": f"members.person:{jagoda.pk}"}
    first = HtmlPage(client.get(ERASE, fields))
    assert first.has('button[name="page"][value="2"]')
    assert not first.has(f'[value="news.article:{namesake.pk}"]')
    ticked = {"about": f"news.article:{article.pk}", "page": "2"}
    second = HtmlPage(client.post(ERASE, fields | ticked))
    assert second.has(f'[type="checkbox"][value="news.article:{namesake.pk}"]')
    assert second.has(f'[type="hidden"][name="about"][value="news.article:{article.pk}"]')
    assert second.has('button[name="page"][value="1"]')
    assert Person.objects.filter(pk=jagoda.pk).exists()
    report = HtmlPage(client.get("/admin/desk/personal/held/", fields | {"page": "2"}))
    assert report.has(f'[href="/admin/news/article/{namesake.pk}/change/"]')
    erased = {"words": [NAME, EMAIL], "about": f"news.article:{namesake.pk}", "page": "2"}
    remaining = HtmlPage(client.post(REMAINING, erased))
    assert remaining.has(f'[name="about"][value="news.article:{namesake.pk}"]')


def test_who_may_not_erase_takes_nothing_out(client, namesake):
    client.force_login(UserFactory(group="editors"))
    ticked = {"words": NAME, "about": f"news.article:{namesake.pk}", "take_out": ""}
    assert client.post(REMAINING, ticked).status_code == 403
    namesake.refresh_from_db()
    assert namesake.title == "Jagoda is a strawberry"


def test_what_is_not_ticked_stays_as_it_is(boss, jagoda, article):
    erase_person(DataSubject([jagoda]), by=boss)
    assert "Zalewny came in May" in Prose.objects.get(parent=article).html
    assert [each.key for each in find_leftovers(DataSubject(words=[NAME, EMAIL]))] == [
        f"news.article:{article.pk}"
    ]


@pytest.mark.slow
def test_a_form_that_was_open_does_not_bring_a_part_back(boss, jagoda, article, namesake):
    form_user, other = FormUser("Ola"), FormUser("Kari")
    form_user.open(article)
    other.open(namesake)
    erase_person(DataSubject([jagoda], about=[f"news.article:{article.pk}"]), by=boss)
    form_user.save(standfirst="Zalewny’s kelp")
    form_user.save(byline=[])  # the person is gone from the choices
    other.save(standfirst="Jagoda is red")
    article.refresh_from_db()
    namesake.refresh_from_db()
    assert article.standfirst == "A person’s kelp"
    assert namesake.standfirst == "Jagoda is red"
    # what was erased a moment before a form is opened counts as later
    ErasedName.objects.update(erased_at=F("erased_at") - timedelta(minutes=1))
    form_user.open(article)
    form_user.keep(title="Zalewny once more")
    assert "Zalewny" in Autosave.objects.get(user=form_user.user).typed


def test_what_is_in_the_trash_is_listed(boss, jagoda):
    person = PersonFactory(name="Ola Zalewny", slug="ola")
    move_to_trash(person, by=boss)
    (left,) = [
        each
        for each in find_leftovers(DataSubject([jagoda]))
        if each.key.startswith("desk.trashedrecord")
    ]
    assert "Ola Zalewny" in left.excerpts
    assert left.address


@pytest.mark.slow
def test_files_and_board_positions_that_stay_are_said_before_and_after(
    client, boss, jagoda, article
):
    add_block(article, Download, file="files/cv.pdf", title="The curriculum")
    BoardSeatFactory(person=jagoda)
    client.force_login(boss)
    before = client.get(ERASE, {"record": f"members.person:{jagoda.pk}"}).content.decode()
    fields = {"record": f"members.person:{jagoda.pk}", "confirm": NAME}
    after = client.post(ERASE, {**fields, "about": f"news.article:{article.pk}"}).content.decode()
    for page in (before, after):
        assert "The curriculum" in page
        assert "shown as “Erased person”" in page
    assert GONE not in after


def test_an_erased_person_on_the_board_is_on_no_list_of_what_is_missing(client, boss, jagoda):
    BoardSeatFactory(person=jagoda)
    client.force_login(boss)
    attention = "/admin/members/attention/"
    assert NAME in HtmlPage(client.get(attention)).text
    erase_person(DataSubject([jagoda]), by=boss)
    assert Person.objects.get().is_erased
    assert "Erased person" not in client.get(attention).content.decode()
    form = f"/admin/members/person/{jagoda.pk}/change/"
    assert "is erased" in HtmlPage(client.get(form)).text
    assert client.post(form, {"name": NAME}).status_code == 403
