"""A cleaned drawing looks as it did."""

import pytest

from images.decoding.svg import clean_svg
from tests.images.test_svg import LOGO

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_drawing_looks_the_same_afterwards(browser):
    def seen(svg):
        page = browser.new_page(viewport={"width": 400, "height": 200})
        page.set_content(f"<style>svg{{width:400px;height:200px}}body{{margin:0}}</style>{svg}")
        shot = page.screenshot()
        page.close()
        return shot

    safe = clean_svg(LOGO.encode()).decode().partition("?>")[2]
    assert seen(LOGO) == seen(safe)
