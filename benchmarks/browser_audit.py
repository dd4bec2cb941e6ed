"""One page in a tab of the browser: what the validators see there, by width and colour scheme."""

import asyncio
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Error

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PRELOADED = 2  # fonts
HEIGHT = 900
# how much the page moved under the reader; a user's own actions do not count
SHIFTS = """
window.shifted = 0
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value
}).observe({type: "layout-shift", buffered: true})
"""
PAINTED = """() => new Promise(painted => new PerformanceObserver(list => {
  if (list.getEntriesByName("first-contentful-paint").length) setTimeout(painted, 150)
}).observe({type: "paint", buffered: true}))"""
ALL_PICTURES = """async () => {
  for (const one of document.images) one.loading = "eager"
  await Promise.all([...document.images].map(one => one.decode().catch(() => {})))
}"""
WRONG = """() => [
  ...[...document.querySelectorAll("img:not([alt])")].map(one => `no alt: ${one.src}`),
  ...[...document.images].filter(one => one.complete && !one.naturalWidth).map(one => `no picture: ${one.src}`),
  ...[...document.querySelectorAll('a[href^="#"]')]
    .filter(one => !document.getElementById(one.hash.slice(1))).map(one => `dead link ${one.hash}`),
  ...(document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : []),
]"""
AXE = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
  .flatMap(rule => rule.nodes.map(node => `axe ${rule.id}: ${node.html.slice(0, 160)}`))"""


@dataclass
class Found:
    """What was found on one page."""

    status: int
    links: set[str] = field(default_factory=set)
    html: str = ""
    faults: list[str] = field(default_factory=list)
    size: int = 0
    shift: float = 0.0


class Tab:
    """A tab of the browser. It decides what comes first, the fonts or the first paint."""

    def __init__(self, page):
        self.page = page
        self.painted, self.dressed = asyncio.Event(), asyncio.Event()
        self.late = False
        self.sent, self.told = [], []

    async def set_up(self):
        page = self.page
        await page.add_init_script(SHIFTS)
        # with a route in place nothing comes from the browser's store, so bytes are true
        await page.route("**/fonts/*", self.font)
        await page.route("**/site*.css", self.stylesheet)
        page.on("requestfinished", self.finished)
        page.on("console", lambda said: said.type == "error" and self.told.append(said.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))

    async def font(self, route):
        if self.late:
            await self.painted.wait()
        await route.continue_()

    async def stylesheet(self, route):
        if not self.late:
            await self.dressed.wait()
        await route.continue_()

    def finished(self, request):
        self.sent.append(request)
        if sum(one.resource_type == "font" for one in self.sent) == PRELOADED:
            self.dressed.set()

    async def load(self, address: str, looks, found: Found, *, late: bool) -> list[str]:
        """Load the page once, look at it in each look (a width and a colour scheme); its links."""
        page = self.page
        self.late = late
        self.painted.clear()
        self.dressed.clear()
        self.sent, self.told = [], []
        try:
            width, scheme = looks[0]
            await self.wear(width, scheme)
            await page.goto(address, wait_until="domcontentloaded")
            await page.evaluate(PAINTED)
            self.painted.set()
            await page.wait_for_load_state("load")
            await page.evaluate("document.fonts.ready")
            await page.evaluate(ALL_PICTURES)
            found.shift = max(found.shift, await page.evaluate("window.shifted"))
            found.size = found.size or await self.weight()
            await page.evaluate(AXE_SCRIPT)
            for width, scheme in looks:
                await self.wear(width, scheme)
                said = await page.evaluate(WRONG) + await page.evaluate(AXE, RULES)
                found.faults += [f"{width} {scheme}: {fault}" for fault in said]
            return await page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        except Error as error:
            self.told.append(f"could not be looked at: {error.message.splitlines()[0]}")
            return []
        finally:
            found.faults += self.told
            self.painted.set()
            self.dressed.set()

    async def wear(self, width, scheme):
        await self.page.set_viewport_size({"width": width, "height": HEIGHT})
        await self.page.emulate_media(color_scheme=scheme)

    async def weight(self) -> int:
        """Bytes on the line before pictures."""
        kinds = ("document", "stylesheet", "font", "script")
        sizes = [await one.sizes() for one in self.sent if one.resource_type in kinds]
        return sum(size["responseBodySize"] for size in sizes)
