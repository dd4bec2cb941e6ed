"""What an import makes of a package, and that the same package twice changes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from images.models import Image
from members.models import BoardSeat, FocusArea, Member, Person, Statement
from news.models import Article, Edition, Tag
from news.publishing.commands import publish
from tests.cluster_site.package_content import everything, write_package
from tests.factories import TagFactory, UserFactory, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def load(tmp_path):
    """Import a package made of ``content`` (and ``files``)."""

    def load(content, files=None):
        folder = write_package(tmp_path / "package", {"format": 1, **content}, files)
        call_command("import_content", folder, verbosity=0)

    return load


@pytest.fixture
def everything_loaded(load):
    content, files = everything()
    load(content, files)
    return content


def article(slug="kelp", **keys):
    return {"slug": slug, "title": "Kelp", "standfirst": "It grows.", **keys}


def ago(**span):
    return (timezone.now() - timedelta(**span)).isoformat()


def row_versions():
    """The transaction that last wrote each row of content."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("news_", "members_", "images_", "cluster_site_")):
                cursor.execute(f'SELECT ctid::text, xmin::text, t::text FROM "{table}" t')
                found[table] = sorted(cursor.fetchall())
    return found


@pytest.mark.slow
def test_same_package_twice_changes_no_row(everything_loaded, load):
    before = row_versions()
    load(*everything())
    assert row_versions() == before


@pytest.mark.slow
def test_records_hold_what_the_package_says(everything_loaded):
    member = Member.objects.get(slug="kelp-energy")
    assert (member.name_en, member.name_nb) == ("Kelp Energy", "Tarekraft")
    assert (member.category.slug, member.logo.key) == ("start-ups", "logo")
    assert (member.ticker_exchange, member.ticker_symbol) == ("Oslo", "KELP")
    assert [place.city for place in member.places.all()] == ["Bodø", "Oslo"]
    former = [(former.slug, former.until) for former in member.former_names.all()]
    assert former == [("seaweed", None), ("weed", date(2019, 3, 1))]
    former = Person.objects.get(slug="ann-tang").former_names.get()
    assert (former.name, former.until) == ("Ann Sjø", date(2018, 6, 1))
    first, second = member.memberships.order_by("period")
    assert (first.period.lower, first.period.upper) == (date(2015, 1, 1), date(2018, 1, 1))
    assert second.end_public_from is None
    site = SiteSettings.objects.get()
    assert (site.name_en, site.name_nb, site.tagline_nb) == ("Cold Coast", "Kaldkyst", None)
    assert [lead.article.slug for lead in LeadStory.objects.all()] == ["meet-kelp", "mot-tare"]
    about = MenuItem.objects.get(place="header")
    assert (about.label_nb, about.target_nb) == ("Om oss", "/nb/om-oss/")


def test_a_plain_text_is_in_the_sites_language_whatever_language_is_active(load, settings):
    load(
        {"site": {"name": "Kaldkyst", "language": "nb"}, "categories": [{"slug": "a", "name": "Å"}]}
    )
    site = SiteSettings.objects.get()
    assert (site.name_en, site.name_nb) == ("", "Kaldkyst")
    assert Member.category.field.related_model.objects.filter(name_nb="Å", name_en=None).exists()


@pytest.mark.slow
def test_focus_areas_and_tags_are_found_whatever_their_capitals(everything_loaded, load):
    load({"articles": [article(tags=["kelp", "KELP", "Ære"], slug="more")]})
    assert sorted(FocusArea.objects.values_list("name_en", flat=True)) == ["Blue carbon", "Kelp"]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Kelp", "New members", "Ære"]
    assert Article.objects.get(slug="more").tags.count() == 2


@pytest.mark.slow
def test_published_article_is_live_from_publish_at_to_expire_at(everything_loaded):
    edition = Edition.objects.get(slug="meet-kelp")
    assert (
        edition.first_published == edition.live_during.lower == datetime(2024, 4, 2, 7, tzinfo=UTC)
    )
    assert edition.live_during.upper == edition.until == datetime(2089, 12, 31, 23, tzinfo=UTC)
    assert [block["type"] for block in edition.blocks] == [
        "prose",
        "member_list",
        "spotlight",
        "quote",
        "quote",
        "quote",
        "picture",
        "gallery",
        "table",
        "download",
        "download",
        "video",
    ]
    assert edition.blocks[3]["name"] == "Ann Tang"
    assert edition.blocks[3]["title"] == "Founder"


@pytest.mark.slow
def test_links_by_slug_are_stored_by_id(everything_loaded):
    edition = Edition.objects.get(slug="meet-kelp")
    ann = Person.objects.get(slug="ann-tang").pk
    norwegian = Article.objects.get(slug="mot-tare").pk
    assert f'href="record:person/{ann}"' in edition.blocks[0]["html"]
    assert f'href="record:article/{norwegian}"' in edition.blocks[0]["html"]
    assert (
        f'href="record:article/{norwegian}"'
        in Member.objects.get(slug="kelp-energy").description_nb
    )


