"""Create an article from another one: a duplicate, or a new one from a template."""

from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.locking import lock_record
from core.moment import read_database_clock
from core.unique import save_with_free_value
from desk.accounts.leaving import get_open_account
from desk.history.recording import record_revision
from desk.history.restoring import restore_values
from desk.history.serializing import serialize_record
from news.content.addresses import make_free_article_slug
from news.models import Article
from news.publishing.trash import is_on_site

# not copied
_OWN = frozenset(
    {"title", "slug", "owner", "translation_group", "announces", "announces_ends", "is_pattern"}
)
_TITLE = cast(int, Article._meta.get_field("title").max_length)
_SLUG = cast(int, Article._meta.get_field("slug").max_length)


class CopyError(ValidationError):
    """An article that can't be copied or become a template; the message gives the reason."""


@transaction.atomic
def duplicate(*, article: Article, by: User) -> Article:
    """Create a draft with the texts, blocks and choices of another draft."""
    article = lock_for_copying(article, by)
    with override(article.language):
        return _copy_titled(article, by, _("%(title)s (copy)"), article.slug)


@transaction.atomic
def start_from(*, pattern: Article, by: User) -> Article:
    """Create a draft from a template, dated today until it has a title."""
    pattern = lock_for_copying(pattern, by)
    if not pattern.is_pattern:
        raise CopyError(_("This article is not a template."), code="no-pattern")
    today = localdate(read_database_clock())
    with override(pattern.language):
        titled = _("%(title)s, %(date)s").replace("%(date)s", date_format(today, "DATE_FORMAT"))
    return _copy_titled(pattern, by, titled, f"{pattern.slug[: _SLUG - 17]}-{today.isoformat()}")


def check_may_be_pattern(article: Article) -> None:
    """Raise CopyError if the article is or will be public; keep it locked otherwise.

    Called in the transaction that makes the article a pattern.
    """
    lock_record(article)
    if is_on_site(article):
        message = _(
            "It is on the site, or will be, and a template never is. Duplicate it and make the "
            "copy a template."
        )
        raise CopyError({"is_pattern": ValidationError(message, code="pattern-is-out")})


def lock_for_copying(article: Article, by: User) -> Article:
    """Return the locked article; raise if ``by`` may not add articles or it is in the trash."""
    if not by.has_perm("news.add_article"):
        raise PermissionDenied("this needs the permission news.add_article")
    article = lock_record(article)
    if article.trashed:
        raise CopyError(_("The article is in the trash."), code="trashed")
    return article


def _copy_titled(article: Article, by: User, titled: str, slug: str) -> Article:
    room = _TITLE - len(titled % {"title": ""})
    copy = Article(title=titled % {"title": article.title[:room]}, language=article.language)
    return copy_into(copy, serialize_record(article), slug=slug, by=by, leave=_OWN)


def copy_into(
    copy: Article, values: dict, *, slug: str, by: User, leave: frozenset[str]
) -> Article:
    """Save the new article ``copy`` with ``values`` of another, at a free slug based on ``slug``.

    Its owner is ``by``; raises ValidationError where that account was closed meanwhile.
    The fields that ``leave`` names stay as they are; the blocks become new rows.
    """
    copy.owner = get_open_account(by)
    for rows in values["parts"].values():
        for row in rows:
            row["id"] = None
    save_with_free_value(copy, "slug", lambda: make_free_article_slug(slug, copy.language))
    restore_values(copy, values, leave=leave)
    record_revision(copy, by=by)
    return copy
