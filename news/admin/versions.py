"""The published versions in an article's history; an older one can be published again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.moment import format_moment
from core.parsing import parse_whole_number
from desk.history.record_shapes import get_shape
from desk.history.row_matching import match_rows
from desk.history.serializing import serialize_record
from desk.history.versions import OtherVersions, Version
from desk.toolkit.object_links import ToolLink
from news.admin.commands import PERMISSION
from news.admin.results import CommandResult
from news.content.draft_values import blocks_as_rows
from news.models import Article, Edition
from news.publishing.commands import republish


def fetch_versions_before(article: Article, before, number: int) -> list[Version]:
    """Return the editions of an article published before a moment, newest first."""
    editions = Edition.objects.filter(article=article).select_related("published_by")
    if before is not None:
        editions = editions.filter(published_at__lt=before)
    return [
        edition_as_version(edition)
        for edition in editions.order_by("-published_at", "-id")[:number]
    ]


def find_version(article: Article, key: str) -> Version | None:
    """Return the edition with this version key, or None."""
    if not key.startswith("e"):
        return None
    editions = Edition.objects.filter(article=article, pk=parse_whole_number(key[1:]))
    edition = editions.select_related("published_by").first()
    return edition_as_version(edition, serialize_record(article)) if edition else None


EDITIONS = OtherVersions(before=fetch_versions_before, get=find_version)


def edition_as_version(edition: Edition, current: dict | None = None) -> Version:
    """Return an edition as a version; with ``current``, blocks still in the draft keep their keys."""
    live = edition.live_during
    if live.isempty:
        mark, detail = "ended", _("cancelled before it was published")
    elif live.upper:
        mark = "ended"
        detail = _("on the site from %(begin)s to %(end)s") % {
            "begin": format_moment(live.lower),
            "end": format_moment(live.upper),
        }
    else:
        mark = "live"
        detail = _("on the site from %(begin)s") % {"begin": format_moment(live.lower)}
    if edition.reason:
        detail = f"{detail}. {_('Reason:')} {edition.reason}"
    values = {
        "section": edition.section,
        "language": edition.language,
        "slug": edition.slug,
        "title": edition.title,
        "standfirst": edition.standfirst,
        "hero": edition.hero_id,
        "byline": edition.byline,
        "related": edition.related,
        "tags": sorted(edition.tag_ids),
        "parts": blocks_as_rows(edition.blocks),
    }
    if current is not None:
        _match_block_keys(values, current)
    again = reverse("admin:news_article_republish", args=[edition.article_id, edition.pk])
    return Version(
        key=f"e{edition.pk}",
        at=edition.published_at,
        by=str(edition.published_by or ""),
        what=_("Published version"),
        values=values,
        mark=mark,
        detail=detail,
        tools=[]
        if mark == "live"
        else [ToolLink(_("Publish this version again"), again, posts=True)],
    )


def _match_block_keys(values: dict, current: dict) -> None:
    parts = get_shape(Article).parts
    rows = [
        [
            (part, row)
            for part in parts
            for row in values_of_version["parts"].get(part._meta.model_name, [])
        ]
        for values_of_version in (current, values)
    ]
    for ordered in rows:
        ordered.sort(key=lambda values_of_version: values_of_version[1]["ordering"])
    for place, there in match_rows(*rows).items():
        rows[1][place][1]["id"] = rows[0][there][1]["id"]


def republish_view(model_admin, request, pk, edition):
    """Publish an earlier edition again, unchanged, and redirect with a message."""
    if request.method != "POST":
        raise Http404("publishing is posted")
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=pk, trashed=None)
    edition = get_object_or_404(Edition, pk=edition, article=article)
    history = reverse("admin:news_article_history", args=[pk])
    try:
        republish(article=article, edition=edition, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return HttpResponseRedirect(history)
    result = CommandResult.success(
        _("Published again as it was. The draft stays as it is, and may differ now.")
    )
    result.show(request)
    return HttpResponseRedirect(history)
