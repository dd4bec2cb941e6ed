"""Personal data: everything held is found and handed out, and nothing is left after erasing."""

import io
import zipfile
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from desk.activity.log import log_activity
from desk.history.recording import record_revision
from desk.history.serializing import digest_values
from desk.models import Activity, Autosave, CalendarFeed, OutgoingMail, Revision
from desk.privacy import views
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.privacy.name_matching import SubjectWords
from desk.privacy.report import find_personal_data
from desk.toolkit.uses import RecordUse
from desk.trash.records import move_to_trash
from images.models import Image
from members.models import Member, Person, Statement
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import Article, ArticleByline, Comment, Edition, EditionPerson, PreviewLink, Tag
from news.publishing.commands import publish
from news.publishing.editions import edition_snapshot
from news.publishing.status import fetch_status
from news.review.personal_data import find_unread_files
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    TagFactory,
    UserFactory,
    add_block,
    inspected,
    picture_bytes,
)
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Øyvind Ness", "oyvind@kelp.example"
# large enough to be published
PORTRAIT = picture_bytes(size=(400, 500))


@pytest.fixture
def boss(db):
    return UserFactory(is_superuser=True, name="Anne Admin")


@pytest.fixture
def known(boss, settings, tmp_path):
    """A person who is named in every corner of the site, with an account."""
    settings.MEDIA_ROOT = tmp_path
    portrait = Image(
        key="oyvind-ness", alt_en=NAME, alt_nb=f"{NAME} ler", credit_en=f"Foto: {NAME}"
    )
    portrait.take(inspected(PORTRAIT))
    portrait.save()
    portrait.make_renditions()
    member = MemberFactory(
        name_en="Kelp AS",
        logo=ImageFactory(),
        contact_name=NAME,
        contact_email=EMAIL,
        description_en="<p>Founded by <strong>Øyvind</strong> Ness.</p>",
        description_nb=f"<p>{NAME}s bedrift.</p>",
        website="https://kelp.example/oyvind-ness",
    )
    person = PersonFactory(
        name=NAME,
        slug="oyvind-ness",
        affiliation=member,
        portrait=portrait,
        email=EMAIL,
        biography_en=f"<p>{NAME} dives.</p>",
    )
    user = UserFactory(group="editors", name=NAME, email=EMAIL)
    said = StatementFactory(person=person, member=member, text="The words that he said")
    article = ArticleFactory(
        title=f"{NAME} dives",
        slug="oyvind-ness-dives",
        standfirst=f"We met {NAME.upper()}.",
        text=f'<p>Here is <a href="record:person/{person.pk}">{NAME}</a>, {EMAIL}.</p>',
        owner=user,
    )
    ArticleByline.objects.create(article=article, person=person)
    add_block(article, Spotlight, member=member, html="<p>It grows.</p>", statement=said)
    add_block(article, Quote, text="Typed words of his", person=person)
    add_block(article, Quote, statement=said)
    add_block(article, Picture, image=portrait)
    article.tags.add(TagFactory(name=NAME, slug="oyvind-ness"))
    for record in (article, person, said, member, portrait):
        record_revision(record, by=user)
    publish(article=article, by=boss)
    link = PreviewLink.objects.create(
        article=article,
        for_whom=f"{NAME}, Kelp",
        made_by=user,
        expires_at=timezone.now(),
        frozen={
            "title": f"{NAME} dives",
            "language": "en",
            "byline": [person.pk],
            "blocks": [
                {
                    "type": "quote",
                    "person": person.pk,
                    "statement": None,
                    "text": "Typed words of his",
                }
            ],
        },
    )
    Comment.objects.create(article=article, link=link, author_name=NAME, text=f"/ {NAME}")
    Comment.objects.create(article=article, author=user, text="Fine")
    OutgoingMail.objects.create(to=EMAIL, kind="invited", subject=f"Welcome, {NAME}", user=user)
    CalendarFeed.objects.create(user=user, secret_hash="a" * 64)
    of_article = ContentType.objects.get_for_model(Article)
    typed = [
        ("title", f"{NAME} dives"),
        ("language", "nb"),
        ("quote-0-person", person.pk),
        ("quote-0-text", "Typed words of his"),
        ("prose-0-html", f"<p>{NAME}</p>"),
    ]
    Autosave.objects.create(
        user=boss, content_type=of_article, place=str(article.pk), typed=urlencode(typed)
    )
    log_activity("signed-in", by=user, label=NAME, email=EMAIL)
    old = StatementFactory(person=person, text="The words that he said before")
    move_to_trash(old, by=boss)
    move_to_trash(MemberFactory(name_en=f"{NAME} ENK", slug="oyvind-ness-enk"), by=boss)
    return DataSubject([person, user], [])


