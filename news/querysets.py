"""The querysets of editions: all public code reads news through them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from core.aliases import Mergeable
from core.compiled_queries import Parameter

Cursor = tuple[datetime, int]  # first_published and article id of an edition in a list

# all columns of a card, without the blocks, which are most of an edition's bytes
CARD_COLUMNS = (
    "article",
    "language",
    "translation_group",
    "section",
    "slug",
    "title",
    "standfirst",
    "first_published",
    "hero__public_id",
    "hero__file",
    "hero__width",
    "hero__height",
    "hero__focus_x",
    "hero__focus_y",
)


class EditionQuerySet(models.QuerySet):
    """Filters editions by when they are live, their language and the records they refer to."""

    model: Any  # its ``objects`` are of this class

    def live(self, at: datetime | Parameter) -> Self:
        """Return the editions live at ``at``, at most one of each article.

        ``first_published`` is compared as well because it is indexed in list order; without it a
        query about the past would scan everything that came later.
        """
        return self.filter(live_during__contains=at, first_published__lte=at)

    def news(self) -> Self:
        """Return news of every section, but no pages."""
        return self.exclude(section="page")

    def in_language(self, language: str, *, at: datetime | Parameter) -> Self:
        """Return editions in ``language``, and those of the other without a live translation.

        Written as NOT EXISTS with both comparisons inside and with the language itself, which keeps
        index order; as an OR, or comparing the languages with each other, it does not.
        """
        translations = (
            self.model.objects.live(at)
            .filter(language=language, translation_group=OuterRef("translation_group"))
            .alias(other=ExpressionWrapper(OuterRef("language"), models.CharField()))
            .exclude(other=language)
        )
        return self.filter(~Exists(translations))

    def naming(self, kind: str, record: Mergeable) -> Self:
        """Return editions that refer to ``record``, a ``kind`` with ``any_keys``, or to an alias of it."""
        if len(record.any_keys) == 1:
            return self.naming_key(kind, record.pk)
        return self.naming_any_of(kind, record.any_keys)

    def naming_key(self, kind: str, key: int | Parameter) -> Self:
        return self.filter(**{f"edition{kind}s__{kind}": key})

    def naming_any_of(self, kind: str, keys: Iterable[int] | Parameter) -> Self:
        # a subquery, since an edition may refer to several of them
        references = self.model._meta.get_field(f"edition{kind}s").related_model.objects
        named = references.filter(**{f"{kind}__any": keys})
        return self.filter(pk__in=named.values("edition"))

    def for_cards(self, *besides: str) -> Self:
        """Read only what lists show of an edition and of its main picture, and the columns ``besides``."""
        return self.select_related("hero").only(*CARD_COLUMNS, *besides)

    def newest_first(self) -> Self:
        return self.order_by(F("first_published").desc(), F("article_id").desc())

    def older_than(self, cursor: Cursor | tuple[Parameter, Parameter]) -> Self:
        return self.filter(TupleLessThan((F("first_published"), F("article_id")), cursor))

    def newer_than(self, cursor: Cursor | tuple[Parameter, Parameter]) -> Self:
        return self.filter(TupleGreaterThan((F("first_published"), F("article_id")), cursor))

    def issued(self) -> Self:
        """Return editions that were, are or will be public, but not those cancelled."""
        return self.filter(live_during__isempty=False)

    def latest_issued(self) -> Self:
        """Return the latest edition of each article that was not cancelled."""
        return self.issued().order_by("article_id", "-id").distinct("article_id")
