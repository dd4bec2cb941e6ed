"""Every page of the running demo, looked at by the validators: ``make check-pages``.

Crawls from ``/``, ``/nb/`` and the sitemap, and prints for each page its status, the errors of the
Nu HTML checker, axe's violations, pictures without alt, dead links, bytes before pictures (compressed)
and layout shift. Exits with 1 on any fault. Needs Java, and Node's npm for the checker.

Every page is looked at on a phone in light and on a wide screen in dark; the first of each kind on
both in both. Layout shift is measured with the fonts in time, and on the first of the kinds of page
that most visitors come to with fonts that come after the first paint. Of addresses with one name in
their query (a filter, a past date, a further page) the first of each page and name is looked at and
its links followed; the others, and the first of each page and several names, are asked for, as
files are.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urlsplit

from playwright.async_api import async_playwright

from benchmarks.browser_audit import Found, Tab

LOCAL = Path(__file__).resolve().parents[1] / ".local"
VNU = "vnu-jar@26.9.27"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
AT_ONCE = 4
PHONE, WIDE = 390, 1280
# the looks of one load after the other: widths in pixels, and colour schemes
EVERY_LOOK = [[(PHONE, "light"), (PHONE, "dark")], [(WIDE, "light"), (WIDE, "dark")]]
SOME_LOOKS = [[(PHONE, "light"), (WIDE, "dark")]]
MOST_SHIFT = 0.005  # 0.00 in two places
# where nothing may move even when the fonts come after the first paint
LATE_FONTS = {"/", "/news/", "/news/*/", "/members/", "/board/"}
KINDS = re.compile(r"/(news/tag|news|members|people)/(?!new/|statistics/)[^/]+/")


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
    checker = validator()
    pages = asyncio.run(crawled(base))
    validate(pages, checker)
    sys.exit(1 if report(pages) else 0)


def validator() -> Path:
    """Return the Nu HTML checker, downloaded once."""
    tools = LOCAL / "tools"
    jar = tools / "package" / "build" / "dist" / "vnu.jar"
    if not jar.exists():
        tools.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", VNU], cwd=tools, check=True)
        [packed] = tools.glob("vnu-jar-*.tgz")
        shutil.unpack_archive(packed, tools, filter="data")
        packed.unlink()
    return jar


async def crawled(base: str) -> dict[str, Found]:
    async with async_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        chromium = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            crawl = Crawl(chromium, base, await playwright.request.new_context(base_url=base))
            return await crawl.run()
        finally:
            await chromium.close()


class Crawl:
    """One walk over the site: some pages at once, each address once."""

    def __init__(self, chromium, base, requests):
        self.chromium, self.base, self.requests = chromium, base, requests
        self.pages: dict[str, Found] = {}
        self.known, self.kinds = set(), set()
        self.waiting = asyncio.Queue()

    async def run(self) -> dict[str, Found]:
        answer = await self.requests.get("/sitemap.xml")
        if not answer.ok:
            sys.exit(f"{self.base} does not answer as the demo does: sitemap: {answer.status}")
        listed = []
        for file in re.findall(r"<loc>(.*?)</loc>", await answer.text()):
            listed += re.findall(r"<loc>(.*?)</loc>", await (await self.requests.get(file)).text())
        self.add(["/", "/nb/", *filter(None, map(self.path_of, listed))])
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(self.work()) for _ in range(AT_ONCE)]
            await self.waiting.join()
            for worker in workers:
                worker.cancel()
        for found in self.pages.values():
            asked = sorted(found.links & self.pages.keys())
            dead = [link for link in asked if self.pages[link].status >= 400]
            found.faults += [f"dead link {link}" for link in dead]
        return self.pages

    def add(self, addresses):
        for address in addresses:
            kind, names = kind_of(address)
            if address not in self.known and not (len(names) > 1 and kind in self.kinds):
                self.waiting.put_nowait((address, kind not in self.kinds))
            self.known.add(address)
            self.kinds.add(kind)

    def path_of(self, address: str) -> str | None:
        """Return the path of a URL of this site; None for URLs of other sites and of the desk."""
        address = urldefrag(address)[0]
        if not address.startswith(f"{self.base}/"):
            return None
        path = address.removeprefix(self.base)
        return None if path.startswith("/admin/") else path

    async def work(self):
        """Look at one address after the other, all in one tab."""
        context = await self.chromium.new_context(base_url=self.base, reduced_motion="reduce")
        context.set_default_timeout(120_000)
        tab = Tab(await context.new_page())
        await tab.set_up()
        while True:
            address, first = await self.waiting.get()
            self.pages[address] = found = await self.look(tab, address, first=first)
            self.add(sorted(found.links))
            if len(self.pages) % 50 == 0:
                print(f"{len(self.pages)} addresses", file=sys.stderr, flush=True)
            self.waiting.task_done()

    async def look(self, tab, address: str, *, first: bool) -> Found:
        # the server may just be closing a connection that was kept
        answer = await self.requests.get(address, max_retries=3)
        found = Found(answer.status)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        names = kind_of(address)[1]
        if found.status < 400 and is_page and (not names or (first and len(names) == 1)):
            found.html = await answer.text()
            late = first and not names and kind_of(address)[0][0].removeprefix("/nb") in LATE_FONTS
            for looks in EVERY_LOOK if first else SOME_LOOKS:
                found.links |= set(
                    map(self.path_of, await tab.load(address, looks, found, late=late))
                )
            found.links.discard(None)
        return found


def kind_of(address: str) -> tuple[tuple, list[str]]:
    """Return the kind of a page (the same for all articles, say), and the names in its query."""
    parts = urlsplit(address)
    names = sorted(parse_qs(parts.query, keep_blank_values=True))
    return (parts.path if names else KINDS.sub(r"/\1/*/", parts.path), *names), names


def validate(pages: dict[str, Found], checker: Path) -> None:
    folder = LOCAL / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names = {}
    for number, (address, found) in enumerate(pages.items()):
        if found.html:
            names[f"{number}.html"] = address
            (folder / f"{number}.html").write_text(found.html)
    command = ["java", "-jar", str(checker), "--format", "json", "--exit-zero-always", str(folder)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True).stderr)
    for message in told["messages"]:
        if message["type"] == "error":
            address = names[Path(message["url"]).name]
            pages[address].faults.append(
                f"html line {message.get('lastLine')}: {message['message']}"
            )


def report(pages: dict[str, Found]) -> int:
    for address, found in sorted(pages.items()):
        if found.status >= 400:
            found.faults.append(f"answers {found.status}")
        if found.shift > MOST_SHIFT:
            found.faults.append(f"layout shift {found.shift:.3f}")
        if found.html or found.faults:
            print(f"{found.status} {found.size / 1000:6.1f} KB  shift {found.shift:.3f}  {address}")
        for fault in found.faults:
            print(f"      {fault}")
    seen = sum(bool(found.html) for found in pages.values())
    faults = sum(len(found.faults) for found in pages.values())
    print(f"{seen} pages looked at, {len(pages) - seen} more addresses asked for, {faults} faults")
    return faults


if __name__ == "__main__":
    main()
