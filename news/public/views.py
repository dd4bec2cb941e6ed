"""The public pages of news."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.moment import SiteRequest
from core.page_head import describe_list, page_head
from core.structured import (
    absolute_url,
    breadcrumb_data,
    collection_data,
    organisation_data,
    organisation_reference,
)
from news.content.addresses import ArticleGone, ArticleMoved, find_edition_at
from news.content.rendering import Story, build_story
from news.models import Section
from news.public.filters import NewsFilters, parse_news_filters
from news.public.lists import NewsPage, fetch_news_page, first_year_with_news
from news.public.portable import add_markdown_ending, markdown_url, render_markdown
from news.public.sharing import ShareImage, find_share_image


class NewsListView(TemplateView):
    """News, filtered by section, tag, member or year."""

    template_name = "news/edition_list.html"
    request: SiteRequest

    def get(self, request: HttpRequest, tag: str | None = None) -> HttpResponse:
        filters = parse_news_filters(request.GET, at=self.request.moment.at, tag=tag)
        if filters.tag and tag and tag != filters.tag.slug:
            return _moved(filters.tag.get_absolute_url(), request.GET)
        asked = {
            kind: record.slug
            for kind, record in (("tag", filters.tag), ("member", filters.member))
            if request.GET.get(kind) and record
        }
        if any(request.GET[kind] != slug for kind, slug in asked.items()) and not tag:
            return _moved(request.path, request.GET, **asked)
        return self.render_to_response(self._context(filters))

    def _context(self, filters: NewsFilters) -> dict[str, Any]:
        moment = self.request.moment
        page = fetch_news_page(filters, self.request.GET, moment.at)
        first_year = first_year_with_news(moment.at)
        years = range(moment.day.year, first_year - 1, -1) if first_year else []
        return self.get_context_data(
            filters=filters,
            list_address=reverse("news"),
            page=page,
            chosen=[
                {"kind": kind, "label": label, "without": filters.query(**{kind: None})}
                for kind, label in filters.labels.items()
            ],
            sections=[
                {
                    "label": section.label,
                    "query": filters.query(section=section.value),
                    "current": section == filters.section,
                }
                for section in Section
                if section != Section.PAGE
            ],
            years=[
                {
                    "label": str(year),
                    "query": filters.query(year=year),
                    "current": year == filters.year,
                }
                for year in years
            ],
            all_sections=filters.query(section=None),
            all_years=filters.query(year=None),
            older=page.older and filters.query(before=page.older),
            newer=page.newer and filters.query(after=page.newer),
            feed=filters.feeds,
            canonical=self._canonical_path(filters),
            indexed=bool(page.editions) and "after" not in self.request.GET,
            structured=self._structured(page, filters),
            **self._head(page, filters),
        )

    def _canonical_path(self, filters: NewsFilters) -> str:
        """Return the path of this page of the list, with its parameters in one order."""
        if filters.only_tag and filters.tag:
            path, filters = filters.tag.get_absolute_url(), NewsFilters()
        else:
            path = reverse("news")
        query = filters.query(before=self.request.GET.get("before"))
        return f"{path}{query}" if query != "?" else path

    def _head(self, page: NewsPage, filters: NewsFilters) -> dict[str, Any]:
        title = filters.title
        if page.editions and self.request.GET.keys() & {"before", "after"}:
            day = date_format(timezone.localtime(page.editions[0].first_published))
            title = _("%(title)s, published until %(day)s") % {"title": title, "day": day}
        titles = [edition.title for edition in page.editions]
        return page_head(title, describe_list(title, titles))

    def _structured(self, page: NewsPage, filters: NewsFilters) -> list[dict]:
        entries = [(edition.title, edition.get_absolute_url()) for edition in page.editions]
        steps = [(_("News"), reverse("news"))]
        if filters.tag:
            steps.append((filters.tag.local_name, self.request.path))
        return [
            collection_data(self.request, filters.heading, entries),
            breadcrumb_data(self.request, *steps),
        ]


def _moved(address: str, query: QueryDict, **changed: str) -> HttpResponsePermanentRedirect:
    """Redirect for good to ``address`` with the requested query and the parameters ``changed`` in it."""
    query = query.copy()
    for name, value in changed.items():
        query[name] = value
    return HttpResponsePermanentRedirect(f"{address}?{query.urlencode()}" if query else address)


class ArticleView(TemplateView):
    """An article, live at the requested moment."""

    template_name = "news/edition_detail.html"
    page = False
    request: SiteRequest

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        moment = self.request.moment
        language = get_language() or settings.LANGUAGE_CODE
        try:
            edition = find_edition_at(language, slug, page=self.page, at=moment.at)
        except ArticleMoved as moved:
            return HttpResponsePermanentRedirect(self.url_at(moved.address))
        except ArticleGone:
            return render(request, "410.html", status=410)
        return self.respond(build_story(edition, moment.at))

    def url_at(self, page_url: str) -> str:
        """Return the URL of this view for the article whose page is at ``page_url``."""
        return page_url

    def respond(self, story: Story) -> HttpResponse:
        """Return the response that shows ``story``."""
        return self.render_to_response(
            {
                **page_context(self.request, story),
                "markdown": markdown_url(story.edition),
                "visit": True,
                "counted": not self.request.moment.chosen,
            }
        )


class MarkdownView(ArticleView):
    """An article as Markdown, for machines that read."""

    def url_at(self, page_url: str) -> str:
        return add_markdown_ending(page_url)

    def respond(self, story: Story) -> HttpResponse:
        base = absolute_url(self.request, "")
        links = [f'<{base}{story.edition.get_absolute_url()}>; rel="canonical"']
        if story.translation:
            links.append(
                f'<{base}{markdown_url(story.translation)}>; rel="alternate";'
                f' hreflang="{story.translation.language}"'
            )
        return HttpResponse(
            render_markdown(story, base),
            content_type="text/markdown; charset=utf-8",
            headers={"Link": ", ".join(links)},
        )


def page_context(request: SiteRequest, story: Story) -> dict:
    """Return the template context of an edition's public page, also for previews."""
    share = find_share_image(story.edition, story.hero, request.site)
    return {
        "edition": story.edition,
        "story": story,
        "share": share,
        "alternates": _alternates(story),
        "structured": _structured(request, story, share),
        **page_head(story.edition.title, story.edition.standfirst),
    }


