"""Text is tidied wherever it comes in, and what is stored already breaks no writer."""

import json
import unicodedata
from datetime import timedelta

import pytest
from defusedxml import ElementTree
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from cluster_site.models import SiteSettings
from cluster_site.packages.importing import import_package
from core.fields import TidiedField
from core.history_guard import allow_history_change
from desk.calendar.feeds import create_calendar_feed
from desk.tasks.mail import send_template_mail
from members.models import FormerName, Member
from news.blocks.table import Table
from news.models import Article, Edition
from news.publishing.commands import publish
from tests.cluster_site.package_content import write_package, zipped
from tests.desk.posting import errors_of, post
from tests.factories import ArticleFactory, MemberFactory, UserFactory, picture_bytes
from tests.pages import HtmlPage
from tests.reported import reported

pytestmark = pytest.mark.django_db
OURS = {"accounts", "members", "images", "news", "desk", "cluster_site"}
# written by the program, not by a person, or checked letter by letter
BY_THE_PROGRAM = {
    "accounts.User.password",
    "accounts.User.email",
    "accounts.Session.session_key",
    "accounts.Session.session_data",
    "cluster_site.SearchDocument.kind",
    "cluster_site.SearchDocument.language",
    "cluster_site.SearchDocument.title",
    "cluster_site.SearchLexeme.language",
    "cluster_site.SearchLexeme.lexeme",
    "cluster_site.SearchStatistics.language",
    "cluster_site.SearchWord.word",
    "cluster_site.Enquiry.address",
    "cluster_site.LinkPlace.field",
    "cluster_site.MissedSearch.words",
    "cluster_site.OutsideLink.host",
    "cluster_site.OutsideLink.url",
    "cluster_site.SiteSettings.brand",
    "cluster_site.SiteSettings.accent",
    "desk.Activity.action",
    "desk.Activity.label",
    "desk.OutgoingMail.to",
    "desk.OutgoingMail.kind",
    "desk.OutgoingMail.subject",
    "desk.OutgoingMail.text",
    "desk.OutgoingMail.html",
    "desk.OutgoingMail.reply_to",
    "desk.OutgoingMail.error",
    "desk.Revision.digest",
    "desk.SentSheet.file_name",
    "desk.Autosave.place",
    "desk.Autosave.typed",
    "desk.CalendarFeed.secret_hash",
    "desk.ErasedName.fingerprint",
    "desk.SentForm.fingerprint",
    "desk.TaskRun.name",
    "desk.TaskRun.error",
    "desk.TrashedRecord.label",
    "desk.TrashedRecord.label_en",
    "desk.TrashedRecord.label_nb",
    "desk.GoneAddress.path",
    "images.Image.public_id",
    "images.Image.sha256",
    "members.Member.country",
    "members.Place.country",
    "members.Decision.kind",
    "members.Decision.place",
    "members.Decision.where",
    "members.Decision.where_en",
    "members.Decision.where_nb",
    "members.Statement.approved_hash",
    "news.Edition.title",
    "news.Edition.standfirst",
    "news.Edition.digest",
    "news.Review.digest",
    "news.Comment.block",
    "news.CorrectedText.key",
}
UNTIDY, TIDY = "A\u030ardal\x0b Biotek", "Årdal  Biotek"


class Progress:
    total = 0

    def update(self, number=1):
        pass


def text_columns():
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            plain = isinstance(field, models.CharField | models.TextField) and not (
                isinstance(field, models.SlugField) or field.generated or field.choices
            )
            if plain and field.name != "region":
                yield f"{model._meta.label}.{field.name}", field


def test_every_column_that_a_person_writes_is_tidied():
    columns = dict(text_columns())
    rich = {name for name, field in columns.items() if hasattr(field, "sanitize")}
    untidied = {name for name, field in columns.items() if not isinstance(field, TidiedField)}
    assert untidied - rich == BY_THE_PROGRAM
    assert {"news.Prose.html", "members.Member.description_en", "members.Person.biography"} <= rich


def test_whatever_writes_a_row_writes_it_tidily():
    member = MemberFactory(name_en="Kelp")
    FormerName.objects.bulk_create([FormerName(member=member, name=UNTIDY, slug="former")])
    Member.objects.filter(pk=member.pk).update(name_en=UNTIDY, summary_en="A\u030a\x0b")
    member.refresh_from_db()
    assert (member.name_en, member.summary_en) == ("Årdal Biotek", "Å")
    assert member.former_names.get().name == "Årdal Biotek"
    assert Member.objects.get(name_en=UNTIDY) == member
    table = Table(parent=ArticleFactory(), region="main", ordering=1, caption="x", rows=[[UNTIDY]])
    table.save()
    table.refresh_from_db()
    assert table.rows == [[TIDY]]


def test_a_form_of_the_desk_tidies(client, admin_client):
    response = post(admin_client, Article, {"title": UNTIDY, "slug": "tidy"}, page="add")
    assert errors_of(response) == []
    assert Article.objects.get().title == TIDY


def test_a_name_that_nobody_can_see_is_no_name(admin_client):
    response = post(admin_client, Member, {"name_en": "\u200b", "slug": "unseen"}, page="add")
    assert errors_of(response)
    response = post(admin_client, Article, {"title": "\u3164", "slug": "unseen"}, page="add")
    assert errors_of(response)


