"""The public pages under load: ``make bench``.

Serves the content of SCALE (2,000 articles by default, 20,000 or 200,000) by the production server with two
workers, without the page cache and with it, and the same bytes by a bare WSGI function. wrk asks for each page
for DURATION seconds (2) on each of the three by turns, three times. Prints a table, and writes
it and a plot to .local/bench/.
"""

import contextlib
import os

from benchmarks.load.environment import FOLDER, LOG, SCALE  # isort: split

from benchmarks.load.bare import store_pages
from benchmarks.load.content import (
    count_queries,
    fill_database,
    find_articles,
    find_database_backend,
    find_pages,
)
from benchmarks.load.measure import PageFigures, machine_load, measure_by_turns, read_page
from benchmarks.load.memory import watch_memory
from benchmarks.load.plot import make_plot
from benchmarks.load.processes import find_database_server
from benchmarks.load.report import make_table
from benchmarks.load.servers import Server, serve
from benchmarks.load.wrk import CONNECTIONS, check_wrk

_DURATION = int(os.environ.get("DURATION") or 2)
_SITE = "cluster_site.wsgi"
_MEMORY_REQUESTS, _MEMORY_ARTICLES = 100_000, 2_000


def main() -> None:
    """Measure, print and write down."""
    check_wrk()
    fill_database(SCALE)
    pages = find_pages()
    queries = {name: count_queries(paths[0]) for name, paths in pages.items()}
    database = find_database_server(find_database_backend())
    with contextlib.ExitStack() as stack:
        settings = {"DJANGO_SETTINGS_MODULE": "cluster_site.settings", "WEB_CONCURRENCY": "2"}
        cached = stack.enter_context(serve(_SITE, "/", LOG, PAGE_CACHE_MB="32", **settings))
        uncached = stack.enter_context(serve(_SITE, "/", LOG, PAGE_CACHE_MB="0", **settings))
        bare = stack.enter_context(_serve_bare(uncached, pages))
        print(
            f"{SCALE:,} articles; 2 workers, wrk with {CONNECTIONS} connections; first page "
            f"{cached.wall_seconds:.2f} s after the start, {cached.cpu_seconds:.2f} s of CPU, load {machine_load():.1f}"
        )
        servers = {"uncached": uncached, "cached": cached, "bare": bare}
        figures = []
        for name, paths in pages.items():
            size = read_page(cached, paths)
            kinds = measure_by_turns(servers, paths, _DURATION, database)
            figures.append(PageFigures(name, size, queries[name], **kinds))
            print(f"{name}: load {machine_load():.1f}", flush=True)
        table = make_table(figures)
        print(table)
        title = f"{SCALE:,} articles: requests a second, 2 workers"
        (FOLDER / f"{SCALE}.md").write_text(f"{table}\n")
        (FOLDER / f"{SCALE}.svg").write_text(make_plot(figures, title))
        paths = [
            *find_articles(_MEMORY_ARTICLES),
            *(path for kind in pages.values() for path in kind),
        ]
        for requests, megabytes in watch_memory(cached, paths, _MEMORY_REQUESTS):
            print(f"memory after {requests:,} requests: {megabytes:.0f} MB PSS")


def _serve_bare(site: Server, pages: dict[str, list[str]]):
    """Serve the pages of ``site`` by a bare function."""
    file = FOLDER / "bare.json"
    paths = [path for kind in pages.values() for path in kind]
    store_pages({path: site.get(path) for path in paths}, file)
    return serve("benchmarks.load.bare", paths[0], LOG, BARE_PAGES=str(file))


main()
