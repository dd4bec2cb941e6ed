"""The site at 80 % of what it can serve, for half an hour, with an editor who saves every second: ``make soak``.

Takes MINUTES (30). Prints a line for each minute, and ends with 1 if anything failed.
"""

import os
import statistics

from benchmarks.load.environment import LOG, SCALE  # isort: split

from benchmarks.load.content import fill_database, find_articles, find_pages
from benchmarks.load.editor import Editor
from benchmarks.load.measure import machine_load
from benchmarks.load.processes import memory_mb
from benchmarks.load.servers import Server, serve
from benchmarks.load.wrk import LoadResult, check_wrk, corrected_pause, drive
from news.models import Edition

_MINUTES = int(os.environ.get("MINUTES") or 30)
_SHARE = 0.8
_CONNECTIONS = 32
_ARTICLES = 100
_MINUTE = 60  # seconds


def main() -> None:
    """Find the most that the site can serve, serve a share of it, and report."""
    check_wrk()
    fill_database(SCALE)
    lists = [path for paths in find_pages().values() for path in paths]
    paths = [path for article in find_articles(_ARTICLES) for path in (article, lists[0])] + lists
    settings = {"DJANGO_SETTINGS_MODULE": "cluster_site.settings", "WEB_CONCURRENCY": "2"}
    with serve("cluster_site.wsgi", "/", LOG, **settings) as server:
        drive(server.url, paths, seconds=_MINUTE // 2, connections=_CONNECTIONS)
        editor = Editor(server, Edition.objects.order_by("pk").last())
        editor.start()
        most = drive(server.url, paths, seconds=_MINUTE // 3, connections=_CONNECTIONS)
        wanted = _SHARE * most.per_second
        # none rests longer than about a second: after two the server closes it, which wrk counts as an error
        connections = max(1, min(_CONNECTIONS, round(wanted)))
        pause = round(1000 * connections / wanted)
        for _attempt in range(3):
            trial = drive(server.url, paths, seconds=10, connections=connections, pause=pause)
            pause = corrected_pause(pause, trial, wanted, connections=connections)
        print(
            f"at most {most.per_second:.0f} requests/s with the editor at work; {connections} connections that rest "
            f"{pause} ms each make {wanted:.0f}",
            flush=True,
        )
        results = [
            _minute(number, server, editor, paths, connections=connections, pause=pause)
            for number in range(_MINUTES)
        ]
        editor.end()
    failures = sum(result.errors for result in results) + most.errors + len(editor.errors)
    print(
        f"{sum(result.requests for result in results):,} requests, {editor.saves} saves, {failures} errors"
    )
    if editor.visible:
        print(
            f"a publish was visible after {statistics.median(editor.visible):.2f} s at the median of "
            f"{len(editor.visible)}, {max(editor.visible):.2f} s at most"
        )
    print(*editor.errors[:5], sep="\n")
    raise SystemExit(failures > 0)


def _minute(
    number: int, server: Server, editor: Editor, paths: list[str], *, connections: int, pause: int
) -> LoadResult:
    saves = editor.saves
    result = drive(server.url, paths, seconds=_MINUTE, connections=connections, pause=pause)
    print(
        f"minute {number + 1}: {result.per_second:.0f} requests/s, p50 {result.p50:.1f} ms, p99 {result.p99:.1f} ms, "
        f"{result.errors} errors; {editor.saves - saves} saves; {memory_mb(server.pid):.0f} MB PSS; "
        f"load {machine_load():.1f}",
        flush=True,
    )
    return result


if __name__ == "__main__":
    main()
