"""How long the main pages take on a site with much content: ``make bench``.

Makes a scratch database with 5,000 articles and 500 members, asks for each page 30 times, prints the
median and the slowest in milliseconds of server time, and drops the database again.
"""

import gc
import statistics
import time

import django

import benchmarks.environment  # noqa: F401

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks import directory  # noqa: E402
from benchmarks.desk import BLOCKS, measured  # noqa: E402
from tests.full_site import full_site  # noqa: E402
from tests.news.test_list_plan import ROWS  # noqa: E402

ARTICLES, MEMBERS, TIMES = 5_000, 500, 30


def main() -> None:
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        site = full_site(members=MEMBERS)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO news_tag (name, slug) VALUES ('many', 'many') RETURNING id")
            cursor.execute(ROWS, {"articles": ARTICLES, "tag": cursor.fetchone()[0]})
        pages = {
            "home": "/",
            "news": "/news/",
            "news by tag": "/news/tag/many/",
            "news, deep": "/news/?before=2026-06-01T00:00:00Z~1",
            "article, every block": f"/news/{site.article.slug}/",
            "members": "/members/",
            "member": f"/members/{site.member.slug}/",
            "board": "/board/",
        }
        # as cluster_site/wsgi.py does
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)
        client = Client()
        print(f"{ARTICLES} articles, {MEMBERS} members; server time in ms, {TIMES} requests each")
        for name, address in pages.items():
            times = [timed(client, address) for _ in range(TIMES)]
            tell(name, times)
        print(f"the desk, an article of {BLOCKS} blocks")
        for name, times in measured():
            tell(name, times)
        directory.seed()
        print(f"the directory, {directory.MEMBERS} members more")
        for name, address in directory.ADDRESSES.items():
            tell(name, [timed(client, address) for _ in range(TIMES)])
    finally:
        connection.creation.destroy_test_db("cluster", verbosity=0)


def tell(name: str, times: list[float]) -> None:
    print(f"{name:28} median {statistics.median(times):7.1f}   slowest {max(times):7.1f}")


def timed(client: Client, address: str) -> float:
    """Server time of one request, in milliseconds."""
    start = time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
