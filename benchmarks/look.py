"""Pictures of every kind of page of the running demo, for docs/look: ``python -m benchmarks.look``.

Each page at 390 and 1280 pixels, light and dark, in the language its address says.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.check_pages import FLAGS

LOOK = Path(__file__).resolve().parents[1] / "docs" / "look"
WIDTHS = {390: 1400, 1280: 1600}
PAGES = {
    "home": ("/", "/nb/"),
    "news": ("/news/", "/nb/news/"),
    "article": ("/news/the-pilot-hall-is-open/", "/nb/news/pilothallen-er-apnet/"),
    "article-with-spotlights": ("/news/meet-our-newest-members/", "/nb/news/ni-dager-raskere/"),
    "members": ("/members/", "/nb/members/"),
    "member": ("/members/isfront-enzymes/", "/nb/members/isfront-enzymes/"),
    "board": ("/board/", "/nb/board/"),
    "person": ("/people/hanne-bjorkaasen/", "/nb/people/hanne-bjorkaasen/"),
    "page": ("/about/", "/nb/om-oss/"),
    "join": ("/join/enquire/", "/nb/join/enquire/"),
    "press": ("/press/", "/nb/press/"),
    "not-found": ("/nothing-here/", "/nb/nothing-here/"),
}


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
    LOOK.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = chromium.new_context(
                    base_url=base,
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    viewport={"width": width, "height": height},
                )
                page = context.new_page()
                for name, addresses in PAGES.items():
                    for language, address in zip(("en", "nb"), addresses, strict=True):
                        page.goto(address)
                        page.evaluate("document.fonts.ready")
                        picture = Image.open(io.BytesIO(page.screenshot()))
                        picture.convert("RGB").save(
                            LOOK / f"{name}-{width}-{scheme}-{language}.webp", quality=55
                        )
                context.close()
        chromium.close()
    (LOOK / "README.md").write_text(shown())


def shown() -> str:
    """The page that shows the pictures, one section for each kind of page."""
    lines = ["# Look", "", "Made by `python -m benchmarks.look` from the running demo."]
    for name in PAGES:
        lines += ["", f"## {name.replace('-', ' ').capitalize()}", ""]
        for language in ("en", "nb"):
            lines += [
                f"![{name}, {language}, {scheme}, {width} pixels]"
                f"({name}-{width}-{scheme}-{language}.webp)"
                for width in WIDTHS
                for scheme in ("light", "dark")
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
