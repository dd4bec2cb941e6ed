"""Every address of the admin, with a record behind each one that wants a record."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.models import User
from cluster_site.enquiries.models import Enquiry
from cluster_site.outside_links.models import OutsideLink
from cluster_site.promotions.models import MissedSearch, SearchPromotion
from desk.activity.log import log_activity
from desk.history.recording import record_revision, revisions_of
from desk.models import SentSheet
from desk.trash.records import move_to_trash
from members.leaving.ending import end_membership
from members.models import FocusArea, Member, Person
from news.blocks.prose import Prose
from news.models import Article, Edition, Reading, Tag
from news.publishing.commands import publish
from news.review import preview_links
from news.review.comments import add_comment
from news.review.reviews import send_for_review
from tests.factories import MemberFactory, PersonFactory, UserFactory, add_block
from tests.full_site import full_site

# the script of Django's words, and the address that leads from a record to its public page
NO_PAGES = {"jsi18n", "view_on_site"}


def busy_site(administrator) -> Article:
    """A site amid its work; the article is live, has a draft, comments, a review and a preview link."""
    article, writer = full_site(members=4, articles=3).article, UserFactory(group="writers")
    record_revision(article, by=writer)
    article.title = "Kelp, once more"
    article.save()
    block = add_block(article, Prose, html="<h3>Kelp</h3><p>Click <a href='/x/'>here</a>.</p>")
    record_revision(article, by=writer)
    link = preview_links.make_preview_link(article, by=writer, for_whom="Kari")
    add_comment(article, text="A comma?", block=f"prose-{block.pk}", name="Kari", link=link)
    add_comment(article, text="Who says so?", author=writer)
    send_for_review(article=article, by=writer)
    publish(
        article=Article.objects.first(), by=administrator, at=timezone.now() + timedelta(days=2)
    )
    move_to_trash(MemberFactory(name_en="Gone AS", membership=False), by=writer)
    log_activity("refused", by=writer, record=article)
    FocusArea.objects.create(name_en="Cold water", slug="cold-water")
    Reading.objects.create(article=article, day=timezone.localdate(), times=3)
    leaver = MemberFactory(name_en="Kelp Farewell AS")
    leaver.people.add(PersonFactory(name="Per Farewell"))
    yesterday = timezone.localdate() - timedelta(days=1)
    end_membership(member=leaver, last_day=yesterday, at_once=True, by=administrator)
    outside = OutsideLink.objects.create(
        url="https://kelp.example/gone",
        host="kelp.example",
        problem="not-found",
        next_check_at=timezone.now(),
        seen_at=timezone.now(),
    )
    outside.places.create(record=article, field="prose")
    SearchPromotion.objects.create(
        words="kelp", target="/board/", title="The board", period=DateRange(date(2026, 1, 1), None)
    )
    MissedSearch.objects.create(words="sea urchins", language="en", last_day=timezone.localdate())
    Enquiry.objects.create(kind="mistake", language="en", article=article, text="It is a comma.")
    return article


def sheet_of(user, model: str) -> SentSheet:
    """A list of one wrong and one right line, sent and checked by ``user``."""
    client, address = Client(), f"/admin/members/{model}/sheet/"
    client.force_login(user)
    file = SimpleUploadedFile("list.csv", b"Name,Category\nKelp AS,Category 0\nTare AS,Fish\n")
    client.post(address, {"file": file})
    sheet = SentSheet.objects.latest("pk")
    columns = {"column-0": "name_en", "column-1": "category"}
    client.post(f"{address}{sheet.pk}/columns/", columns)
    return sheet


def patterns(urls=None):
    """Name and arguments of each address of the admin, those of the desk's own pages too."""
    for pattern in admin.site.get_urls() if urls is None else urls:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        elif pattern.name and pattern.name not in NO_PAGES:
            yield pattern.name, pattern.pattern.regex.groupindex.keys()


def addresses(administrator, article) -> dict[str, str]:
    """An address for each name, with a record of its kind where it wants one."""
    sheets = {model: sheet_of(administrator, model).pk for model in ("member", "person")}
    request = SimpleNamespace(user=administrator)
    records = {
        ("news", "article"): article,
        # a superuser's account is closed by nobody
        ("accounts", "user"): User.objects.exclude(pk=administrator.pk).first(),
    }
    for model, model_admin in admin.site._registry.items():
        kind = model._meta.app_label, model._meta.model_name
        records.setdefault(kind, model_admin.get_queryset(request).first())
    found = {}
    for name, wanted in patterns():
        app, _, model = name.replace("auth_user", "accounts_user").partition("_")
        record = records.get((app, model.partition("_")[0]))
        key = record.pk if record else 0
        values = {"object_id": key, "pk": key, "id": key, "app_label": "news", "ending": "csv"}
        values["key"] = sheets.get(model.partition("_")[0], key) if "sheet" in name else key
        values["kind"], values["language"] = "scheduled", "nb"
        values["edition"] = Edition.objects.filter(article=article).first().pk
        found[name] = reverse(f"admin:{name}", kwargs={each: values[each] for each in wanted})
    for name in ("held", "erase"):
        found[f"desk-personal-{name}"] += f"?record=members.person:{Person.objects.first().pk}"
    # what will move, which of two stays, and into which other one
    one, other = Member.objects.all()[:2]
    found["members_member_merge"] += f"?record={one.pk}&into={other.pk}"
    one, other = Person.objects.all()[:2]
    found["members_person_merge"] += f"?record={one.pk}&record={other.pk}"
    found["news_tag_merge"] += f"?record={Tag.objects.first().pk}"
    found["news_article_compare"] += f"?from=s{revisions_of(article).last().pk}&to=now"
    return found
