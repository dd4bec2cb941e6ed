"""manage.py make_content: a small site of it works as if editors had made it, and comes again the same."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from members.models import Member, Membership
from news.content.draft_values import load_drafts
from news.content.snapshot import build_snapshot
from news.models import Article, Edition, EditionMember, EditionTag
from news.publishing.edition_references import new_references
from news.publishing.editions import edition_snapshot
from tests.factories import ArticleFactory, UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.slow

ARTICLES, MEMBERS = 24, 30


def make(**options):
    call_command("make_content", articles=ARTICLES, members=MEMBERS, verbosity=0, **options)


@pytest.fixture(scope="module")
def content(module_db):
    make()


@pytest.mark.slow
def test_public_pages_show_it(client, content):
    article = Edition.objects.filter(language="en").latest("first_published")
    named = EditionMember.objects.filter(edition=article).first()
    for address in (
        "/", "/nb/", "/news/", "/members/", "/board/", "/sitemap.xml", "/feeds/news.rss",
        article.get_absolute_url(),
        named.member.get_absolute_url(),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert article.title in HtmlPage(client.get("/")).text
    assert client.get("/news/").context["page"].editions[0] == article


@pytest.mark.slow
def test_every_article_is_live_as_its_working_copy_stands(content):
    articles = Article.objects.all()
    drafts = load_drafts(articles)
    editions = {edition.article_id: edition for edition in Edition.objects.all()}
    assert len(editions) == ARTICLES
    for article in articles:
        assert build_snapshot(drafts[article.pk]).digest() == editions[article.pk].digest


def test_an_edition_has_rows_for_all_that_it_names(content):
    for edition in Edition.objects.all():
        named = new_references(edition, edition_snapshot(edition))
        assert named
        for row in named:
            [key] = {field.attname for field in row._meta.fields} - {
                "id", "edition_id", "first_published",
            }  # fmt: skip
            assert type(row).objects.filter(edition=edition, **{key: getattr(row, key)}).exists()
    assert EditionTag.objects.filter(first_published=None).count() == 0


def test_translations_stand_beside_each_other(client, content):
    norwegian = Edition.objects.filter(
        language="nb", translation_group__in=Edition.objects.filter(language="en").values("translation_group")
    ).first()  # fmt: skip
    page = HtmlPage(client.get(norwegian.get_absolute_url()))
    assert page.has('[hreflang="en"]')


def test_members_are_found_by_their_words(client, content):
    member = Member.objects.first()
    page = HtmlPage(client.get("/members/", {"q": member.name_en}))
    assert page.has(f'[href*="{member.get_absolute_url()}"]')
    assert Membership.objects.filter(public_from=None).count() == 0


def test_the_desk_lists_and_opens_it(client, content):
    client.force_login(UserFactory(is_superuser=True))
    for name in ("news_article", "members_member", "members_person", "images_image"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200, name
    article = Article.objects.first()
    assert client.get(reverse("admin:news_article_change", args=[article.pk])).status_code == 200


def words():
    return [
        *Edition.objects.order_by("slug").values_list("slug", "title", "standfirst"),
        *Member.objects.order_by("slug").values_list("slug", "name_en", "summary_en"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_the_same_seed_alone_makes_the_same_content(content, seed, same):
    first = words()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE news_article, members_member, images_image CASCADE")
        make(seed=seed)
        again = words()
        transaction.set_rollback(True)
    assert len(again) == len(first)
    assert (again == first) == same


def test_a_site_with_content_is_refused(db):
    ArticleFactory()
    with pytest.raises(CommandError, match="--beside-content"):
        make()
    assert Article.objects.count() == 1


def test_the_same_seed_is_refused_a_second_time(content):
    with pytest.raises(CommandError, match="seed 1"):
        make(beside_content=True)
