"""Pictures of every kind of page of the running demo, for docs/look: ``python -m benchmarks.look``.

Each page whole, at 390 and 1280 pixels, light and dark, in the language its address says. What is
longer than one screen is folded into columns, side by side, to be read like a newspaper.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.browser_audit import ALL_PICTURES
from benchmarks.check_pages import FLAGS

LOOK = Path(__file__).resolve().parents[1] / "docs" / "look"
FOLDS = {390: 1800, 1280: 2400}
GAP, GROUND = 24, "#8a8f90"
COLUMNS = {390: 4, 1280: 2}
SCALES = {390: 0.75, 1280: 0.5}
PAGES = {
    "home": ("/", "/nb/"),
    "news": ("/news/", "/nb/news/"),
    "article": ("/news/the-pilot-hall-is-open/", "/nb/news/pilothallen-er-apnet/"),
    "article-with-spotlights": ("/news/meet-our-newest-members/", "/nb/news/ni-dager-raskere/"),
    "members": ("/members/", "/nb/members/"),
    "members-found": ("/members/?q=kelp&view=list", "/nb/members/?q=tare&view=list"),
    "newest-members": ("/members/new/", "/nb/members/new/"),
    "statistics": ("/members/statistics/", "/nb/members/statistics/"),
    "member": ("/members/isfront-enzymes/", "/nb/members/isfront-enzymes/"),
    "board": ("/board/", "/nb/board/"),
    "board-on-a-day": ("/board/?on=2024-03-01", "/nb/board/?on=2024-03-01"),
    "person": ("/people/hanne-bjorkaasen/", "/nb/people/hanne-bjorkaasen/"),
    "page": ("/about/", "/nb/om-oss/"),
    "press": ("/press/", "/nb/press/"),
    "join": ("/join/enquire/", "/nb/join/enquire/"),
    "join-refused": ("/join/enquire/", "/nb/join/enquire/"),
    "nothing-found": ("/members/?q=zzz", "/nb/members/?q=zzz"),
    "not-found": ("/nothing-here/", "/nb/nothing-here/"),
}
SENT = {"join-refused"}


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
    shutil.rmtree(LOOK, ignore_errors=True)
    LOOK.mkdir()
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = chromium.new_context(base_url=base, reduced_motion="reduce")
        page = context.new_page()
        for name, addresses in PAGES.items():
            for language, address in zip(("en", "nb"), addresses, strict=True):
                page.goto(address)
                if name in SENT:
                    page.locator("main form [type=submit]").click()
                    page.locator(".error-summary").wait_for()
                for width in FOLDS:
                    page.set_viewport_size({"width": width, "height": 900})
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        page.evaluate(ALL_PICTURES)
                        whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
                        folded(whole.convert("RGB"), width).save(
                            LOOK / f"{name}-{width}-{scheme}-{language}.webp", quality=40
                        )
        chromium.close()
    (LOOK / "README.md").write_text(shown())


def folded(whole: Image.Image, width: int) -> Image.Image:
    """The page in columns; what is beyond the last column is left out."""
    fold = FOLDS[width]
    columns = min(-(-whole.height // fold), COLUMNS[width])
    size = (columns * (width + GAP) - GAP, min(whole.height, fold))
    sheet = Image.new("RGB", size, GROUND)
    for column in range(columns):
        part = (0, column * fold, width, min(whole.height, (column + 1) * fold))
        sheet.paste(whole.crop(part), (column * (width + GAP), 0))
    scale = SCALES[width]
    return sheet.resize((round(sheet.width * scale), round(sheet.height * scale)), Image.LANCZOS)


def shown() -> str:
    """The page that shows the pictures, one section for each kind of page."""
    lines = ["# Look", "", "Made by `python -m benchmarks.look` from the running demo."]
    lines += ["Long pages are folded into columns."]
    for name in PAGES:
        lines += ["", f"## {name.replace('-', ' ').capitalize()}", ""]
        for language in ("en", "nb"):
            lines += [
                f"![{name}, {language}, {scheme}, {width} pixels]"
                f"({name}-{width}-{scheme}-{language}.webp)"
                for width in FOLDS
                for scheme in ("light", "dark")
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
