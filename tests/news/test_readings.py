"""A live article that a reader sees counts once; nothing else counts, and nothing is kept of anybody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import RateWindow
from core.moment import read_database_clock
from news.models import Reading, Section
from news.public.page_views import BY_SENDER, page_views_by_day
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
READER = {"origin": "http://testserver", "user-agent": CHROME}


@pytest.fixture
def article(editor):
    article = ArticleFactory(title="=Kelp", slug="kelp")
    publish(article=article, by=editor)
    return article


def tell(client, article, **headers):
    response = client.post(f"/read/{article.pk}", headers={**READER, **headers})
    assert (response.status_code, response.content) == (204, b"")
    assert not response.cookies
    return response


def times():
    return sum(Reading.objects.values_list("times", flat=True))


def test_each_time_a_reader_opens_it_counts_in_few_statements(client, article):
    with CaptureQueriesContext(connection) as captured:
        tell(client, article)
    assert len(captured) == 4
    tell(client, article)
    reading = Reading.objects.get()
    assert (reading.article, reading.times) == (article, 2)
    assert reading.day == timezone.localdate(read_database_clock())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-gpc": "1"},
        {"dnt": "1"},
        {"user-agent": ""},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"user-agent": "Mozilla/5.0 HeadlessChrome/140"},
        {"user-agent": "python-requests/2"},
    ],
)
def test_who_is_no_reader_or_asks_not_to_be_counted_is_not(client, article, headers):
    tell(client, article, **headers)
    assert times() == 0


def test_one_sender_counts_an_article_up_by_ten_in_an_hour(client, article, editor):
    other = ArticleFactory()
    publish(article=other, by=editor)
    for _ in range(BY_SENDER.most + 5):
        tell(client, article)
    assert times() == BY_SENDER.most == 10
    tell(client, other)
    client.post(f"/read/{article.pk}", headers=READER, REMOTE_ADDR="192.0.2.9")
    assert times() == BY_SENDER.most + 2


def test_what_is_not_live_leaves_no_trace_of_who_asked(client, db):
    for article in range(1000, 1005):
        client.post(f"/read/{article}", headers=READER)
    assert not RateWindow.objects.exists()


def test_a_phone_counts(client, article):
    tell(
        client, article, **{"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}
    )
    tell(client, article, **{"user-agent": "Mozilla/5.0 (Linux; Android 15; CUBOT X30)"})
    assert times() == 2


def test_staff_who_are_signed_in_are_not_counted(client, article, writer):
    client.force_login(writer)
    tell(client, article)
    assert times() == 0


def test_what_is_not_live_is_not_counted(client, article, editor):
    unpublish(article=article, by=editor)
    tell(client, article)
    coming = ArticleFactory()
    publish(article=coming, by=editor, at=read_database_clock() + timedelta(days=1))
    tell(client, coming)
    assert client.post("/read/999999999999999999", headers=READER).status_code == 204
    assert times() == 0


@pytest.mark.parametrize(
    "address", ["/read/9999999999999999999", "/read/x", "/read/%00", "/read/-1"]
)
def test_no_such_address_is_a_404(client, db, address):
    assert client.post(address, headers=READER).status_code == 404


def test_it_is_told_by_post_alone(client, article):
    assert client.get(f"/read/{article.pk}", headers=READER).status_code == 405
    assert times() == 0


def test_a_failing_database_is_no_error_of_the_page(client, article, monkeypatch, caplog):
    def fail():
        raise DatabaseError("gone")

    monkeypatch.setattr("news.public.page_views.connection.cursor", fail)
    tell(client, article)
    assert "could not be counted" in caplog.text


def test_articles_and_pages_tell_it_but_not_a_look_at_another_moment(client, article, editor):
    page = ArticleFactory(section=Section.PAGE, slug="about")
    publish(article=page, by=editor)
    for shown, address in ((article, "/news/kelp/"), (page, "/about/")):
        assert HtmlPage(client.get(address)).has(f'[data-read="/read/{shown.pk}"]')
        assert HtmlPage(client.get(address)).has('script[src*="read.js"]')
    assert not HtmlPage(client.get("/news/")).has('script[src*="read.js"]')
    client.force_login(editor)
    chosen = HtmlPage(client.get("/news/kelp/", {"at": read_database_clock().isoformat()}))
    assert not chosen.has('script[src*="read.js"]')


def test_days_without_a_reader_stand_in_the_row(article):
    today = timezone.localdate()
    Reading.objects.create(article=article, day=today - timedelta(days=2), times=7)
    Reading.objects.create(article=article, day=today - timedelta(days=40), times=9)
    assert [day.times for day in page_views_by_day(today, 4)] == [0, 7, 0, 0]


@pytest.fixture
def figures(article, editor):
    other = ArticleFactory(title="Kombu", slug="kombu")
    publish(article=other, by=editor)
    today = timezone.localdate()
    for each, days_ago, number in (
        (article, 0, 3),
        (article, 10, 40),
        (article, 100, 500),
        (other, 1, 50),
    ):
        Reading.objects.create(article=each, day=today - timedelta(days=days_ago), times=number)
    return reverse("admin:news_reading_changelist")


def test_the_figures_by_article_and_by_day(client, writer, article, figures):
    client.force_login(writer)
    page = client.get(figures)
    rows = [(row.title, row.week, row.month, row.ever) for row in page.context["page"]]
    assert rows == [("Kombu", 50, 50, 50), ("=Kelp", 3, 43, 543)]
    assert "Opened 93 times in 30 days" in HtmlPage(page).text
    assert len(HtmlPage(page).all("rect")) == 30
    one = client.get(figures, {"article": article.pk})
    assert "Opened 43 times in 30 days" in HtmlPage(one).text
    assert HtmlPage(client.get(reverse("admin:news_article_change", args=[article.pk]))).has(
        f'[href="{figures}?article={article.pk}"]'
    )


def test_the_figures_as_a_file_hold_no_formula(client, writer, article, figures):
    client.force_login(writer)
    response = client.get(figures, {"format": "csv"})
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[2].startswith("'=Kelp,en,3,43,543,")
    year = client.get(figures, {"format": "csv", "article": article.pk}).getvalue().decode()
    assert len(year.splitlines()) == 366


@pytest.mark.parametrize("asked", ["x", "0", "9" * 30])
def test_figures_of_no_article_are_a_404(client, writer, figures, asked):
    client.force_login(writer)
    assert client.get(figures, {"article": asked}).status_code == 404


def test_the_list_needs_no_query_for_each_article(client, writer, figures, editor):
    client.force_login(writer)
    with CaptureQueriesContext(connection) as few:
        client.get(figures)
    for number in range(20):
        article = ArticleFactory(title=f"More {number}")
        Reading.objects.create(article=article, day=timezone.localdate(), times=1)
    with CaptureQueriesContext(connection) as many:
        client.get(figures)
    assert len(many) == len(few)


def test_nobody_signed_out_sees_figures(client, figures):
    assert client.get(figures).status_code == 302