@pytest.mark.slow
def test_translations_share_a_group(everything_loaded):
    groups = Article.objects.filter(slug__in=["meet-kelp", "mot-tare"])
    assert groups.values("translation_group").distinct().count() == 1


def test_article_without_publish_at_is_a_draft(everything_loaded):
    assert not Edition.objects.filter(slug="cy-joins").exists()
    assert Article.objects.filter(slug="cy-joins").exists()


@pytest.mark.slow
def test_expired_article_was_live_then_and_is_not_now(everything_loaded):
    assert Edition.objects.live(datetime(2022, 1, 15, tzinfo=UTC)).filter(slug="over").exists()
    assert not Edition.objects.live(timezone.now()).filter(slug="over").exists()


def test_change_makes_a_new_edition_from_now_with_the_old_date(load):
    published = ago(days=30)
    load({"articles": [article(publish_at=published)]})
    load(
        {
            "articles": [
                article(publish_at=published, blocks=[{"type": "prose", "html": "<p>B</p>"}])
            ]
        }
    )
    old, new = Edition.objects.order_by("id")
    assert old.live_during.upper == new.live_during.lower
    assert timezone.now() - new.live_during.lower < timedelta(minutes=1)
    assert new.first_published == old.first_published == datetime.fromisoformat(published)


@pytest.mark.slow
def test_a_note_on_a_correction_makes_a_new_edition_and_stays_where_none_is_named(load):
    note = {"at": "2024-04-01T09:00:00+02:00", "text": "It was kelp."}
    published = {"publish_at": "2024-03-01T09:00:00+01:00"}
    load({"format": 1, "articles": [article(**published)]})
    for corrections in ({"corrections": [note]}, {"corrections": [note]}, {}):
        load({"format": 1, "articles": [article(**published, **corrections)]})
        edition = Edition.objects.latest("pk")
        assert edition.corrections == [{"at": "2024-04-01T07:00:00+00:00", "text": "It was kelp."}]
        assert Edition.objects.count() == 2
    load({"format": 1, "articles": [article(**published, corrections=[])]})
    assert Edition.objects.latest("pk").corrections == []


def test_a_scheduled_article_moves_with_its_publish_at(load):
    load({"articles": [article(publish_at=ago(days=-7))]})
    sooner = ago(days=-3)
    load({"articles": [article(publish_at=sooner)]})
    standing = Edition.objects.issued().get()
    assert standing.live_during.lower == standing.first_published == datetime.fromisoformat(sooner)


def test_a_new_expiry_ends_the_live_article(load):
    load({"articles": [article(publish_at=ago(days=9))]})
    load({"articles": [article(publish_at=ago(days=9), expire_at=ago(days=2))]})
    assert not Edition.objects.live(timezone.now()).exists()
    assert Edition.objects.live(timezone.now() - timedelta(days=1)).exists()


@pytest.mark.slow
def test_what_the_package_names_is_overwritten_and_the_rest_stays(everything_loaded, load):
    load({"members": [{"slug": "kelp-energy", "website": "https://example.org/new"}]})
    member = Member.objects.get(slug="kelp-energy")
    assert member.website == "https://example.org/new"
    assert (member.city, member.memberships.count()) == ("Tromsø", 2)


@pytest.mark.slow
def test_lists_that_are_named_replace(everything_loaded, load):
    before = Member.objects.get(slug="kelp-energy").memberships.get(period__startswith="2020-01-01")
    ends = {"from": "2020-01-01", "to": "2026-01-01"}
    load({"members": [{"slug": "kelp-energy", "memberships": [ends], "focus": [], "places": None}]})
    member = Member.objects.get(slug="kelp-energy")
    after = member.memberships.get()
    assert (after.pk, after.public_from) == (before.pk, before.public_from)
    assert after.end_public_from == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert not member.focus.exists() and not member.places.exists()


def test_a_draft_stays_where_the_package_says_what_is_public_already(load):
    package = {"articles": [article(publish_at=ago(days=3), tags=["Kelp"])]}
    load(package)
    Article.objects.update(title="Changed in the admin")
    load(package)
    assert Article.objects.get().title == "Changed in the admin"
    assert Edition.objects.count() == 1


def test_a_draft_gives_way_to_what_is_new_in_the_package_and_nothing_else_of_it_is_published(load):
    load({"articles": [article(publish_at=ago(days=3))]})
    draft = Article.objects.get()
    draft.tags.add(TagFactory(name="Not agreed on yet"))
    Article.objects.update(title="Changed in the admin")
    load({"articles": [article(publish_at=ago(days=3), title="Kelp again")]})
    draft.refresh_from_db()
    live = Edition.objects.live(timezone.now()).get()
    assert (draft.title, draft.tags.count()) == ("Kelp again", 1)
    assert (live.title, live.tag_ids) == ("Kelp again", [])