def _alternates(story: Story) -> list[dict[str, str]]:
    """Return the article's URL in each language it is live in; empty without a translation."""
    if story.translation is None:
        return []
    return [
        {"language": edition.language, "address": edition.get_absolute_url()}
        for edition in sorted((story.edition, story.translation), key=lambda other: other.language)
    ]


def _structured(request: SiteRequest, story: Story, share: ShareImage | None) -> list[dict]:
    """Return schema.org data of the article and of its breadcrumbs."""
    edition = story.edition
    address = edition.get_absolute_url()
    data: dict[str, Any] = {
        "@type": "WebPage" if edition.section == Section.PAGE else "NewsArticle",
        "headline": edition.title,
        "inLanguage": edition.language,
        "url": absolute_url(request, address),
        "mainEntityOfPage": absolute_url(request, address),
        "datePublished": edition.first_published.isoformat(),
        "dateModified": edition.live_during.lower.isoformat(),
        "author": [
            {
                "@type": "Person",
                "name": person.name,
                "url": absolute_url(request, person.get_absolute_url()),
            }
            for person in story.byline
        ]
        or [organisation_reference(request)],
        "publisher": organisation_reference(request),
    }
    if edition.standfirst:
        data["description"] = edition.standfirst
    if share:
        data["image"] = absolute_url(request, share.url)
    if story.tags:
        data["keywords"] = [tag.local_name for tag in story.tags]
    if story.corrections:
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": correction["text"],
                "datePublished": correction["at"].isoformat(),
            }
            for correction in story.corrections
        ]
    steps = [] if edition.section == Section.PAGE else [(_("News"), reverse("news"))]
    breadcrumbs = breadcrumb_data(request, *steps, (edition.title, address))
    return [data, organisation_data(request), breadcrumbs]


class PageView(ArticleView):
    """A page outside the news, such as /about/."""

    template_name = "news/page_detail.html"
    page = True
