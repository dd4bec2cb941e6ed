"""Render unpublished content as its public page, with the public template and without writing anything.

The steps are those of publishing: draft, snapshot, an edition (never saved), story.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override
from psycopg.types.range import TimestamptzRange

from core.moment import Moment, SiteRequest
from core.slugs import make_slug
from members.models import Person
from news.content.rendering import Story, build_story
from news.content.snapshot import Snapshot
from news.models import Article, Edition, Section, Tag
from news.public.views import page_context
from news.publishing.editions import issued_editions
from news.publishing.membership_announcements import find_announced_members

_TEMPLATES = {True: "news/page_detail.html", False: "news/edition_detail.html"}


@dataclass(frozen=True)
class Preview:
    """A previewed edition, its article (None while unsaved) and the moment shown.

    ``new_tags`` are the names of tags that saving will make.
    """

    snapshot: Snapshot
    article: Article | None
    at: datetime
    new_tags: list[str] = field(default_factory=list)


def render_preview(
    request: SiteRequest,
    preview: Preview,
    *,
    mark: Callable[[int], str],
    template: str | None = None,
    context: dict | None = None,
) -> str:
    """Render the whole public page in the article's language; ``mark`` returns HTML after each block.

    ``template`` extends the public one, which it finds as ``public_template``.
    """
    edition = _build_edition(preview)
    public_template = _TEMPLATES[edition.section == Section.PAGE]
    with override(edition.language):
        story = _build_preview_story(edition, preview)
        for place, block in enumerate(story.blocks):
            block["mark"] = mark(place)
        request = _as_visitor(request, edition, preview.at)
        return render_to_string(
            template or public_template,
            {**page_context(request, story), "public_template": public_template, **(context or {})},
            request,
        )


def planned_url(snapshot: Snapshot) -> str:
    """Return the URL the article would get on publishing."""
    edition = Edition(language=snapshot.language, section=snapshot.section, slug=_slug_of(snapshot))
    return edition.get_absolute_url()


def _slug_of(snapshot: Snapshot) -> str:
    return make_slug(snapshot.slug) or make_slug(snapshot.title) or "-"


def _build_edition(preview: Preview) -> Edition:
    """Return the edition that publishing would write; ``first_published`` and corrections carried on."""
    snapshot, at, before = preview.snapshot, preview.at, None
    article = preview.article if preview.article is not None and preview.article.pk else None
    if article is not None:
        earlier = issued_editions(article).filter(live_during__startswith__lte=at)
        before = earlier.order_by("live_during").last()
    edition = Edition(
        language=snapshot.language,
        translation_group=snapshot.translation_group,
        section=snapshot.section,
        slug=_slug_of(snapshot),
        title=snapshot.title,
        standfirst=snapshot.standfirst,
        hero_id=snapshot.hero,
        byline=snapshot.byline,
        tag_ids=snapshot.tags,
        related=snapshot.related,
        blocks=snapshot.blocks,
        corrections=before.corrections if before else [],
        first_published=before.first_published if before else at,
        live_during=TimestamptzRange(at, None),
    )
    if article is not None:
        edition.article_id = article.pk
    return edition


def _build_preview_story(edition: Edition, preview: Preview) -> Story:
    announced = set()
    if preview.snapshot.announces:
        seated = Person.objects.filter(seats__in=preview.snapshot.announces)
        announced = set(seated.values_list("pk", flat=True))
    members = find_announced_members([preview.snapshot.translation_group])
    if members:
        new_people = Person.objects.embargoed(preview.at).filter(affiliation__in=members)
        announced |= set(new_people.values_list("pk", flat=True))
    story = build_story(edition, preview.at, announced=announced, announced_members=members)
    edition.hero = story.hero
    language = edition.language
    new = [
        Tag(name=name, slug=make_slug(name) or "-", language=language) for name in preview.new_tags
    ]
    return replace(story, tags=[*story.tags, *new])


def _as_visitor(request: SiteRequest, edition: Edition, at: datetime) -> SiteRequest:
    """Return the request by which a visitor would read ``edition`` at ``at``."""
    visit = copy.copy(request)
    visit.method, visit.GET = "GET", QueryDict()
    visit.path = visit.path_info = edition.get_absolute_url()
    visit.user, visit.moment = AnonymousUser(), Moment(at)
    return visit
