"""Comments on a draft or on one of its blocks, by colleagues and by readers of a preview link."""

import re
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import lock_record
from core.moment import read_database_clock
from core.plaintext import tidy_text
from desk.privacy.erased_names import ErasedNames
from desk.privacy.owners import row_key
from news.blocks.registry import BLOCKS
from news.models import Article, Comment, PreviewLink, Review
from news.review.notices import notify_colleagues

_BLOCK = re.compile(rf"({'|'.join(BLOCKS)})-(\d{{1,18}})")
LONGEST = 5_000  # characters
MOST_IN_AN_HOUR = 30  # comments by one preview link


@transaction.atomic
def add_comment(
    article: Article,
    *,
    text: str,
    block: str = "",
    reply_to: Comment | None = None,
    author: User | None = None,
    name: str = "",
    link: PreviewLink | None = None,
    begun: datetime | None = None,
) -> Comment:
    """Create a comment of a colleague (``author``), or of a reader of a preview link with a ``name``."""
    answered = reply_to and (reply_to.reply_to or reply_to)
    comment = Comment(
        article=article,
        reply_to=answered,
        block="" if answered else block,
        text=tidy_text(text).strip(),
        author=author,
        author_name="" if author else name,
        link=None if author else link,
    )
    comment.clean_fields(exclude=["article", "reply_to", "author", "link"])
    if len(comment.text) > LONGEST:
        message = _("A comment has at most %(most)s characters.") % {"most": LONGEST}
        raise ValidationError({"text": message}, code="long")
    if author is None and not comment.author_name:
        raise ValidationError({"author_name": _("Enter your name.")}, code="name-missing")
    if comment.block and not _is_of(article, block, link):
        raise ValidationError({"block": _("This part of the text is gone.")}, code="no-such-block")
    # reloaded: the mails name it, and somebody may have been erased from it meanwhile
    article = lock_record(article)
    # a text typed before somebody was erased does not bring the name back
    names = ErasedNames(begun, row_key(article))
    comment.text = names.redact(comment.text, article.language)
    comment.author_name = names.redact(comment.author_name, article.language)
    if link is not None:
        _hold_back(link)
    if answered is not None:
        row = Comment.objects.filter(pk=answered.pk)
        if not row.update(resolved_at=None, resolved_by=None):
            raise ValidationError(_("The comment that you answer is gone."), code="gone")
    comment.save()
    waiting = article.reviews.filter(state=Review.State.WAITING).select_related(
        "asked_by", "reviewer"
    )
    concerned = [
        article.owner,
        *(who for review in waiting for who in (review.asked_by, review.reviewer)),
    ]
    if link is not None:
        concerned.append(link.made_by)
    if answered is not None:
        thread = Comment.objects.filter(Q(pk=answered.pk) | Q(reply_to=answered))
        concerned += [review.author for review in thread.select_related("author")]
    notify_colleagues("comment", concerned, article=article, by=author, comment=comment)
    return comment


def _is_of(article: Article, block: str, link: PreviewLink | None) -> bool:
    match = _BLOCK.fullmatch(block)
    if match is None:
        return False
    if link is not None and link.frozen:
        return block in link.frozen.get("keys", ())
    return BLOCKS[match[1]].objects.filter(parent=article, pk=match[2]).exists()


def _hold_back(link: PreviewLink) -> None:
    lock_record(link)
    lately = read_database_clock() - timedelta(hours=1)
    if link.comments.filter(written_at__gt=lately).count() >= MOST_IN_AN_HOUR:
        raise ValidationError(
            _("Many comments came by this link just now. Try again in an hour."), code="too-many"
        )


def group_into_threads(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return ``comments`` that are not replies, oldest first, with their replies."""
    replies = Prefetch("replies", Comment.objects.select_related("author"))
    comments = comments.filter(reply_to=None).select_related("author", "resolved_by", "link")
    return comments.prefetch_related(replies)


def resolve_comment(comment: Comment, *, by: User) -> None:
    """Mark a comment as resolved; repeating it changes nothing."""
    _may_change(by)
    Comment.objects.filter(pk=comment.pk, reply_to=None, resolved_at=None).update(
        resolved_at=read_database_clock(), resolved_by=by
    )


def reopen_comment(comment: Comment, *, by: User) -> None:
    """Mark a resolved comment as open again."""
    _may_change(by)
    Comment.objects.filter(pk=comment.pk).update(resolved_at=None, resolved_by=None)


def _may_change(by: User) -> None:
    if not by.has_perm("news.change_article"):
        raise PermissionDenied("resolving a comment needs the permission news.change_article")
