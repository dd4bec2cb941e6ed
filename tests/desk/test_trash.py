"""The trash: what goes there, what may not, and the way back."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils.translation import override

from desk.activity.description import activity_label
from desk.history.recording import record_revision
from desk.history.serializing import serialize_record
from desk.models import Activity, Autosave, GoneAddress, Revision, TrashedRecord
from desk.toolkit.uses import find_uses, list_ways_used
from desk.trash.records import TrashRefused, move_to_trash, purge_from_trash, restore_from_trash
from images.models import Image
from members.models import FocusArea, Member, Person, Statement
from news.blocks.member_list import MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.models import Article, ArticleByline, RelatedArticle, Tag
from news.publishing.commands import publish
from tests.desk.posting import address, post
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    CategoryFactory,
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


@pytest.fixture
def boss(db):
    return UserFactory(is_superuser=True)


def page_of(record, page):
    return address(record).removesuffix("change/") + f"{page}/"


def age(trashed, days):
    TrashedRecord.objects.filter(pk=trashed.pk).update(
        trashed_at=F("trashed_at") - timedelta(days=days)
    )


def run_due(*options):
    said = []
    call_command("run_due", *options, stdout=type("Said", (), {"write": staticmethod(said.append)}))
    return "".join(said)


KINDS = [
    lambda: MemberFactory(logo=ImageFactory(), description_en="<p>Kelp</p>"),
    lambda: PersonFactory(affiliation=MemberFactory(), portrait=ImageFactory()),
    ImageFactory,
    StatementFactory,
    BoardSeatFactory,
    CategoryFactory,
    TagFactory,
]


@pytest.mark.parametrize("make", KINDS)
def test_a_record_comes_back_as_it_was(boss, make):
    record = make()
    model, key = type(record), record.pk
    before = serialize_record(model.objects.get(pk=key))
    trashed = move_to_trash(record, by=boss)
    assert not model.objects.filter(pk=key).exists()
    _record, lost = restore_from_trash(trashed, by=boss)
    assert lost == []
    assert serialize_record(model.objects.get(pk=key)) == before
    assert not TrashedRecord.objects.exists()
    assert not GoneAddress.objects.exists()
    acts = Activity.objects.filter(object_id=key).order_by("id").values_list("action", flat=True)
    assert list(acts) == ["trashed", "restored"]


def test_a_picture_keeps_the_day_it_was_added(boss):
    image = ImageFactory()
    added = Image.objects.get().added_at
    restore_from_trash(move_to_trash(image, by=boss), by=boss)
    assert Image.objects.get().added_at == added


@pytest.mark.slow
def test_an_article_in_the_trash_is_in_no_list_and_comes_back_as_a_draft(boss, client):
    article = ArticleFactory(title="Kelp in the bin", slug="kelp-bin")
    publish(article=article, by=boss)
    client.force_login(boss)
    client.post(page_of(article, "delete"))
    assert client.get("/news/kelp-bin/").status_code == 410
    client.get(address(Article, "changelist"))  # where the success is told
    for listing in ("/news/", address(Article, "changelist"), "/admin/desk/records/?q=bin"):
        assert "Kelp in the bin" not in client.get(listing).content.decode()
    trashed = TrashedRecord.objects.get()
    restore_from_trash(trashed, by=boss)
    assert Article.objects.get(pk=article.pk).trashed is None
    assert client.get("/news/kelp-bin/").status_code == 410
    assert client.get(address(article)).status_code == 200


def test_whoever_may_not_publish_can_not_take_a_live_article_off(boss):
    article = ArticleFactory()
    publish(article=article, by=boss)
    manager = UserFactory(group="writers")
    with pytest.raises(TrashRefused, match="Only those who publish"):
        move_to_trash(article, by=manager)
    assert Article.objects.get().trashed is None


@pytest.mark.parametrize("path", ["/members/kelp-as/", "/nb/members/kelp-as/", "/members/tang/"])
def test_the_address_of_a_deleted_member_is_gone_until_it_is_back(boss, client, path):
    member = MemberFactory(slug="kelp-as")
    member.former_names.create(name="Tang", slug="tang")
    trashed = move_to_trash(member, by=boss)
    assert client.get(path).status_code == 410
    restore_from_trash(trashed, by=boss)
    assert client.get(path).status_code in (200, 301)


def test_the_address_of_somebody_never_shown_gives_nothing_away(boss, client):
    move_to_trash(PersonFactory(slug="kari", public_from=None), by=boss)
    assert client.get("/people/kari/").status_code == 404


def _named_in_edition(boss):
    member, article = MemberFactory(), ArticleFactory(title="Kelp named")
    add_block(article, MemberList).members.add(member, through_defaults={"position": 0})
    publish(article=article, by=boss)
    MemberList.objects.all().delete()
    return member, ("in published versions of", "Kelp named")


def _linked_in_draft(boss):
    person = PersonFactory()
    ArticleFactory(title="Draft", text=f'<p><a href="record:person/{person.pk}">x</a></p>')
    return person, ("in the drafts of", "Draft")


def _in_byline(boss):
    person, article = PersonFactory(), ArticleFactory(title="Draft")
    ArticleByline.objects.create(article=article, person=person)
    return person, ("in the drafts of", "Draft")


def _on_the_board(boss):
    seat = BoardSeatFactory()
    return seat.person, ("board seats", str(seat))


def _a_logo(boss):
    member = MemberFactory(logo=ImageFactory(), name_en="Kelp AS")
    return member.logo, ("the logo of", "Kelp AS")


def _a_picture(boss):
    image, article = ImageFactory(), ArticleFactory(title="Draft")
    add_block(article, Picture, image=image)
    return image, ("in the drafts of", "Draft")


def _a_tag(boss):
    tag, article = TagFactory(), ArticleFactory(title="Draft")
    article.tags.add(tag)
    return tag, ("in the drafts of", "Draft")


def _related(boss):
    article, other = ArticleFactory(), ArticleFactory(title="Other")
    RelatedArticle.objects.create(article=other, to=article)
    return article, ("in the drafts of", "Other")


def _a_category(boss):
    member = MemberFactory(name_en="Kelp AS")
    return member.category, ("members that have it", "Kelp AS")


USED = [
    _named_in_edition,
    _linked_in_draft,
    _in_byline,
    _on_the_board,
    _a_logo,
    _a_picture,
    _a_tag,
    _related,
    _a_category,
]


@pytest.mark.slow
@pytest.mark.parametrize("make", USED)
def test_what_is_in_use_stays_and_the_refusal_leads_to_each_use(boss, client, make):
    record, (what, label) = make(boss)
    assert [(uses.what, use.label) for uses in find_uses(record) for use in uses.first] == [
        (what, label)
    ]
    client.force_login(boss)
    for answer in (client.get(page_of(record, "delete")), client.post(page_of(record, "delete"))):
        page = HtmlPage(answer)
        use = find_uses(record)[0].first[0]
        assert page.has(f'a[href="{use.address}"]', label)
        assert "It can’t be deleted." in page.text
    assert type(record).objects.filter(pk=record.pk).exists()
    assert client.get(use.address).status_code == 200


@pytest.mark.slow
def test_a_bounded_number_of_uses_is_shown_and_the_rest_by_cursor(
    boss, client, django_assert_max_num_queries
):
    member = MemberFactory()
    people = [PersonFactory(affiliation=member) for _ in range(130)]
    client.force_login(boss)
    uses_page = page_of(member, "uses")
    with django_assert_max_num_queries(25):
        page = HtmlPage(client.get(uses_page))
    assert people[19].name in page.text
    assert people[20].name not in page.source
    assert "and 110 more" in page.text
    of = next(number for number, uses in enumerate(list_ways_used(member)) if uses.count)
    page = HtmlPage(client.get(uses_page, {"of": of, "after": people[19].pk}))
    assert people[19].name not in page.source
    assert people[20].name in page.text
    assert people[119].name in page.text
    assert people[120].name not in page.source


def test_a_translation_is_told_and_stops_nothing(boss, client):
    article = ArticleFactory()
    ArticleFactory(language="nb", title="Tare", translation_group=article.translation_group)
    client.force_login(boss)
    assert "Tare" in HtmlPage(client.get(page_of(article, "delete"))).text
    client.post(page_of(article, "delete"))
    assert Article.objects.get(pk=article.pk).trashed


def test_a_restore_says_that_its_web_address_is_taken(boss, client):
    article = ArticleFactory(slug="kelp")
    client.force_login(boss)
    client.post(page_of(article, "delete"))
    ArticleFactory(slug="kelp")
    member = MemberFactory(slug="kelp-as")
    client.post(page_of(member, "delete"))
    MemberFactory(slug="kelp-as")
    for trashed in TrashedRecord.objects.all():
        page = client.post(f"/admin/desk/trashedrecord/{trashed.pk}/restore/", follow=True)
        assert "can’t be restored" in HtmlPage(page).text
        assert "address" in page.content.decode().lower()
    assert TrashedRecord.objects.count() == 2


def test_a_record_waits_for_what_it_can_not_be_without(boss):
    statement = StatementFactory()
    first = move_to_trash(statement, by=boss)
    second = move_to_trash(statement.person, by=boss)
    with pytest.raises(TrashRefused, match="person"):
        restore_from_trash(first, by=boss)
    restore_from_trash(second, by=boss)
    restore_from_trash(first, by=boss)
    assert Statement.objects.get().person_id == Person.objects.get().pk


def naming_fields():
    """A record of each kind with a field, or a choice of many, that names another one."""
    kelp, area = (
        MemberFactory(name_en="Kelp AS", logo=ImageFactory()),
        FocusArea.objects.create(name_en="Kelp", slug="kelp"),
    )
    kelp.focus.add(area)
    person = PersonFactory(affiliation=MemberFactory(), portrait=ImageFactory())
    return [
        (kelp, kelp.logo, lambda: Member.objects.get(pk=kelp.pk).logo),
        (kelp, area, lambda: Member.objects.get(pk=kelp.pk).focus.get()),
        (person, person.affiliation, lambda: Person.objects.get(pk=person.pk).affiliation),
        (person, person.portrait, lambda: Person.objects.get(pk=person.pk).portrait),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_a_record_restored_before_the_one_it_names_is_linked_to_it_again(boss, client, number):
    record, named, link = naming_fields()[number]
    first, second = move_to_trash(record, by=boss), move_to_trash(named, by=boss)
    client.force_login(boss)
    page = client.post(f"/admin/desk/trashedrecord/{first.pk}/restore/", follow=True)
    assert (
        f"(restore “{second.label}” from the trash, and the link is back too)"
        in HtmlPage(page).text
    )
    _record, lost = restore_from_trash(TrashedRecord.objects.get(pk=second.pk), by=boss)
    assert lost == []
    assert link() == named


def test_what_was_chosen_meanwhile_stays_when_the_one_that_was_named_is_back(boss):
    person = PersonFactory(affiliation=MemberFactory())
    first, second = move_to_trash(person, by=boss), move_to_trash(person.affiliation, by=boss)
    restore_from_trash(first, by=boss)
    other = MemberFactory()
    Person.objects.update(affiliation=other)
    restore_from_trash(second, by=boss)
    assert Person.objects.get().affiliation == other


def test_after_thirty_days_nothing_is_restored(boss):
    trashed = move_to_trash(TagFactory(), by=boss)
    age(trashed, 30)
    with pytest.raises(TrashRefused, match="30 days"):
        restore_from_trash(trashed, by=boss)


def test_the_trash_shows_and_restores_only_what_one_may_delete(client, boss, editor):
    move_to_trash(MemberFactory(name_en="Kelp AS"), by=boss)
    move_to_trash(TagFactory(name="Tang"), by=boss)
    member, tag = TrashedRecord.objects.order_by("label")
    client.force_login(editor)
    listed = HtmlPage(client.get(address(TrashedRecord, "changelist")))
    assert "Tang" in listed.text
    assert "Kelp AS" not in listed.source
    assert client.post(f"/admin/desk/trashedrecord/{member.pk}/restore/").status_code == 403
    assert client.get(f"/admin/desk/trashedrecord/{tag.pk}/restore/").status_code == 405
    assert client.post(f"/admin/desk/trashedrecord/{tag.pk}/restore/").status_code == 302
    assert Tag.objects.exists()
    assert not Member.objects.exists()
    client.force_login(UserFactory(group="writers"))
    assert client.get(address(TrashedRecord, "changelist")).status_code == 403


def test_many_at_once_tells_of_each(client, boss):
    free, used = TagFactory(name="Free"), TagFactory(name="Used")
    ArticleFactory().tags.add(used)
    client.force_login(boss)
    asked = {"action": "trash_selected", "_selected_action": [free.pk, used.pk]}
    page = HtmlPage(client.post(address(Tag, "changelist"), asked))
    assert (
        page.text.index("These stay")
        < page.text.index("Used")
        < page.text.index("These go")
        < page.text.index("Free")
    )
    assert Tag.objects.count() == 2
    done = client.post(address(Tag, "changelist"), {**asked, "confirmed": "1"}, follow=True)
    page = HtmlPage(done)
    assert "1 record is in the trash now." in page.text
    assert "It is in use." in page.text
    assert list(Tag.objects.all()) == [used]


@pytest.mark.parametrize("page", ["change", "delete"])
@pytest.mark.parametrize("factory", [ArticleFactory, TagFactory])
def test_the_pages_of_what_is_in_the_trash_say_so(client, boss, factory, page):
    record = factory()
    url, deletion = address(record, page), address(record, "delete")
    client.force_login(boss)
    client.post(deletion, {"post": "yes"})
    for response in (client.get(url), client.post(deletion, {"post": "yes"})):
        assert response.url == address(type(record), "changelist")
    words = [str(message) for message in client.get(response.url).context["messages"]]
    assert sum(f"“{record}” is in the trash." in each for each in words) == 2
    client.force_login(UserFactory())
    assert client.post(deletion, {"post": "yes"}).status_code == 403


def test_articles_go_in_one_go_and_what_is_live_is_told_before(client, editor):
    live, draft = ArticleFactory(title="Live one"), ArticleFactory(title="Draft one")
    publish(article=live, by=editor)
    client.force_login(editor)
    asked = {"action": "trash_selected", "_selected_action": [live.pk, draft.pk]}
    page = HtmlPage(client.post(address(Article, "changelist"), asked))
    assert page.text.count("taken off at once") == 1
    client.post(address(Article, "changelist"), {**asked, "confirmed": "1"})
    assert TrashedRecord.objects.count() == 2
    assert client.get(live.editions.get().get_absolute_url()).status_code == 410


@pytest.mark.slow
def test_the_timer_purges_what_is_overdue_and_says_so(
    boss, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    image = Image(key="kelp", alt_en="Kelp line")
    image.take(inspected(picture_bytes()))
    image.save()
    image.make_renditions()
    record_revision(image, by=boss)
    old = move_to_trash(image, by=boss)
    move_to_trash(TagFactory(name="Young"), by=boss)
    age(old, 31)
    assert "would be deleted" in run_due("--dry-run")
    assert TrashedRecord.objects.count() == 2
    assert any(tmp_path.rglob("*.png"))
    with django_capture_on_commit_callbacks(execute=True):
        said = run_due()
    assert "“Kelp line” is deleted for good" in said
    assert "Young" not in said
    assert [trashed.label for trashed in TrashedRecord.objects.all()] == ["Young"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not Revision.objects.exists()
    assert Activity.objects.filter(action="purged", label="Kelp line").exists()
    assert run_due() == ""


def test_a_purged_article_leaves_its_addresses_gone(boss, client):
    article = ArticleFactory(slug="old-kelp")
    publish(article=article, by=boss)
    article.slug = "new-kelp"
    article.save()
    publish(article=article, by=boss)
    record_revision(article, by=boss)
    Autosave.objects.create(
        user=boss, content_type=Revision.objects.get().content_type, place=article.pk, typed="a=b"
    )
    age(move_to_trash(article, by=boss), 31)
    run_due()
    assert not Article.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM news_edition")
        assert cursor.fetchone() == (0,)
    assert not Autosave.objects.exists()
    for path in ("/news/old-kelp/", "/news/new-kelp/"):
        assert client.get(path).status_code == 410
    assert client.get("/news/no-kelp/").status_code == 404


def test_an_article_that_a_published_version_names_is_kept_and_that_is_told(boss):
    article, other = ArticleFactory(), ArticleFactory(title="The other")
    block = add_block(other, Prose, html=f'<p><a href="record:article/{article.pk}">there</a></p>')
    publish(article=other, by=boss)
    block.delete()
    publish(article=other, by=boss)
    age(move_to_trash(article, by=boss), 31)
    for option in ((), ("--dry-run",)):
        assert "kept" in run_due(*option)
        assert "The other" in run_due(*option)
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.slow
def test_a_form_offers_the_trash_and_the_uses(client, boss):
    member = MemberFactory()
    client.force_login(boss)
    page = HtmlPage(client.get(address(member)))
    assert "Move to the trash" in page.text
    assert page.has('[href*="/uses/"]')
    assert "Move to the trash" not in client.get(address(boss)).content.decode()
    assert post(client, member, {"slug": "kelp"}).status_code == 302


def test_the_trash_and_the_log_call_a_record_as_the_reader_would(client, boss):
    seat = BoardSeatFactory(role="chair", person__name="Kari Nord")
    with override("nb"):
        as_norwegians_read = str(seat)
        trashed = move_to_trash(seat, by=boss)
    assert str(trashed).startswith("Kari Nord, chair,")
    with override("nb"):
        assert str(trashed) == as_norwegians_read != trashed.label_en
    client.force_login(boss)
    assert "Kari Nord, chair," in HtmlPage(client.get("/admin/desk/trashedrecord/?q=chair")).text
    purge_from_trash(trashed)
    purged = Activity.objects.get(action="purged")
    assert activity_label(purged).startswith("Kari Nord, chair,")
    with override("nb"):
        assert activity_label(purged) == as_norwegians_read
