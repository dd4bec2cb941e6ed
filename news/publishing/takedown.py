"""Take pictures and quotes out of articles: live and scheduled editions, drafts, preview links."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.db.models import Func, JSONField, Model, Q, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.groups import PUBLISH
from accounts.models import User
from core.moment import format_moment, read_database_clock
from desk.history.recording import Cause, record_outside_changes, record_revision
from desk.privacy.takedown import ForeignKeyPlacements, Placement, PlacementKind
from images.models import Image
from members.models import Person, Statement
from news.blocks.registry import get_quotation, iterate_parts_naming, iterate_references
from news.content.snapshot import collect_referenced_ids
from news.models import Article, Edition, EditionImage, EditionPerson, PreviewLink
from news.publishing.editions import edition_snapshot, issue_edition, live_span, set_live_range
from news.publishing.removal import (
    change_drafts,
    iterate_drafts_naming,
    remove_pictures_from_drafts,
    without_pictures,
    without_quote,
)
from news.querysets import EditionQuerySet


class InArticles(PlacementKind[Article]):
    """Placements in articles; subclasses say how a block goes on without the record."""

    permission = PUBLISH

    def in_editions(
        self, editions: EditionQuerySet[Edition], keys: Collection[int]
    ) -> Iterator[tuple[int, Edition]]:
        """Yield the key and the edition wherever one of ``editions`` shows one of ``keys``."""
        raise NotImplementedError

    def in_drafts(self, keys: Collection[int]) -> Iterator[tuple[int, int]]:
        """Yield the key and the article's key wherever a draft shows one of ``keys``."""
        raise NotImplementedError

    def in_blocks(self, frozen: dict) -> set[int]:
        """Return the keys of the records in the frozen draft of a preview link."""
        raise NotImplementedError

    def without(self, block: dict, record: Model) -> dict | None:
        raise NotImplementedError

    def remove_from_draft(self, article: Article, record: Model) -> None:
        raise NotImplementedError

    def find(self, keys: Collection[int], now: datetime) -> Iterator[Placement]:
        editions = _live_or_later_editions(now).select_related("article")
        for key, edition in self.in_editions(editions.order_by("live_during"), keys):
            begin = edition.live_during.lower
            if begin <= now:
                where, public = _("on the site"), edition.get_absolute_url()
            else:
                where, public = _("scheduled for %(time)s") % {"time": format_moment(begin)}, ""
            yield Placement(key, edition.article, where, public)
        drafts = sorted(set(self.in_drafts(keys)))
        articles = Article.objects.filter(trashed=None).in_bulk({pk for _key, pk in drafts})
        for key, pk in drafts:
            if pk in articles:
                yield Placement(key, articles[pk], _("in the draft"))
        links = PreviewLink.objects.filter(revoked_at=None, expires_at__gt=now)
        for link in links.exclude(frozen=None).select_related("article"):
            for key in sorted(self.in_blocks(link.frozen or {}).intersection(keys)):
                yield Placement(key, link.article, _("in a preview link"))

    def remove(self, record: Model, holder: Article, *, by: User, now: datetime) -> None:
        """Publish live and scheduled editions again without ``record``, with the periods they had."""
        for edition in _live_or_later_editions(now).filter(article=holder).order_by("live_during"):
            self._reissue(edition, record, by, now)
        record_outside_changes(holder)
        self.remove_from_draft(holder, record)
        holder.refresh_from_db()
        if record_revision(holder, by=by, cause=Cause.CORRECTED):
            holder.save(update_fields=["changed_at"])
        for link in holder.preview_links.exclude(frozen=None):
            frozen = link.frozen or {}
            link.frozen = {**frozen, **self._content(frozen, record)}
            link.save(update_fields=["frozen"])

    def _reissue(self, edition: Edition, record: Model, by: User, now: datetime) -> None:
        before = edition_snapshot(edition)
        content = self._content({"hero": before.hero, "blocks": before.blocks}, record)
        snapshot = replace(before, **content)
        if snapshot == before:
            return
        period = edition.live_during
        begin = max(period.lower, now)
        set_live_range(edition, live_span(period.lower, now) if period.lower < now else None)
        issue_edition(
            edition.article,
            snapshot,
            begin=begin,
            end=period.upper,
            until=edition.until,
            by=by,
            published_at=now,
            reason=edition.reason,
            corrections=edition.corrections,
        )

    def _content(self, content: dict, record: Model) -> dict:
        blocks = (self.without(block, record) for block in content.get("blocks", ()))
        return {
            "hero": self._hero(content.get("hero"), record),
            "blocks": [block for block in blocks if block is not None],
        }

    def _hero(self, hero: int | None, record: Model) -> int | None:
        return hero


