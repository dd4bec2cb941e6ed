"""An older article keeps its words, and says what a member is called now."""

import pytest

from members.models import FormerName
from news.publishing.commands import publish
from tests.factories import ArticleFactory, MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    member = MemberFactory(name_en="Health Tech & Co", name_nb="Helsetek")
    FormerName.objects.create(member=member, name="Health Valley", slug="health-valley")
    return member


def page_of(client, editor, member, words, language="en"):
    link = f'<p>We met <a href="record:member/{member.pk}">{words}</a> today.</p>'
    article = ArticleFactory(text=link, language=language)
    publish(article=article, by=editor)
    start = "/nb" if language == "nb" else ""
    return client.get(f"{start}/news/{article.slug}/").content.decode()


def test_a_link_with_the_old_name_says_the_new_one(client, editor, member):
    page = page_of(client, editor, member, "Health <em>Valley</em>")
    assert "Health <em>Valley</em></a> (now Health Tech &amp; Co) today." in page


def test_it_says_it_in_the_articles_language(client, editor, member):
    assert "Health Valley</a> (nå Helsetek)" in page_of(
        client, editor, member, "Health Valley", "nb"
    )


@pytest.mark.parametrize("words", ["Health Tech & Co".replace("&", "&amp;"), "the valley"])
def test_other_words_stand_alone(client, editor, member, words):
    assert f"{words}</a> today." in page_of(client, editor, member, words)


def test_a_link_to_a_person_says_the_new_name_too(client, editor):
    person = PersonFactory(name="Kari Berg")
    person.former_names.create(name="Kari Nordmann", slug="kari-nordmann")
    link = f'<p><a href="record:person/{person.pk}">Kari Nordmann</a> leads it.</p>'
    article = ArticleFactory(text=link)
    publish(article=article, by=editor)
    page = client.get(f"/news/{article.slug}/").text
    assert "Kari Nordmann</a> (now Kari Berg) leads it." in page
