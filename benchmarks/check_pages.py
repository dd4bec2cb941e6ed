"""Every page of the running demo, looked at by the validators: ``make check-pages``.

Crawls from ``/``, ``/nb/`` and the sitemap, and prints for each page its status, the errors of the
Nu HTML checker, axe's violations, pictures without alt, dead links, bytes before pictures (compressed)
and layout shift at 390 pixels. Exits with 1 on any fault. Needs Java, and Node's npm for the checker.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

LOCAL = Path(__file__).resolve().parents[1] / ".local"
VNU = "vnu-jar@26.9.27"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# how much the page moved under the reader; a user's own actions do not count
SHIFTS = """
window.shifted = 0
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({type: "layout-shift", buffered: true})
"""
# a list's filters and cursors show what the list shows: they are asked for, and only some looked at
QUERIES_SEEN = 12
LOOKS = (("light", 1280), ("dark", 390))


@dataclass
class Found:
    """What was found on one page."""

    status: int
    links: set[str] = field(default_factory=set)
    html: str = ""
    faults: list[str] = field(default_factory=list)
    size: int = 0
    shift: float = 0.0


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
    checker = validator()
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            pages = crawl(chromium, base)
        finally:
            chromium.close()
    validate(pages, checker)
    faults = report(pages)
    sys.exit(1 if faults else 0)


def validator() -> Path:
    """The Nu HTML checker, fetched once."""
    tools = LOCAL / "tools"
    jar = tools / "package" / "build" / "dist" / "vnu.jar"
    if not jar.exists():
        tools.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", VNU], cwd=tools, check=True)
        [packed] = tools.glob("vnu-jar-*.tgz")
        shutil.unpack_archive(packed, tools, filter="data")
        packed.unlink()
    return jar


def crawl(chromium, base: str) -> dict[str, Found]:
    context = chromium.new_context(base_url=base, reduced_motion="reduce")
    answer = context.request.get("/sitemap.xml")
    if not answer.ok:
        sys.exit(f"{base} does not answer as the demo does: /sitemap.xml is {answer.status}")
    waiting = deque(["/", "/nb/", *map(path_of, re.findall(r"<loc>(.*?)</loc>", answer.text()))])
    pages: dict[str, Found] = {}
    with_query = 0
    while waiting:
        address = waiting.popleft()
        if address in pages:
            continue
        with_query += "?" in address
        whole = "?" not in address or with_query <= QUERIES_SEEN
        pages[address] = found = look(chromium, context, base, address, whole=whole)
        waiting.extend(sorted(link for link in found.links if link not in pages))
        if len(pages) % 20 == 0:
            print(f"{len(pages)} pages looked at", file=sys.stderr)
    for page in pages.values():
        dead = [link for link in page.links if link in pages and pages[link].status >= 400]
        page.faults += [f"dead link {link}" for link in dead]
    return pages


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def look(chromium, context, base: str, address: str, *, whole: bool) -> Found:
    answer = context.request.get(address)
    found = Found(answer.status)
    if "text/html" not in answer.headers.get("content-type", ""):
        return found
    if not whole:
        return found
    found.html = answer.text()
    for scheme, width in LOOKS:
        found.faults += [
            f"{scheme} {width}: {fault}"
            for fault in seen(chromium, base, address, scheme, width, found)
        ]
    return found


def seen(chromium, base, address, scheme, width, found):
    context = chromium.new_context(
        base_url=base, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.add_init_script(SHIFTS)
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request))
    errors = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(100)
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    found.links |= {
        path_of(urldefrag(href)[0]) for href in hrefs if urljoin(href, "/") == f"{base}/"
    }
    found.links -= {link for link in found.links if link.startswith(("/admin/", "/media/"))}
    if width == 390:
        found.shift = page.evaluate("window.shifted")
        found.size = sum(
            request.sizes()["responseBodySize"]
            for request in sizes
            if request.resource_type in ("document", "stylesheet", "font", "script")
        )
        if found.shift > 0.005:
            yield f"layout shift {found.shift:.3f}"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield "scrolls sideways"
    for fault in page.eval_on_selector_all("img:not([alt])", "all => all.map(one => one.src)"):
        yield f"no alt: {fault}"
    if found.status < 400:
        yield from errors
    for violation in Axe().run(page, options=RULES).response["violations"]:
        yield f"axe {violation['id']}: {violation['nodes'][0]['html'][:120]}"
    context.close()


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
    for address, found in pages.items():
        wrong = found.status >= 400
        print(f"{found.status} {found.size / 1000:6.1f} KB  shift {found.shift:.3f}  {address}")
        if wrong:
            found.faults.append(f"answers {found.status}")
        for fault in found.faults:
            print(f"      {fault}")
    faults = sum(len(found.faults) for found in pages.values())
    print(f"{len(pages)} pages, {faults} faults")
    return faults


if __name__ == "__main__":
    main()
