"""Take the six pictures of docs/look from the running demo: ``make look``.

Each picture is the upper part of one page: five of the public site, as a visitor sees it on a wide
screen or a phone, in light or dark, in English or Norwegian, and the article form of the admin.
"""

import io
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.browser_audit import ALL_PICTURES
from benchmarks.check_pages import FLAGS, PHONE, WIDE
from cluster_site.demo import ACCOUNTS

LOOK = Path(__file__).resolve().parents[1] / "docs" / "look"
HEIGHTS = {PHONE: 1400, WIDE: 1100}
FORM = "article-form"


class Shot(NamedTuple):
    title: str
    address: str
    width: int
    scheme: str


SHOTS = {
    "home": Shot("The home page", "/", WIDE, "light"),
    "article": Shot("An article on a phone", "/news/meet-our-newest-members/", PHONE, "light"),
    "members": Shot("The directory of members, in the dark", "/members/", WIDE, "dark"),
    "member": Shot("A member, in Norwegian", "/nb/members/isfront-enzymes/", PHONE, "dark"),
    "board": Shot("The board", "/board/", WIDE, "light"),
    FORM: Shot("The article form", "/admin/news/article/", WIDE, "light"),
}


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
    shutil.rmtree(LOOK, ignore_errors=True)
    LOOK.mkdir()
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = chromium.new_context(base_url=base, reduced_motion="reduce").new_page()
        for name, shot in SHOTS.items():
            take(page, name, shot)
        chromium.close()
    (LOOK / "README.md").write_text("\n".join(overview()) + "\n")


def take(page: Page, name: str, shot: Shot) -> None:
    page.set_viewport_size({"width": shot.width, "height": HEIGHTS[shot.width]})
    page.emulate_media(color_scheme=shot.scheme)
    if name == FORM:
        open_first_article(page, shot.address)
    else:
        page.goto(shot.address)
    page.evaluate(ALL_PICTURES)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(LOOK / f"{name}.webp", quality=60, method=6)


def open_first_article(page: Page, address: str) -> None:
    """Sign in as the demo's editor and open the article that stands first in the list."""
    email, password = re.search(r"Editor: +(\S+) +password (\S+)", ACCOUNTS.read_text()).groups()
    page.goto(address)
    page.fill("#id_username", email)
    page.fill("#id_password", password)
    page.click("#login-form [type=submit]")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#article_form").wait_for()


def overview() -> Iterator[str]:
    """Return the lines of the page with the pictures."""
    yield "# What it looks like"
    yield ""
    yield "Six pages of the running demo, taken by `make look`."
    for name, shot in SHOTS.items():
        yield from ("", f"## {shot.title}", "", f"![{shot.title}]({name}.webp)")


if __name__ == "__main__":
    main()