def test_article_in_the_trash_is_not_matched(load):
    load({"articles": [article()]})
    Article.objects.update(trashed=timezone.now())
    load({"articles": [article()]})
    assert Article.objects.filter(trashed=None).count() == 1


@pytest.mark.slow
def test_same_picture_under_another_key_is_one_picture(everything_loaded, load):
    _content, files = everything()
    again = {"key": "again", "file": "harbour.png", "alt": "Again"}
    load({"images": [again], "articles": [article(hero="again")]}, files)
    assert Image.objects.count() == 3
    assert Article.objects.get(slug="kelp").hero.key == "harbour"


@pytest.mark.slow
def test_new_bytes_under_a_key_replace_the_picture(everything_loaded, load, media):
    files = {"images/new.png": picture_bytes(size=(60, 20), colour="red")}
    load({"images": [{"key": "logo", "file": "new.png"}]}, files)
    image = Image.objects.get(key="logo")
    assert (image.width, image.height, image.decorative) == (60, 20, True)
    assert (media / image.file.name).read_bytes() == files["images/new.png"]


@pytest.mark.slow
def test_files_to_download_are_stored_by_their_content(everything_loaded, media):
    edition = Edition.objects.get(slug="meet-kelp")
    names = [block["file"] for block in edition.blocks if block["type"] == "download"]
    assert [name.rpartition("/")[2] for name in names] == ["report.pdf", "table.xlsx"]
    assert all((media / name).is_file() for name in names)


@pytest.mark.slow
def test_statement_keeps_the_title_and_organisation_of_its_day(everything_loaded, load):
    statement = Statement.objects.get(key="invest")
    assert (statement.person_title, statement.organisation) == ("Partner", "Krill Capital")
    load({"people": [{"slug": "bo-krill", "title": "Retired"}]})
    statement.refresh_from_db()
    assert statement.person_title == "Partner"


@pytest.mark.slow
def test_changed_words_void_the_approval_unless_the_package_approves_them(everything_loaded, load):
    load({"statements": [{"key": "why-join", "text": "Because of the krill"}]})
    assert not Statement.objects.get(key="why-join").is_approved
    approved = {"key": "why-join", "text": "Because of the krill", "approved_on": "2024-05-01"}
    load({"statements": [approved]})
    statement = Statement.objects.get(key="why-join")
    assert statement.is_approved and statement.approved_on == date(2024, 5, 1)


@pytest.mark.slow
def test_warnings_name_unknown_owners_and_unapproved_statements(load, capsys):
    content, files = everything()
    quoting = article(publish_at=ago(days=1), blocks=[{"type": "quote", "statement": "invest"}])
    content["articles"].append(quoting)
    load(content, files)
    warnings = capsys.readouterr().err
    assert 'articles[0].owner: nobody has an account "nobody@example.org"' in warnings
    assert 'articles[7].blocks[0].statement: "invest" is published without an approval' in warnings


def test_owner_is_found_by_email(load, editor):
    load({"articles": [article(owner=editor.email.upper())]})
    assert Article.objects.get().owner == editor


def test_an_editors_later_publishing_goes_on_from_an_imported_edition(load, editor):
    load({"articles": [article(publish_at=ago(days=30))]})
    imported = Edition.objects.get()
    edition = publish(article=imported.article, by=editor)
    assert edition.first_published == imported.first_published


def test_address_taken_at_that_time_is_an_error_that_names_the_taker(load, editor, capsys):
    load({"articles": [article("first", title="The taker", publish_at=ago(days=9))]})
    taker = Article.objects.get()
    Article.objects.update(slug="other")
    publish(article=taker, by=UserFactory(is_superuser=True), at=timezone.now() + timedelta(days=1))
    Article.objects.update(slug="third")
    with pytest.raises(CommandError, match=r"articles\[0\].*“other” belongs to “The taker”"):
        load({"articles": [article("other", publish_at=ago(days=1))]})
    assert Article.objects.count() == 1


def test_terms_may_be_shortened_and_taken_over_in_one_package(load):
    chair = {"person": "a", "role": "chair", "from": "2020-01-01"}
    people = [{"slug": "a", "name": "A"}, {"slug": "b", "name": "B"}]
    load({"people": people, "board": [chair]})
    after = {"person": "b", "role": "chair", "from": "2025-01-01"}
    load({"board": [after, {**chair, "to": "2025-01-01"}]})
    assert [seat.term.upper for seat in BoardSeat.objects.order_by("term")] == [
        date(2025, 1, 1),
        None,
    ]
