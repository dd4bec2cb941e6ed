"""Articles for readers outside the site's own pages: as plain HTML in feeds, and as Markdown."""

from django.template.loader import render_to_string

from core.lazy_modules import import_when_used
from core.portable_html import make_portable
from news.content.rendering import Story
from news.models import Edition

markdownify = import_when_used("markdownify")


def render_portable(story: Story, base: str) -> str:
    """Return standfirst, main picture, text and corrections of ``story`` as plain HTML.

    ``base`` is the site's own URL. The active language has to be that of the edition.
    """
    return _render("news/portable.html", story, base)


def render_markdown(story: Story, base: str) -> str:
    """Return ``story`` as Markdown: title, byline, date and the URL of the page, then the text."""
    text = markdownify.markdownify(
        _render("news/portable_page.html", story, base),
        heading_style="ATX",
        bullets="-",
        escape_misc=True,
        sub_symbol="<sub>",
        sup_symbol="<sup>",
    )
    return f"{text.strip()}\n"


def markdown_url(edition: Edition) -> str:
    """Return the path of ``edition`` as Markdown."""
    return add_markdown_ending(edition.get_absolute_url())


def add_markdown_ending(page_url: str) -> str:
    """Return the URL of the Markdown of the article whose page is at ``page_url``."""
    return f"{page_url.removesuffix('/')}.md"


def _render(template: str, story: Story, base: str) -> str:
    context = {"edition": story.edition, "story": story, "base": base}
    return make_portable(render_to_string(template, context), base)
