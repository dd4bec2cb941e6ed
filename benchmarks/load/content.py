"""The content under load, and the pages that are asked for."""

from itertools import islice
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.translation import override

from benchmarks.load.environment import MEMBERS
from cluster_site.demo import collect_static_files
from cluster_site.synthetic.content import is_empty
from core.moment import read_database_clock
from members.models import Member
from news.models import Edition, Tag
from news.public.lists import PAGE_SIZE, make_cursor

# of articles and members, so that what a process has rendered lately is not all there is
_DIFFERENT = 100
_DEEP = (50, 500)


def fill_database(scale: int) -> None:
    """Bring the database up to date and make ``scale`` articles, unless they are there."""
    collect_static_files()
    call_command("migrate", interactive=False, verbosity=0)
    if is_empty():
        print(f"Making {scale} articles and {MEMBERS[scale]} members ...", flush=True)
        call_command("make_content", articles=scale, members=MEMBERS[scale], verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def find_pages() -> dict[str, list[str]]:
    """Return the paths of each kind of page, asked for by turns; by the name it has in the table."""
    at = read_database_clock()
    with override("en"):
        news = Edition.objects.live(at).news().in_language("en", at=at).newest_first()
        members = Member.objects.current(at=at).order_by("pk")
        pages = {"home": ["/"], "news": ["/news/"]}
        for number in _DEEP:
            last_before = news[(number - 1) * PAGE_SIZE - 1 :].first()
            if last_before:
                query = urlencode({"before": make_cursor(last_before)})
                pages[f"news, page {number}"] = [f"/news/?{query}"]
        return pages | {
            "article": [edition.get_absolute_url() for edition in news[:_DIFFERENT]],
            "members": ["/members/"],
            "member": [member.get_absolute_url() for member in members[:_DIFFERENT]],
            "board": ["/board/"],
            "tag": [f"/news/tag/{tag.slug}/" for tag in Tag.objects.order_by("pk")[:1]],
            "feed": ["/feeds/news.rss"],
            "sitemap, index": ["/sitemap.xml"],
            "sitemap, news": ["/sitemap-news.xml"],
            "sitemap, members": ["/sitemap-members.xml"],
        }


def find_articles(number: int) -> list[str]:
    """Return the paths of ``number`` articles, for a load that no cache holds as a whole."""
    with override("en"):
        editions = Edition.objects.live(read_database_clock()).news().newest_first()
        return [edition.get_absolute_url() for edition in islice(editions.iterator(), number)]


def count_queries(path: str) -> int:
    """Return the number of SQL queries of a page that has been asked for before."""
    client = Client(headers={"Host": "localhost"})
    client.get(path)
    queries = []

    def note(execute, sql, *arguments):
        queries.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        response = client.get(path)
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    return len(queries)


def find_database_backend() -> int:
    """Return the process of this connection on the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
