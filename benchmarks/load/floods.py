"""Visitors while 50 others flood search, forms and preview links: ``make bench-floods``.

Serves the content of SCALE with two workers behind a proxy's headers. Eight visitors ask for pages and,
each from an address of its own, for searches, alone and while 50 clients, each from one address, send at
FLOOD requests a second together (500; 0 is as fast as they can), by turns, five times for DURATION
seconds (5). FLOOD_OF names what they ask for (search,forms,preview links,forged links), and SENDERS the
number of addresses that they have together (50). SEARCH is the word that visitors search for (cancer).
Visitors come a second after the flood began. Prints the visitors' latencies, round by round too, since
in the first one the server does not know the flood yet, and what the flood was answered.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.load.environment import LOG, SCALE  # isort: split

from accounts.models import User
from benchmarks.load.content import fill_database
from benchmarks.load.measure import machine_load
from benchmarks.load.servers import Server, serve
from benchmarks.load.wrk import LoadResult, check_wrk, parse_report
from news.models import Article
from news.review.preview_links import make_preview_link, preview_link_url

_CLIENTS, _VISITORS, _ROUNDS = 50, 8, 5
_DURATION = int(os.environ.get("DURATION") or 5)
_FLOOD = int(os.environ.get("FLOOD") or 500)
_VISITOR_PAUSE = 100  # ms between two requests of a visitor
_SENDERS = int(os.environ.get("SENDERS") or _CLIENTS)
# what each kind of flood asks: method, path (%d is a number that never repeats) and body
FLOODS = {
    "search": ("GET", "/search/?q=kelp+%d", ""),
    "forms": ("POST", "/join/enquire/", "name=Flood&email=flood@example.org&text=Flood+%d"),
    "preview links": ("GET", "{link}", ""),
    "forged links": ("GET", "/preview/kelp-%d:forged:signature/", ""),
}
_KINDS = (os.environ.get("FLOOD_OF") or ",".join(FLOODS)).split(",")
# what visitors search for: a page without results, as of most words in made content, is never cached
_SEARCH = os.environ.get("SEARCH") or "cancer"
_PAGES = ("/", "/news/", "/members/", "/board/", "/nb/", f"/search/?q={_SEARCH}")
_SCRIPT = """
local number = 0
local paths, pause = %(paths)s, %(pause)d
local network = "%(network)s"
request = function()
  number = number + 1
  local sender = number %% %(addresses)d
  local headers = {
    ["X-Forwarded-For"] = network .. math.floor(sender / 250) .. "." .. (sender %% 250 + 1),
    ["Content-Type"] = "application/x-www-form-urlencoded",
  }
  local path = paths[number %% #paths + 1]
  return wrk.format("%(method)s", path:gsub("%%%%d", number), headers, (%(body)s):gsub("%%%%d", number))
end
-- each at its own pace: all at the same instant would be another test
if pause > 0 then delay = function() return math.random(0, 2 * pause) end end
"""


@contextmanager
def _load(
    server: Server, *, connections: int, pause: int, seconds: int = _DURATION, **script
) -> Iterator[list[LoadResult]]:
    """Load the server for as long as a round takes; the list has the result when the context has ended."""
    results: list[LoadResult] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "requests.lua")
        file.write_text(_SCRIPT % {"pause": pause, **script})
        command = [
            "wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s",
            "--timeout=30s", "--latency", f"--script={file}", server.url,
        ]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as wrk:
            yield results
            results.append(parse_report(wrk.stdout.read()))


def _visit(server: Server, network: str) -> LoadResult:
    paths = "{" + ", ".join(f'"{path}"' for path in _PAGES) + "}"
    with _load(
        server,
        connections=_VISITORS,
        pause=_VISITOR_PAUSE,
        paths=paths,
        network=network,
        addresses=250,
        method="GET",
        body='""',
    ) as visits:
        pass
    return visits[0]


@contextmanager
def _flood(server: Server, kinds: list[str], link: str) -> Iterator[dict[str, list[LoadResult]]]:
    """Flood the server by ``kinds``, which share the clients; ``link`` is a preview link that opens."""
    connections = max(1, _CLIENTS // max(1, len(kinds)))
    results = {}
    with ExitStack() as stack:
        for kind in kinds:
            method, path, body = FLOODS[kind]
            path = path.replace("{link}", link)
            results[kind] = stack.enter_context(
                _load(
                    server,
                    connections=connections,
                    seconds=_DURATION + 2,
                    pause=1000 * connections * len(kinds) // _FLOOD if _FLOOD else 0,
                    paths=f'{{"{path}"}}',
                    network=f"198.{list(FLOODS).index(kind)}.",
                    addresses=max(1, _SENDERS // len(kinds)),
                    method=method,
                    body=f'"{body}"',
                )
            )
        yield results


def _make_link() -> str:
    email = "flood@example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_superuser(
        email, name="Flood"
    )
    return preview_link_url(make_preview_link(Article.objects.earliest("pk"), by=user))


def main() -> None:
    """Measure and print."""
    check_wrk()
    fill_database(SCALE)
    link = _make_link()
    settings = {"DJANGO_SETTINGS_MODULE": "cluster_site.settings", "WEB_CONCURRENCY": "2"}
    with serve("cluster_site.wsgi", "/", LOG, BEHIND_PROXY="1", **settings) as server:
        _visit(server, "192.0.")
        alone, flooded, answers = [], [], {kind: [] for kind in _KINDS}
        for number in range(_ROUNDS):
            alone.append(_visit(server, f"193.{number}."))
            with _flood(server, _KINDS, link) as floods:
                time.sleep(1)
                flooded.append(_visit(server, f"194.{number}."))
            for kind, results in floods.items():
                answers[kind] += results
    articles = Article.objects.count()
    print(
        f"{articles:,} articles, 2 workers, load {machine_load():.1f}, flood of {_FLOOD} a second"
        f" from {_SENDERS} addresses"
    )
    for name, visits in (("alone", alone), ("in the flood", flooded)):
        p50, p99 = (
            statistics.median(getattr(visit, q) for visit in visits) for q in ("p50", "p99")
        )
        errors = sum(visit.errors for visit in visits)
        print(
            f"visitors {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms (round by round"
            f" {', '.join(f'{visit.p99:.0f}' for visit in visits)}); {errors} refused or failed"
        )
    for kind, results in answers.items():
        rate = statistics.median(result.per_second for result in results)
        total = sum(result.requests for result in results)
        refused = sum(result.errors for result in results)
        print(f"flood of {kind}: {rate:.0f} a second, {refused} of {total} refused")


main()
