"""The preview of a form that is not saved: the public page, nothing written, few queries."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from news.blocks.gallery import Gallery
from news.blocks.member_list import MemberList
from news.blocks.prose import Prose
from news.blocks.registry import BLOCKS
from news.blocks.spotlight import Spotlight
from news.models import Article, Tag
from news.publishing.commands import publish
from tests.desk.posting import address, block, fields_of
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    TagFactory,
    UserFactory,
    add_block,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = UserFactory(group="editors")
    client.force_login(user)
    return user


def preview(client, article, changes=None, query=""):
    """Post the form of ``article`` (or of a model that is to get one more) to its preview."""
    page = "add" if isinstance(article, type) else "change"
    posted = {**fields_of(client.get(address(article, page))), **(changes or {})}
    name = f"admin:news_{article._meta.model_name}_preview"
    url = reverse(f"{name}_new") if page == "add" else reverse(name, args=[article.pk])
    return client.post(url + query, posted)


def html_of(response) -> str:
    assert response.status_code == 200, response.content
    return response.json()["html"]


def rows():
    """How many rows every table has."""
    with connection.cursor() as cursor:
        found = {}
        for model in (each.model_class() for each in ContentType.objects.all()):
            if model and model._meta.managed and not model._meta.proxy:
                cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
                found[model._meta.label] = cursor.fetchone()[0]
    return found


def test_what_is_typed_shows_as_the_public_page_and_is_not_saved(client, editor):
    article = ArticleFactory(title="Kelp waits")
    before = Article.objects.values().get(pk=article.pk)
    counted = rows()
    prose = Prose.objects.get(parent=article)
    html = html_of(
        preview(
            client,
            article,
            {"title": "Kelp runs", "news_prose_set-0-html": "<p>Fast &amp; far.</p>"},
        )
    )
    assert '<h1 dir="auto">Kelp runs</h1>' in html
    assert "<p>Fast &amp; far.</p><!--block" not in html
    assert "Fast &amp; far." in html
    assert "<!--block-0-->" in html
    assert Article.objects.values().get(pk=article.pk) == before
    assert Prose.objects.get(pk=prose.pk).html == "<p>It grows.</p>"
    assert rows() == counted


@pytest.mark.slow
def test_it_is_what_publishing_then_shows(client, editor):
    article = ArticleFactory(hero=ImageFactory(), language="nb")
    member = MemberFactory(name_nb="Tare AS")
    add_block(article, Spotlight, member=member, html="<p>Den vokser.</p>")
    article.tags.add(TagFactory(name="Tare"))
    shown = html_of(preview(client, article))
    publish(article=article, by=editor)
    page = client.get("/nb/news/" + article.slug + "/").content.decode()

    # what counts a reading, and the way to tell of a mistake, are for visitors alone
    of_a_visit = re.compile(r'<!--block-\d+-->| data-read="[^"]+"|<p class="more mistake-link">.*')

    def main(text):
        text = of_a_visit.sub("", text.split("<main", 1)[1].split("</main>")[0])
        return [line for line in text.split("\n") if "<time" not in line]

    assert main(shown) == main(page)
    assert '<html lang="nb">' in shown


def test_the_add_form_shows_too_with_tags_that_do_not_exist_yet(client, editor):
    TagFactory(name="Ærfugl")
    changes = {"title": "New", "standfirst": "Yes.", "tags": ["ÆRFUGL", "Brand new"]}
    blocks = block("news_prose_set", {"html": "<p>One</p>"})
    html = html_of(preview(client, Article, changes | blocks))
    assert '<h1 dir="auto">New</h1>' in html
    assert "One" in html
    assert ">Ærfugl</a>" in html
    assert ">Brand new</a>" in html
    assert Tag.objects.count() == 1
    assert not Article.objects.exists()


def test_blocks_follow_the_form_in_order_and_without_those_to_be_deleted(client, editor):
    article = ArticleFactory(text=False)
    for words in ("One", "Two", "Three"):
        add_block(article, Prose, html=f"<p>{words}</p>")
    html = html_of(
        preview(
            client,
            article,
            {"news_prose_set-0-ordering": "40", "news_prose_set-1-DELETE": "on"},
        )
    )
    assert html.index("Three") < html.index("One")
    assert "Two" not in html


def test_an_ordered_choice_shows_in_the_order_chosen(client, editor):
    article = ArticleFactory(text=False)
    first, second = MemberFactory(name_en="First AS"), MemberFactory(name_en="Second AS")
    listed = add_block(article, MemberList)
    listed.members.add(first, through_defaults={"position": 0})
    html = html_of(
        preview(client, article, {"news_memberlist_set-0-members": [second.pk, first.pk]})
    )
    assert html.index("Second AS") < html.index("First AS")


@pytest.mark.slow
def test_a_block_that_is_not_complete_shows_what_was_typed_escaped(client, editor):
    article = ArticleFactory()
    blocks = block("news_quote_set", {"text": "", "attribution": "<b>A nurse</b> & more"})
    response = preview(client, article, blocks)
    html = html_of(response)
    assert "Not complete yet: Quote" in html
    assert "A nurse &amp; more" in html
    assert "<b>A nurse" not in html
    assert "It grows." in html
    places = {problem["place"] for problem in response.json()["problems"]}
    assert "blocks[1].text" in places


@pytest.mark.slow
def test_a_title_that_is_too_long_shows_all_the_same(client, editor):
    response = preview(client, ArticleFactory(), {"title": "K" * 5000})
    assert "K" * 5000 in html_of(response)
    assert {"title"} <= {problem["place"] for problem in response.json()["problems"]}


def test_people_on_seats_that_it_announces_show_as_they_will(client, editor):
    person = PersonFactory(name="Nora Ny", public_from=None)
    stranger = PersonFactory(name="Stig Skjult", public_from=None)
    link = '<p><a href="record:person/{}">{}</a></p>'
    article = ArticleFactory(text="".join(link.format(p.pk, p.name) for p in (person, stranger)))
    article.announces.add(BoardSeatFactory(person=person, public_from=None))
    html = html_of(preview(client, article))
    assert f'<a href="{person.get_absolute_url()}">Nora Ny</a>' in html
    assert "Stig Skjult" in html
    assert stranger.get_absolute_url() not in html


def test_as_on_another_date(client, editor):
    article = ArticleFactory()
    html = html_of(preview(client, article, {"preview-at": "2031-03-04T10:00"}))
    assert "4 March 2031" in html


def test_checks_alone_come_without_the_page(client, editor):
    answer = preview(client, ArticleFactory(), {"standfirst": ""}, "?only=checks").json()
    assert "html" not in answer
    assert "standfirst-missing" in {problem["code"] for problem in answer["problems"]}


def test_only_those_who_may_write_see_it(client):
    article = ArticleFactory()
    url = reverse("admin:news_article_preview", args=[article.pk])
    assert client.post(url).status_code == 302
    client.force_login(UserFactory(group="member-managers"))
    assert client.post(url).status_code == 403
    assert client.post(reverse("admin:news_article_preview_new")).status_code == 403
    client.force_login(UserFactory(group="writers"))
    assert client.get(url).status_code == 405
    assert client.post(reverse("admin:news_article_preview", args=[0])).status_code == 404


def _queries(client, article):
    posted = fields_of(client.get(address(article)))
    url = reverse("admin:news_article_preview", args=[article.pk])
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.post(url, posted).status_code == 200
    return [query["sql"] for query in found]


@pytest.mark.slow
def test_sixty_blocks_cost_the_queries_of_six_and_write_nothing(client, editor):
    found = []
    for times in (1, 10):
        article = ArticleFactory(text=False, hero=ImageFactory())
        for _ in range(times):
            members = [MemberFactory(logo=ImageFactory()) for _ in range(2)]
            add_block(article, Prose, html=f'<p><a href="record:member/{members[0].pk}">x</a></p>')
            add_block(article, Spotlight, member=members[0], html="<p>Grows.</p>")
            listed = add_block(article, MemberList)
            gallery = add_block(article, Gallery)
            for position, member in enumerate(members):
                listed.members.add(member, through_defaults={"position": position})
                gallery.images.add(ImageFactory(), through_defaults={"position": position})
            add_block(article, Prose, html="<p>More.</p>")
            add_block(article, Prose, html="<p>Even more.</p>")
        found.append(_queries(client, article))
    assert len(found[0]) == len(found[1]) <= 33 + len(BLOCKS)
    writes = [sql for sql in found[1] if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
