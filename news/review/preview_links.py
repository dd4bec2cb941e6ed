"""Preview links: one article shown to somebody without an account, for a while."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.locking import lock_record
from core.moment import database_clock
from desk.activity.log import log
from news.content.draft_values import Draft, draft_of, frozen, thawed
from news.models import Article, PreviewLink

LASTS = timedelta(days=7)
_SIGNER = Signer(sep=".", salt="news.preview-link")


class Closed(Exception):
    """The link worked once: it has expired, was revoked, or its article is in the trash."""


@transaction.atomic
def make(
    article: Article, *, by, for_whom: str = "", expires_at: datetime | None = None, freeze=False
) -> PreviewLink:
    """A new link; with ``freeze`` it keeps showing the working copy as it is now."""
    _may_change(by)
    # as it stands now: somebody may have been erased from it since it was read
    article = lock_record(article)
    now = database_clock()
    if expires_at is not None and expires_at <= now:
        raise ValidationError({"expires_at": _("That time has passed already.")}, code="past")
    link = PreviewLink.objects.create(
        article=article,
        for_whom=for_whom,
        made_by=by,
        expires_at=expires_at or now + LASTS,
        frozen=frozen(draft_of(article)) if freeze else None,
    )
    log("link-made", by=by, record=article, for_whom=for_whom)
    return link


@transaction.atomic
def revoke(link: PreviewLink, *, by) -> None:
    """Close the link for good; once is enough."""
    _may_change(by)
    link = lock_record(link)
    open_ones = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
    if open_ones.update(revoked_at=database_clock()):
        log("link-revoked", by=by, record=link.article, for_whom=link.for_whom)


def address_of(link: PreviewLink) -> str:
    return reverse("preview-link", args=[_SIGNER.sign(link.pk)])


def opened(signed: str) -> PreviewLink:
    """The link behind an address. Raises Http404 where it never was one, Closed where it was."""
    try:
        key = _SIGNER.unsign(signed)
    except BadSignature as error:
        raise Http404("no such link") from error
    link = PreviewLink.objects.select_related("article", "made_by").filter(pk=key).first()
    if link is None:
        raise Http404("no such link")
    if link.revoked_at or link.article.trashed or link.expires_at <= database_clock():
        raise Closed
    return link


def count(link: PreviewLink) -> None:
    """One more opening, in one UPDATE so that two at once count as two."""
    PreviewLink.objects.filter(pk=link.pk).update(
        opened=F("opened") + 1, opened_at=database_clock()
    )


def draft_behind(link: PreviewLink) -> Draft:
    """What the link shows: the draft kept with it, or the working copy as it is now."""
    return thawed(link.frozen) if link.frozen else draft_of(link.article)


def _may_change(by) -> None:
    if not by.has_perm("news.change_article"):
        raise PermissionDenied("a preview link needs the permission news.change_article")
