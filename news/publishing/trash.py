"""Articles and tags in the trash. An article's row stays, marked; its editions are history."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.history_guard import allow_history_change
from core.moment import read_database_clock
from desk.models import TrashedRecord
from desk.trash.records import (
    TrashPolicy,
    TrashRefused,
    leave_gone_paths,
    urls_in_every_language,
)
from news.blocks.base import Block
from news.blocks.parts import Part
from news.blocks.registry import get_content_class, iterate_file_parts
from news.models import Article, Edition, EditionArticle, Tag
from news.publishing.commands import unpublish
from news.publishing.editions import issued_editions

_NAMED = 3  # at most this many articles are named in the message


def is_on_site(article: Article) -> bool:
    """Return whether the article is or will be public."""
    at = read_database_clock()
    to_come = Q(live_during__upper_inf=True) | Q(live_during__endswith__gt=at)
    return issued_editions(article).filter(to_come).exists()


class ArticleTrashPolicy(TrashPolicy[Article]):
    """Articles in the trash keep their row, because their editions refer to it."""

    deletes_row = False

    def check(self, article: Article, by: User | None) -> None:
        if is_on_site(article) and not (by and by.has_perm("news.publish_article")):
            message = _("It is on the site, or will be. Only those who publish can take it off.")
            raise TrashRefused(message, code="published")

    def consequences(self, article: Article) -> list[str]:
        if not is_on_site(article):
            return []
        return [
            _(
                "It is on the site, or scheduled: it is taken off at once, and its address says "
                "that it is gone."
            )
        ]

    def take_out(self, article: Article, by: User | None) -> dict:
        if is_on_site(article):
            unpublish(article=article, by=by)
        article.trashed = read_database_clock()
        article.save(update_fields=["trashed"])
        return {}

    def put_back(self, trashed: TrashedRecord, by: User | None) -> tuple[Model, list[str]]:
        article = Article.objects.get(pk=trashed.object_id)
        article.trashed = None
        article.save(update_fields=["trashed"])
        return article, []

    def why_not_purged(self, trashed: TrashedRecord) -> str:
        others = Article.objects.filter(
            pk__in=EditionArticle.objects.filter(article=trashed.object_id).values(
                "edition__article"
            )
        )
        named = [f"“{other}”" for other in others.order_by("pk")[:_NAMED]]
        if not named:
            return ""
        more = others.count() - len(named)
        reasons = ", ".join(named) + (" …" if more else "")
        return _("published versions name it: %(articles)s") % {"articles": reasons}

    def purge(self, trashed: TrashedRecord) -> None:
        article = Article.objects.get(pk=trashed.object_id)
        editions = Edition.objects.issued().filter(article=article)
        public = editions.filter(live_during__startswith__lte=read_database_clock())
        paths = {edition.get_absolute_url() for edition in public.defer("blocks")}
        files = set(_files_of(article))
        with allow_history_change("purge"):
            article.delete()
        leave_gone_paths(paths, trashed.content_type, trashed.object_id)
        remove_unused_files(files)


def _files_of(article: Article) -> Iterable[str]:
    """Yield the files that the article offers for download, in its draft and its editions."""
    for model, part in iterate_file_parts():
        yield from model.objects.filter(parent=article).values_list(part.name, flat=True)
    for blocks in Edition.objects.filter(article=article).values_list("blocks", flat=True):
        yield from (name for block in blocks for name in get_content_class(block).files(block))


def remove_unused_files(names: Iterable[str]) -> None:
    """Delete on commit the downloads that no draft and no edition offers."""

    def remove() -> None:
        for name in names:
            if not any(_is_offered(name, model, part) for model, part in iterate_file_parts()):
                default_storage.delete(name)

    transaction.on_commit(remove)


def _is_offered(name: str, model: type[Block], part: Part) -> bool:
    block = {"type": model.kind, part.name: name}
    return (
        model.objects.filter(**{part.name: name}).exists()
        or Edition.objects.filter(blocks__contains=[block]).exists()
    )


def iterate_draft_files() -> Iterable[str]:
    """Yield the files offered by drafts, including those in the trash."""
    for model, part in iterate_file_parts():
        yield from model._base_manager.values_list(part.name, flat=True)


class TagTrashPolicy(TrashPolicy[Tag]):
    """Tags in the trash, with the articles that had them."""

    def public_addresses(self, tag: Tag) -> Iterable[str]:
        return urls_in_every_language(tag)
