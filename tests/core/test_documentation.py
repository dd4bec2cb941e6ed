"""The guides hold together: every local link and picture leads somewhere, and no picture lies about unused."""

import re
import subprocess
from itertools import chain
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from markdown_it import MarkdownIt

ROOT = settings.BASE_DIR
GUIDES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "tests" / "README.md"])
PICTURES = {".png", ".webp", ".jpg", ".avif", ".gif", ".svg"}
MOST_BYTES = 12_000_000


def local_targets(guide):
    """The files that a guide links to or shows."""
    inline = (token.children or [] for token in MarkdownIt("commonmark").parse(guide.read_text()))
    for token in chain.from_iterable(inline):
        target = urlsplit(token.attrGet("href") or token.attrGet("src") or "")
        if target.path and not target.scheme and not target.netloc:
            yield (guide.parent / unquote(target.path)).resolve()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))
def test_each_local_link_and_picture_of_a_guide_exists(guide):
    assert [str(target) for target in local_targets(guide) if not target.exists()] == []


def test_no_guide_shows_a_picture_by_raw_html_which_the_test_above_would_not_see():
    assert [
        str(guide) for guide in GUIDES if re.search(r"<(img|source)\b", guide.read_text())
    ] == []


def test_each_picture_of_the_guides_is_shown_by_one_of_them():
    shown = set(chain.from_iterable(map(local_targets, GUIDES)))
    pictures = {path for path in (ROOT / "docs").rglob("*") if path.suffix in PICTURES}
    assert sorted(str(path.relative_to(ROOT)) for path in pictures - shown) == []


def test_the_checkout_stays_under_12_megabytes():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    archive = ["git", "-C", str(ROOT), "archive", "HEAD"]
    assert len(subprocess.run(archive, check=True, capture_output=True).stdout) < MOST_BYTES


def test_each_module_that_the_architecture_names_exists():
    named = re.findall(
        r"[a-z_]+(?:/[a-z0-9_]+)+\.(?:py|html)", (ROOT / "docs/architecture.md").read_text()
    )
    assert [path for path in named if not (ROOT / path).exists()] == []
