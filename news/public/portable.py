"""Articles for readers outside the site's own pages: as plain HTML in feeds, and as Markdown."""

from django.template.loader import render_to_string

from core.portable_html import make_portable
from news.content.rendering import Story


def render_portable(story: Story, base: str) -> str:
    """Return standfirst, main picture, text and corrections of ``story`` as plain HTML.

    ``base`` is the site's own URL. The active language has to be that of the edition.
    """
    context = {"edition": story.edition, "story": story}
    return make_portable(render_to_string("news/portable.html", context), base)