def test_a_control_character_leaves_on_import_and_the_feeds_answer(client):
    import_package(reported("01") / "content.json", Progress())
    assert Edition.objects.get().title == "Imported title"
    for address in ("/feeds/news.rss", "/nb/feeds/news.rss"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Imported title" in HtmlPage(response).text


@pytest.fixture
def stored_before(client, editor):
    """An article live and one scheduled, with controls that the database holds from earlier days."""
    SiteSettings.objects.create(name_en="Kelp", tagline_en="We grow kelp")
    articles = [ArticleFactory(title="Kelp"), ArticleFactory(title="Krill")]
    publish(article=articles[0], by=editor)
    publish(article=articles[1], by=editor, at=timezone.now() + timedelta(days=2))
    controls = "Be\x01fo\x0bre\x7f\ufffe"
    with connection.cursor() as cursor, allow_history_change("redact"):
        cursor.execute("UPDATE news_edition SET title = %s, standfirst = %s", [controls, controls])
        cursor.execute("UPDATE news_article SET title = %s", [controls])
        cursor.execute("UPDATE cluster_site_sitesettings SET name_en = %s", [controls])
    return articles[0]


def test_what_is_stored_already_breaks_no_feed_no_calendar_and_no_mail(
    client, editor, stored_before, django_capture_on_commit_callbacks
):
    for address in ("/feeds/news.rss", "/nb/feeds/news.atom", "/sitemap-news.xml"):
        ElementTree.fromstring(client.get(address).content)
    calendar = client.get(f"/feeds/calendar/{create_calendar_feed(editor)}.ics")
    assert "Be fo re" in calendar.content.decode()
    assert not unprintable(calendar.content.decode())
    for address in ("/", "/news/", f"/news/{stored_before.slug}/"):
        assert client.get(address).status_code == 200
    assert json.loads(client.get(reverse("api-news")).content)
    with django_capture_on_commit_callbacks(execute=True):
        send_template_mail(
            "invitation", to=editor, context={"user": editor, "by": "Be\x01\nfo\x0bre"}
        )
    assert not unprintable(mail.outbox[0].subject)


def unprintable(text):
    return [c for c in text if unicodedata.category(c) == "Cc" and c not in "\r\n\t"]


def names_of_members(client, **query):
    page = client.get(reverse("members"), query)
    return [str(member["name"]) for member in page.context["members"]]


def test_names_of_a_mac_are_in_order_found_and_not_made_twice(client):
    call_command("import_members", reported("06") / "first.csv", verbosity=0)
    assert names_of_members(client) == [
        "Alfa Zero",
        "Čálliid Forskning",
        "Ćwik Diagnostics",
        "Doğan Pharma",
        "Łódź Health",
        "Softhyphenlab",
        "Zebra Trials",
        "Ørsta Ålab",
        "Østlandet Test",
        "Årdal Biotek",
    ]
    assert names_of_members(client, q="Ørsta Ålab")
    assert names_of_members(client, q="softhyphenlab")
    with pytest.raises(CommandError) as refused:
        call_command("import_members", reported("06") / "second.csv", dry_run=True, verbosity=0)
    # the file has one organisation three times; every other line is a member that is there
    assert str(refused.value).splitlines() == [
        "line 7: Zebra Trials: Line 6 is the same record already.",
        "line 8: ZEBRA TRIALS: Line 6 is the same record already.",
        "Nothing was imported: 2 lines wrong.",
    ]


def test_the_names_of_files_in_a_zip_of_a_mac_are_found():
    imported = import_package(reported("06") / "finder.zip", Progress())
    assert len(imported.pictures) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_files_are_found_whichever_way_their_names_are_written(tmp_path, form):
    name = unicodedata.normalize(form, "Ålesund havn.png")
    image = {"key": "havn", "file": "Ålesund havn.png", "alt": "x"}
    folder = write_package(
        tmp_path / "package",
        {"format": 1, "images": [image]},
        {f"images/{name}": picture_bytes()},
    )
    assert len(import_package(folder, Progress()).pictures) == 1
    again = import_package(zipped(folder, tmp_path / "package.zip"), Progress())
    assert again.pictures == []


def test_the_same_package_with_untidy_text_changes_nothing_the_second_time(tmp_path):
    article = {
        "slug": "kelp",
        "title": UNTIDY,
        "standfirst": "One\x0btwo",
        "publish_at": "2026-01-01T09:00:00+01:00",
        "blocks": [
            {"type": "prose", "html": "<p>A\u030a\x0b</p>"},
            {"type": "table", "caption": "x", "rows": [["A\u030a\n1"]]},
            {"type": "quote", "text": "A\u030a", "attribution": "B\x0b"},
        ],
    }
    content = {"format": 1, "articles": [article]}
    folder = write_package(tmp_path / "package", content)
    assert import_package(folder, Progress()).editions == 1
    assert import_package(folder, Progress()).editions == 0
    assert Edition.objects.get().standfirst == "One\ntwo"


def test_a_user_is_called_by_a_tidy_name():
    assert UserFactory(name="Kari\u00a0 Nordmann")
    assert UserFactory._meta.model.objects.get(name="Kari Nordmann")
