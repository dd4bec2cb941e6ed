"""What a reader's line has to carry before the pictures."""

import gzip
from pathlib import Path

import pytest

from tests.full_site import full_site

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = ("petrona.woff2", "hanken-grotesk.woff2", "petrona-italic.woff2")


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def test_the_stylesheet_and_the_script_are_small():
    assert compressed((STATIC / "site.css").read_bytes()) <= 16_000
    assert sum(compressed(path.read_bytes()) for path in STATIC.glob("*.js")) <= 8_000


@pytest.mark.slow
def test_an_article_of_every_block_weighs_at_most_90_kb_with_its_fonts(client, db):
    article = full_site(members=5, articles=5).article
    page = compressed(client.get(f"/news/{article.slug}/").content)
    fonts = sum((STATIC / "fonts" / name).stat().st_size for name in FONTS)
    served = [STATIC / "site.css", STATIC / "read.js"]
    assert page + fonts + sum(compressed(path.read_bytes()) for path in served) <= 90_000
