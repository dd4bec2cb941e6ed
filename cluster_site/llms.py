"""``llms.txt``: what the site is, and where machines read it (https://llmstxt.org)."""

import re

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.numbers import format_number
from core.plaintext import replace_unprintable
from core.slugs import filter_addressable
from core.structured import absolute_url
from members.counts import count_members
from news.models import Edition, Section
from news.public.filters import NewsFilters
from news.public.lists import fetch_news_page
from news.public.portable import markdown_url

_SPECIAL = re.compile(r"([\\`*_\[\]<>#])")
_LISTS = (("members", _("Members")), ("board", _("The board")), ("news", _("News")))
_DATA = (
    ("api-members", _("Members as JSON")),
    ("api-board", _("The board as JSON")),
    ("api-news", _("News as JSON")),
    ("api-description", _("What the data holds (OpenAPI)")),
)


@require_safe
def llms_view(request):
    """Serve the site's pages and latest news, with links to their Markdown."""
    at, site = request.moment.at, request.site
    members = count_members(at)
    lines = [f"# {_escape(site.name)}", ""]
    if site.tagline:
        lines += [f"> {_escape(site.tagline)}", ""]
    lines += [
        gettext(
            "Every article and page is also available as Markdown:"
            " put .md in place of the last slash of its address."
        ),
        "",
    ]
    news = fetch_news_page(NewsFilters(), QueryDict(), at).editions
    entries = {
        gettext("Pages"): [_edition_line(request, edition) for edition in _pages(at)],
        gettext("Latest news"): [_edition_line(request, edition) for edition in news],
        gettext("Lists"): [_line(request, label, reverse(name)) for name, label in _LISTS],
        gettext("Data"): [_line(request, label, reverse(name)) for name, label in _DATA],
        "Optional": [
            _line(request, gettext("News as RSS"), reverse("feed-news", args=["rss"])),
            _line(request, gettext("All addresses"), reverse("sitemap")),
        ],
    }
    words = ngettext("%(number)s organisation today", "%(number)s organisations today", members)
    entries[gettext("Lists")][0] += f": {words % {'number': format_number(members)}}"
    for heading, items in entries.items():
        if items:
            lines += [f"## {heading}", "", *items, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _pages(at) -> list[Edition]:
    language = get_language() or settings.LANGUAGE_CODE
    pages = Edition.objects.live(at).filter(section=Section.PAGE).in_language(language, at=at)
    return filter_addressable(pages.for_cards().order_by("title", "article_id"))


def _edition_line(request, edition: Edition) -> str:
    line = _line(request, edition.title, markdown_url(edition))
    return f"{line}: {_escape(edition.standfirst)}" if edition.standfirst else line


def _line(request, words, path: str) -> str:
    return f"- [{_escape(str(words))}]({absolute_url(request, path)})"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(replace_unprintable(text).split()))