def every_text():
    """Every text column of every table, with where it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema ="
            " current_schema() AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}"')
            for (text,) in cursor.fetchall():
                yield f"{table}.{column}", text or ""


def traces():
    """Where the person is still named; what a browser sent is looked at as it was encoded, too."""
    needles = [
        "øyvind",
        "%C3%98yvind",
        "oyvind",
        "The words that he said",
        "Typed words of his",
        "Typed+words+of+his",
    ]
    return {
        where
        for where, text in every_text()
        for needle in needles
        if needle.lower() in text.lower() or needle.upper() in text.upper()
    }


def test_only_what_a_page_shows_is_told_in_full(client, boss, monkeypatch):
    person, addresses, editions = PersonFactory(name=NAME), [], []
    for number in range(4):
        article = ArticleFactory(title=f"Kelp {number}")
        article.bylines.create(person=person)
        publish(article=article, by=boss)
    get_address, from_db = RecordUse.address.fget, Edition.from_db.__func__
    monkeypatch.setattr(
        RecordUse, "address", property(lambda use: addresses.append(use.record) or get_address(use))
    )
    monkeypatch.setattr(views, "_SHOWN", 1)
    client.force_login(boss)
    query = urlencode(DataSubject([person]).query)
    client.get(f"/admin/desk/personal/held/?{query}")
    assert sum(isinstance(record, Article) for record in addresses) == 2  # a draft, an edition
    # downloads are in none of them
    monkeypatch.setattr(
        Edition,
        "from_db",
        classmethod(lambda cls, *args: editions.append(args) or from_db(cls, *args)),
    )
    about = {f"news.article:{article.pk}" for article in Article.objects.all()}
    assert (list(find_unread_files(DataSubject([person]), about)), editions) == ([], [])


@pytest.mark.slow
def test_nothing_is_left_in_any_column_of_any_table_and_the_files_are_gone(
    known, boss, tmp_path, django_capture_on_commit_callbacks
):
    assert len(traces()) > 25
    assert any(path.is_file() for path in tmp_path.rglob("*"))
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(known, by=boss)
    assert traces() == set()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    act = Activity.objects.latest("id")
    assert (act.action, act.user, act.label) == ("erased-person", boss, "")
    assert act.details.keys() == {"erasure"}


@pytest.mark.slow
def test_an_edition_holds_neutral_words_and_stays_whole(known, boss, client):
    article, path = Article.objects.get(), Edition.objects.get().get_absolute_url()
    erase_person(known, by=boss)
    edition = Edition.objects.get()
    assert edition.title == "A person dives"
    assert edition.standfirst == "We met a person."
    assert edition.byline == []
    assert edition.digest == edition_snapshot(edition).digest()
    assert not EditionPerson.objects.exists()
    assert edition.blocks[0]["html"] == "<p>Here is a person, erased@erased.invalid.</p>"
    assert [block["type"] for block in edition.blocks] == ["prose", "spotlight", "quote", "quote"]
    assert edition.blocks[1]["quote"] is None
    assert {block["text"] for block in edition.blocks[2:]} == {"This quote was removed."}
    assert client.get(path).status_code == 410
    assert client.get(edition.get_absolute_url()).status_code == 200
    article.refresh_from_db()
    assert edition.slug == article.slug == f"person-{article.pk}-dives"
    assert not fetch_status(article, at=timezone.now()).changed


@pytest.mark.slow
def test_drafts_saves_and_what_was_typed_hold_neutral_words(known, boss):
    erase_person(known, by=boss)
    assert Prose.objects.get().html == "<p>Here is a person, erased@erased.invalid.</p>"
    assert {quote.text for quote in Quote.objects.all()} == {"This quote was removed."}
    member = Member.objects.get()
    assert member.description_en == "<p>Founded by <strong>a person</strong>.</p>"
    assert member.description_nb == "<p>En persons bedrift.</p>"
    assert (member.contact_name, member.contact_email) == ("", "")
    for save in Revision.objects.all():
        assert save.digest == digest_values(save.values)
    assert not Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Person)
    ).exists()
    (kept,) = Autosave.objects.all()
    assert "quote-0-text=Sitatet" in kept.typed or "This+quote" in kept.typed
    assert "En+person" in kept.typed


@pytest.mark.slow
def test_the_page_of_the_person_is_gone_and_says_so(known, boss, client):
    assert client.get("/people/oyvind-ness/").status_code == 200
    erase_person(known, by=boss)
    for path in ("/people/oyvind-ness/", "/nb/people/oyvind-ness/"):
        assert client.get(path).status_code == 410
    assert not Person.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.slow
def test_a_seat_on_the_board_stays_with_nobodys_name(known, boss, client):
    BoardSeatFactory(person=known.record(Person))
    erase_person(known, by=boss)
    person = Person.objects.get()
    assert person.name == "Erased person"
    assert (person.title, person.biography, person.email, person.phone) == ("", "", "", "")
    assert person.portrait is None
    page = HtmlPage(client.get("/board/"))
    assert "Erased person" in page.text
    assert client.get("/people/oyvind-ness/").status_code == 410


@pytest.mark.slow
def test_an_erased_account_is_closed_and_its_history_has_a_former_colleague(known, boss, client):
    user = known.record(type(boss))
    erase_person(known, by=boss)
    user.refresh_from_db()
    assert user.name == "Former colleague"
    assert not user.is_active
    assert not user.has_usable_password()
    assert not user.groups.exists()
    assert Comment.objects.filter(author=user, text="Fine").exists()
    assert not CalendarFeed.objects.exists()


@pytest.mark.slow
def test_a_portrait_that_others_need_stays(known, boss):
    person = known.record(Person)
    PersonFactory(portrait=person.portrait)
    erase_person(known, by=boss)
    assert Image.objects.filter(pk=person.portrait_id).exists()
    assert not traces()


def test_two_persons_are_erased_from_what_must_differ(boss):
    kind = ContentType.objects.get_for_model(Tag)
    for name in ("Kari Nordmann", "Ola Nordmann"):
        TagFactory(name=name, slug=name.lower().replace(" ", "-"))
        email = f"{name.split()[0].lower()}@kelp.example"
        Permission.objects.create(name="x", content_type=kind, codename=email)
        erase_person(DataSubject([], [name, email]), by=boss)
    assert Tag.objects.count() == Permission.objects.filter(name="x").count() == 2
    assert not [text for _where, text in every_text() if "nordmann" in text.lower()]


@pytest.mark.slow
def test_nothing_happens_by_halves(known, boss, monkeypatch):
    before = sorted(every_text())

    def fail(words):
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr("desk.privacy.erase.rewrite_text_columns", fail)
    with pytest.raises(RuntimeError):
        erase_person(known, by=boss)
    assert sorted(every_text()) == before


@pytest.mark.slow
def test_everything_held_is_listed_with_a_link(known, boss, client):
    kinds = {item.kind for item in find_personal_data(known)}
    for kind in (
        "People",
        "Portraits",
        "Quotes",
        "Quotes in drafts",
        "Accounts",
        "Outgoing e-mails",
        "Calendar addresses",
        "Comments",
        "Preview links",
        "Drafts by this person",
        "Articles owned",
        "Published versions that name the person",
        "Saves made",
        "Contact persons of members",
        "Texts not saved",
        "Acts in the activity log",
        "Mentioned in: Saves",
        "Mentioned in: Texts",
        "Mentioned in: Articles",
        "Mentioned in: Trash",
    ):
        assert kind in kinds
    client.force_login(boss)
    binned = ArticleFactory(title="In the bin", slug="bin")
    ArticleByline.objects.create(article=binned, person=known.record(Person))
    move_to_trash(binned, by=boss)
    page = client.get("/admin/desk/personal/held/?" + urlencode(known.query))
    assert page.status_code == 200
    assert "Typed words of his" in HtmlPage(page).text
    for address in {item.address for item in find_personal_data(known) if item.address}:
        assert client.get(address).status_code == 200, address


@pytest.mark.slow
def test_what_is_held_is_one_click_from_the_form_of_somebody(known, boss, client, editor):
    person = known.records[0]
    form, item = f"/admin/members/person/{person.pk}/change/", "/admin/desk/personal/held/"
    client.force_login(boss)
    (tool,) = [tool for tool in client.get(form).context["tools"] if item in tool.address]
    assert client.get(tool.address).context["subject"].records == [person]
    client.force_login(editor)
    assert item not in client.get(form).text


@pytest.mark.slow
def test_the_export_holds_the_values_and_the_pictures(known, boss, client):
    client.force_login(boss)
    answer = client.post("/admin/desk/personal/export/", dict(known.query) | {"words": EMAIL})
    assert answer.headers["Content-Type"] == "application/zip"
    assert Activity.objects.filter(action="exported-person").exists()
    query = [("record", value) for name, value in known.query if name == "record"]
    answer = client.post(
        "/admin/desk/personal/export/", {"record": [value for _name, value in query]}
    )
    package = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    document = package.read("what-we-hold.html").decode()
    assert f"What we hold about {NAME}" in document
    assert f"<dd>{EMAIL}</dd>" in document
    pictures = [name for name in package.namelist() if name.startswith("pictures/")]
    assert [package.read(name) for name in pictures] == [PORTRAIT]
    assert {name.partition(".")[2] for name in package.namelist()} == {"html", "png"}


@pytest.mark.slow
def test_what_is_handed_out_is_written_in_words(known, boss, client):
    """No JSON, no name of a column, no tag: the person and the office read it."""
    client.force_login(boss)
    fields = {"record": [value for name, value in known.query if name == "record"]}
    answer = client.post("/admin/desk/personal/export/", fields)
    document = zipfile.ZipFile(io.BytesIO(answer.getvalue())).read("what-we-hold.html").decode()
    for code in ("{&quot;", "&#x27;", "&lt;p&gt;", "name_key", "public_from", "-0-html"):
        assert code not in document
    assert "E-mail" in document


@pytest.mark.slow
def test_erasing_asks_for_the_name_and_shows_each_use_first(known, boss, client):
    client.force_login(boss)
    fields = {"record": [value for _name, value in known.query]}
    page = HtmlPage(client.get("/admin/desk/personal/erase/?" + urlencode(known.query)))
    assert "can’t be undone" in page.text
    assert "dives" in page.text
    refused = client.post("/admin/desk/personal/erase/", {**fields, "confirm": "Somebody"})
    assert "Type “Øyvind Ness” to confirm." in HtmlPage(refused).text
    assert Person.objects.exists()
    done = client.post(
        "/admin/desk/personal/erase/", {**fields, "confirm": " øyvind  ness"}, follow=True
    )
    assert "is erased" in HtmlPage(done).text
    assert not traces()


def test_nobody_erases_their_own_account(boss, client):
    client.force_login(boss)
    fields = {"record": f"accounts.user:{boss.pk}", "confirm": "Anne Admin"}
    page = HtmlPage(client.post("/admin/desk/personal/erase/", fields))
    assert "your own account" in page.text
    boss.refresh_from_db()
    assert boss.is_active


@pytest.mark.parametrize("page", ["", "held/?words=Kelp", "erase/?words=Kelp", "export/"])
def test_only_those_with_the_permission_see_it(client, editor, page):
    client.force_login(editor)
    assert client.get(f"/admin/desk/personal/{page}").status_code == 403
    assert client.post(f"/admin/desk/personal/{page}").status_code == 403
    assert not HtmlPage(client.get("/admin/")).has('[href="/admin/desk/personal/"]')


def test_an_administrator_finds_it_on_the_front_page_and_searches(client):
    client.force_login(UserFactory(group="administrators"))
    PersonFactory(name=NAME)
    assert HtmlPage(client.get("/admin/")).has('[href*="/admin/desk/personal/"]')
    assert NAME in HtmlPage(client.get("/admin/desk/personal/", {"q": "øyvind"})).text
    # what was typed to find somebody is not itself a name to be erased everywhere
    assert (
        ">øyvind</textarea>"
        not in client.get("/admin/desk/personal/", {"q": "øyvind"}).content.decode()
    )
    assert HtmlPage(client.get("/admin/desk/personal/", {"q": "Olav"})).has("textarea", "Olav")
    page = client.get("/admin/desk/personal/", {"q": "ab%_"})
    assert page.status_code == 200
    bad = "held/?record=members.person:9999999999999999999999&words=ab&picture=x"
    assert client.get(f"/admin/desk/personal/{bad}").status_code == 302


@pytest.mark.parametrize(
    ("text", "language", "redacted"),
    [
        ("Kari Nordmann sa det", "nb", "En person sa det"),
        ("sa kari  nordmanns mor", "nb", "sa en persons mor"),
        ("<p>by Kari&nbsp;Nordmann’s</p>", "en", "<p>by a person’s</p>"),
        ("<p>Of <b>Kari</b> Nordmann</p>", "en", "<p>Of <b>a person</b></p>"),
        ("Kari Nordmannsen", "en", "Kari Nordmannsen"),
        ("Bekari Nordmann", "en", "Bekari Nordmann"),
        ("/people/kari-nordmann/", "en", "/people/person/"),
        ("kari@x.no, okari@x.no", "en", "erased@erased.invalid, okari@x.no"),
    ],
)
def test_names_are_found_as_whole_words(text, language, redacted):
    words = SubjectWords(["Kari Nordmann"], ["kari@x.no"])
    assert words.redact(text, language) == redacted


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["O'Brien (Kari) [x]*+?", "a.b\\\\d", "<Kari> & Co", "Łucja Żak", "x" * 250]
)
def test_any_name_can_be_searched_for(known, boss, client, name):
    ArticleFactory(title=f"Of {name[:150]} here")
    client.force_login(boss)
    page = client.get("/admin/desk/personal/held/", {"words": name[:150]})
    assert page.context["count"] >= 1


@pytest.mark.slow
def test_a_picture_chosen_besides_the_portrait_leaves_every_page(known, boss, client):
    other = ImageFactory(alt_en=f"{NAME} at sea", alt_nb="Til sjøs")
    article = ArticleFactory(hero=other)
    publish(article=article, by=boss)
    client.force_login(boss)
    page = client.get("/admin/desk/personal/erase/?" + urlencode(known.query))
    assert [item.picture for item in page.context["pictures"]] == [other.pk]
    known.pictures.add(other.pk)
    erase_person(known, by=boss)
    assert not Image.objects.filter(pk=other.pk).exists()
    edition = Edition.objects.get(article=article)
    assert edition.hero is None
    assert edition.digest == edition_snapshot(edition).digest()
    assert not fetch_status(Article.objects.get(pk=article.pk), at=timezone.now()).changed
