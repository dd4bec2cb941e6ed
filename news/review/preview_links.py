"""Preview links: show one article to somebody without an account for a limited time."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import lock_record
from core.moment import read_database_clock
from desk.activity.log import log_activity
from news.content.draft_values import Draft, draft_from_json, draft_to_json, load_draft
from news.models import Article, PreviewLink

LASTS = timedelta(days=7)
_SIGNER = Signer(sep=".", salt="news.preview-link")


class PreviewLinkClosed(Exception):
    """A link that has expired, was revoked, or belongs to an article in the trash."""


@transaction.atomic
def make_preview_link(
    article: Article,
    *,
    by: User,
    for_whom: str = "",
    expires_at: datetime | None = None,
    freeze: bool = False,
) -> PreviewLink:
    """Create a link; with ``freeze`` it keeps showing the current draft."""
    _may_change(by)
    # reloaded: somebody may have been erased from it meanwhile
    article = lock_record(article)
    now = read_database_clock()
    if expires_at is not None and expires_at <= now:
        raise ValidationError({"expires_at": _("That time has passed already.")}, code="past")
    link = PreviewLink.objects.create(
        article=article,
        for_whom=for_whom,
        made_by=by,
        expires_at=expires_at or now + LASTS,
        frozen=draft_to_json(load_draft(article)) if freeze else None,
    )
    log_activity("link-made", by=by, record=article, for_whom=for_whom)
    return link


@transaction.atomic
def revoke_preview_link(link: PreviewLink, *, by: User) -> None:
    """Close the link permanently; repeating it changes nothing."""
    _may_change(by)
    link = lock_record(link)
    open_ones = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
    if open_ones.update(revoked_at=read_database_clock()):
        log_activity("link-revoked", by=by, record=link.article, for_whom=link.for_whom)


def preview_link_url(link: PreviewLink) -> str:
    """Return the absolute URL of a preview link."""
    return reverse("preview-link", args=[_SIGNER.sign(str(link.pk))])


def find_preview_link(signed: str) -> PreviewLink:
    """Return the link with this token; raise Http404 if there never was one, PreviewLinkClosed if it is closed."""
    try:
        key = _SIGNER.unsign(signed)
    except BadSignature as error:
        raise Http404("no such link") from error
    link = PreviewLink.objects.select_related("article", "made_by").filter(pk=key).first()
    if link is None:
        raise Http404("no such link")
    if link.revoked_at or link.article.trashed or link.expires_at <= read_database_clock():
        raise PreviewLinkClosed
    return link


def count_opening(link: PreviewLink) -> None:
    """Increment the number of openings in one UPDATE, so that none is lost."""
    PreviewLink.objects.filter(pk=link.pk).update(
        opened=F("opened") + 1, opened_at=read_database_clock()
    )


def draft_for_link(link: PreviewLink) -> Draft:
    """Return the draft that the link shows: the frozen one, or the current."""
    return draft_from_json(link.frozen) if link.frozen else load_draft(link.article)


def _may_change(by: User) -> None:
    if not by.has_perm("news.change_article"):
        raise PermissionDenied("a preview link needs the permission news.change_article")
