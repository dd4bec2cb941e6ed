"""How long the main pages take on a site with much content."""

from django.db import connection, transaction

from benchmarks.timing import TIMES, tell_pages
from tests.full_site import full_site
from tests.news.test_list_plan import ROWS

ARTICLES, MEMBERS = 5_000, 500


def main() -> None:
    site = full_site(members=MEMBERS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO news_tag (name, slug) VALUES ('many', 'many') RETURNING id")
        cursor.execute(ROWS, {"articles": ARTICLES, "tag": cursor.fetchone()[0]})
    print(f"{ARTICLES} articles, {MEMBERS} members; server time in ms, {TIMES} requests each")
    tell_pages(
        {
            "home": "/",
            "news": "/news/",
            "news by tag": "/news/tag/many/",
            "news, deep": "/news/?before=2026-06-01T00:00:00Z~1",
            "article, every block": f"/news/{site.article.slug}/",
            "members": "/members/",
            "member": f"/members/{site.member.slug}/",
            "board": "/board/",
        }
    )
