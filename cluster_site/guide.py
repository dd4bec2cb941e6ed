"""The editors' guide on the desk: the pages in ``docs/``, in Norwegian from ``docs/nb/``, and their screens."""

import posixpath
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import slugify
from django.utils.translation import get_language

from core.lazy_modules import import_when_used

DOCS = Path(settings.BASE_DIR, "docs")
markdown_it = import_when_used("markdown_it")
_MARKDOWN = SimpleLazyObject(lambda: markdown_it.MarkdownIt("js-default"))
_FOLDERS = ("desk", "members", "relations")
_FILES = [
    *(DOCS / "editors.md", DOCS / "public-site.md"),
    *(file for folder in _FOLDERS for file in sorted((DOCS / folder).glob("*.*"))),
]
PAGES = {
    file.relative_to(DOCS).with_suffix("").as_posix() for file in _FILES if file.suffix == ".md"
}
PICTURES = {
    file.relative_to(DOCS).as_posix() for file in _FILES if file.suffix in (".png", ".webp")
}
ENGLISH, NORWEGIAN = "en", "nb"
_TRANSLATED = f"{NORWEGIAN}/"
TRANSLATIONS = {
    file.relative_to(DOCS / NORWEGIAN).with_suffix("").as_posix()
    for file in (DOCS / NORWEGIAN).rglob("*.md")
}
# the name of an address on the desk -> page and heading; the first that fits
_SCREENS = [
    (re.compile(pattern), page)
    for pattern, page in (
        (r".*_(history|compare|restore|republish)", "desk/history"),
        (r".*_(delete|uses|back)|desk_trashedrecord.*", "desk/trash"),
        (r".*_(sheet.*|export)", "members/spreadsheets"),
        (r"news_tag.*", "editors"),
        (r".*_merge", "members/names"),
        (r".*_(correct|corrections)", "desk/correct"),
        (r".*_translate", "desk/translations"),
        (r".*_preview_links", "desk/preview-and-checks"),
        (r".*_(duplicate|start)", "desk/many-at-once"),
        (r"(news_boardannouncement|members_boardseat).*", "members/board"),
        (r"news_article.*", "editors#publish-a-story"),
        (r"news_reading.*|news-coverage|members-attention", "members/attention-and-coverage"),
        (r"relations_approvalrequest.*", "relations/approval"),
        (r"members_statement.*|members-unapproved", "editors#quotes-and-approvals"),
        (r"members_departure.*|members_member_end", "members/leaving"),
        (r"members_(member|person)_.*", "editors#members"),
        (r"members_(category|focusarea)_.*", "members/directory"),
        (r"relations_questionset.*", "relations/invitations#questions"),
        (r"relations_.*", "relations/invitations"),
        (r"images.*", "desk/pictures"),
        (r"cluster_site_(menuitem|sitesettings)_.*", "editors#the-front-page"),
        (r"cluster_site_enquiry_take_in|members-welcome", "relations/new-members"),
        (r"relations_(welcomepattern|membernote)_.*", "relations/new-members"),
        (r"cluster_site_enquiry_.*", "public-site"),
        (r"cluster_site_outsidelink_.*", "public-site#links-to-other-sites"),
        (r"cluster_site_(searchpromotion|missedsearch)_.*", "public-site#the-search"),
        (r"accounts_.*|auth_.*|password.*|desk_outgoingmail.*", "desk/accounts"),
        (r"desk-(account|second-factor|recovery-codes)", "desk/accounts"),
        (r"desk-calendar.*", "desk/calendar"),
        (r"desk-personal.*", "desk/personal-data"),
        (r"index|desk-find|desk_activity.*", "desk/front-page"),
    )
]


def guide_url(url_name: str) -> str:
    """Return the URL of the guide page for the named screen, by default the guide's first page."""
    place = next((place for screen, place in _SCREENS if screen.fullmatch(url_name)), "editors")
    page, _hash, heading = place.partition("#")
    address = reverse("guide", args=[page])
    return f"{address}#{heading}" if heading else address


def guide_urls() -> list:
    """Return the URL patterns of the guide, for users of the desk."""
    return [
        path("guide/<path:page>/", admin.site.admin_view(guide_page_view), name="guide"),
        path(
            "guide-pictures/<path:name>",
            admin.site.admin_view(guide_picture_view),
            name="guide-picture",
        ),
    ]


def guide_page_view(request, page):
    """Show a page of the guide in the user's language."""
    if page not in PAGES:
        raise Http404("no such page of the guide")
    language = guide_language(page)
    title, html = render_guide_page(page, language)
    context = {
        **admin.site.each_context(request),
        "title": title,
        "html": html,
        "page": page,
        "language": language,
    }
    return TemplateResponse(request, "cluster_site/guide.html", context)


def guide_picture_view(request, name):
    """Serve a picture of the guide."""
    if name not in PICTURES:
        raise Http404("no such picture in the guide")
    return FileResponse((DOCS / name).open("rb"))


def guide_language(page: str) -> str:
    """Return the language in which the user reads ``page``: English if it is not translated."""
    return NORWEGIAN if get_language() == NORWEGIAN and page in TRANSLATIONS else ENGLISH


def guide_heading_ids(page: str) -> list[str]:
    """Return the ids of a page's headings below its title, the same in every language."""
    tokens = _MARKDOWN.parse((DOCS / f"{page}.md").read_text())[3:]
    return [
        slugify(following.content)
        for token, following in pairwise(tokens)
        if token.type == "heading_open"
    ]


def render_guide_page(page: str, language: str = ENGLISH) -> tuple[str, str]:
    """Return the title of a page and its body as HTML, with links to pages of the guide."""
    file = f"{_TRANSLATED}{page}" if language == NORWEGIAN else page
    tokens = _MARKDOWN.parse((DOCS / f"{file}.md").read_text())
    title, tokens = tokens[1].content, tokens[3:]
    ids = iter(guide_heading_ids(page))
    for token in tokens:
        if token.type == "heading_open":
            token.attrSet("id", next(ids))
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _address(file, child.attrGet("href")))
            elif child.type == "image":
                child.attrSet("src", _address(file, child.attrGet("src")))
                child.attrSet("loading", "lazy")
    return title, _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})


def _address(file: str, target: str) -> str:
    """Return the desk's URL for a link in ``file``; links to pages outside the guide lead to its first page."""
    parts = urlsplit(target)
    if parts.scheme or not parts.path:
        return target
    place = posixpath.normpath(posixpath.join(posixpath.dirname(file), parts.path))
    if place in PICTURES:
        return reverse("guide-picture", args=[place])
    page = place.removesuffix(".md").removeprefix(_TRANSLATED)
    address = reverse("guide", args=[page if page in PAGES else "editors"])
    return f"{address}#{parts.fragment}" if parts.fragment else address