class PicturesInArticles(InArticles):
    """Pictures in articles, as main picture or in blocks."""

    model = Image

    def in_editions(
        self, editions: EditionQuerySet[Edition], keys: Collection[int]
    ) -> Iterator[tuple[int, Edition]]:
        named = EditionImage.objects.filter(image__in=keys).values("edition")
        for edition in editions.filter(pk__in=named):
            for key in sorted(
                collect_referenced_ids(edition.blocks, hero=edition.hero_id).images.intersection(
                    keys
                )
            ):
                yield key, edition

    def in_drafts(self, keys: Collection[int]) -> Iterator[tuple[int, int]]:
        yield from Article.objects.filter(hero__in=keys).values_list("hero", "pk")
        yield from iterate_drafts_naming(Image, keys)

    def in_blocks(self, frozen: dict) -> set[int]:
        return collect_referenced_ids(frozen.get("blocks", ()), hero=frozen.get("hero")).images

    def without(self, block: dict, record: Model) -> dict | None:
        return without_pictures(block, {record.pk})

    def remove_from_draft(self, article: Article, record: Model) -> None:
        remove_pictures_from_drafts(Article.objects.filter(pk=article.pk), {record.pk})

    def _hero(self, hero: int | None, record: Model) -> int | None:
        return None if hero == record.pk else hero


class QuotesInArticles(InArticles):
    """Quotes on the site; drafts awaiting an approval are left alone."""

    model = Statement

    def in_editions(
        self, editions: EditionQuerySet[Edition], keys: Collection[int]
    ) -> Iterator[tuple[int, Edition]]:
        for edition in _naming_speakers(editions, keys):
            for key in sorted(_quotes_in(edition.blocks).intersection(keys)):
                yield key, edition

    def find_shown(self, keys: Collection[int], now: datetime) -> set[int]:
        editions = _naming_speakers(_live_or_later_editions(now), keys)
        public_keys: set[int] = set()
        for name in {part.name for _block, part in iterate_parts_naming(Statement)}:
            # PostgreSQL reads the keys out of the blocks, many times quicker than Python
            path = Value(f'$[*]."{name}"[*]')
            quoted = Func("blocks", path, function="jsonb_path_query", output_field=JSONField())
            public_keys.update(editions.order_by().values_list(quoted, flat=True).distinct())
        return public_keys.intersection(keys)

    def in_drafts(self, keys: Collection[int]) -> Iterator[tuple[int, int]]:
        yield from iterate_drafts_naming(Statement, self.find_shown(keys, read_database_clock()))

    def in_blocks(self, frozen: dict) -> set[int]:
        return set()

    def without(self, block: dict, record: Model) -> dict | None:
        return without_quote(block, record.pk)

    def remove_from_draft(self, article: Article, record: Model) -> None:
        change_drafts(
            Article.objects.filter(pk=article.pk),
            lambda model: model.naming(Statement, [record.pk]),
            lambda block, language: self.without(block, record),
        )


class PortraitsInArticles(ForeignKeyPlacements):
    """Portraits beside quotes and bylines."""

    model, holders, field = Image, Person, "portrait"
    permission = "members.change_person"

    def find(self, keys: Collection[int], now: datetime) -> Iterator[Placement]:
        people = Person.objects.filter(portrait__in=keys).annotate_any_keys()
        by_key = {key: person for person in people for key in person.any_keys}
        if not by_key:
            return
        editions = (
            _live_or_later_editions(now)
            .filter(pk__in=_editions_naming(list(by_key)))
            .order_by("live_during")
        )
        for edition in editions:
            pictures = {
                quote.get("person") for block in edition.blocks if (quote := get_quotation(block))
            }
            for key in sorted(by_key.keys() & {*pictures, *edition.byline}):
                person, begin = by_key[key], edition.live_during.lower
                where = _("beside the name in “%(article)s”") % {"article": edition.title}
                if begin > now:
                    time = format_moment(begin)
                    where += ", " + _("scheduled for %(time)s") % {"time": time}
                public = edition.get_absolute_url() if begin <= now else ""
                portrait = cast(int, person.portrait_id)  # the filter leaves no other
                yield Placement(portrait, person, where, public)


def _editions_naming(people: Collection[int] | QuerySet) -> QuerySet:
    """Return the keys of editions that name ``people``, or an alias of one."""
    every = Person.with_aliases.filter(Q(pk__in=people) | Q(merged_into__in=people))
    return EditionPerson.objects.filter(person__in=every.values("pk")).values("edition")


def _naming_speakers(
    editions: EditionQuerySet[Edition], statements: Collection[int]
) -> EditionQuerySet[Edition]:
    """Return the editions that refer to who said ``statements``, for whom there is an index."""
    people = Statement.objects.filter(pk__in=statements).values("person")
    return editions.filter(pk__in=_editions_naming(people))


def _quotes_in(blocks: list[dict]) -> set[int]:
    return {
        reference.key
        for _number, reference in iterate_references(blocks)
        if reference.kind == "statement"
    }


def _live_or_later_editions(now: datetime) -> EditionQuerySet[Edition]:
    """Return editions that are live at ``now`` or later."""
    out = Q(live_during__upper_inf=True) | Q(live_during__endswith__gt=now)
    return Edition.objects.issued().filter(out)
