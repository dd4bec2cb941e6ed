"""Articles, as a package holds them: what is live, else scheduled, else the working copy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from uuid import UUID

from cluster_site.packages.exporting.blocks import export_block
from cluster_site.packages.exporting.values import RecordNames, format_instant, without_empty_values
from news.content.draft_values import Draft, load_drafts
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import Article, Edition, EditionSeat

BATCH = 200


@dataclass(frozen=True)
class ExportedVersion:
    """The version of an article that the package contains, with its slug."""

    article: int
    edition: int | None  # None for the working copy
    language: str
    slug: str
    group: UUID


@dataclass(frozen=True)
class VersionDetails:
    """An exported version with its times of publication and expiry, and its owner."""

    draft: Draft
    owner: str | None
    begin: datetime | None = None
    end: datetime | None = None
    corrections: Iterable[dict] = ()


class ArticleVersions:
    """The exported version of every article at a moment, in the order of the package."""

    def __init__(self, now: datetime, language: str):
        self.now, self._language = now, language
        self.all = sorted(
            _choose_versions(now), key=lambda exported: (exported.slug, exported.language)
        )
        self.keys = {exported.article: (exported.language, exported.slug) for exported in self.all}

    @cached_property
    def originals(self) -> dict[int, tuple[str, str]]:
        """For each article that is a translation, language and slug of the one it is of.

        That is the one in the site's language, where there is one.
        """
        first, originals = {}, {}
        for exported in sorted(
            self.all, key=lambda exported: (exported.language != self._language, exported.language)
        ):
            original = first.setdefault(exported.group, exported)
            if original.language != exported.language:
                originals[exported.article] = original.language, original.slug
        return originals


def _choose_versions(now: datetime) -> Iterator[ExportedVersion]:
    columns = ("article_id", "pk", "language", "slug", "translation_group")
    editions = Edition.objects.filter(article__trashed=None)
    live = editions.live(now).order_by("article_id").values_list(*columns)
    scheduled = editions.issued().filter(live_during__startswith__gt=now)
    scheduled = scheduled.order_by("live_during__startswith").values_list(*columns)
    drafts = Article.objects.filter(trashed=None).order_by("pk")
    drafts = drafts.values_list("pk", "language", "slug", "translation_group")
    drafts = ((pk, None, language, slug, group) for pk, language, slug, group in drafts)
    seen, taken = set(), set()
    for rows in (live, scheduled, drafts):
        for article, edition, language, slug, group in rows:
            if article in seen:
                continue
            seen.add(article)
            # a draft may have the address that an older version of another article has kept
            number, free = 1, slug
            while (language, free) in taken:
                number += 1
                free = f"{slug}-{number}"
            taken.add((language, free))
            yield ExportedVersion(article, edition, language, free, group)


def export_articles(
    holdings: ArticleVersions, names: RecordNames, download_of, progress
) -> Iterator[dict]:
    """Yield every article; ``download_of(name)`` returns the packaged name of a stored file."""
    every = iter(holdings.all)
    while batch := list(islice(every, BATCH)):
        yield from export_article_batch(batch, holdings, names, download_of)
        progress.update(len(batch))


def export_article_batch(
    batch: list[ExportedVersion], holdings: ArticleVersions, names: RecordNames, download_of
) -> Iterator[dict]:
    """Yield the articles of ``batch`` in order."""
    versions = _versions(batch, holdings.now)
    for exported in batch:
        yield _export_article(
            exported, versions[exported.article], holdings.originals, names, download_of
        )


def _export_article(exported, version, originals, names, download_of):
    draft = version.draft
    language, slug = originals.get(exported.article, (None, None))
    related = names.all_of("articles", draft.related)
    seats = [
        *_in_order(names.all_of("board", draft.announces)),
        *(
            {**seat, "ends": True}
            for seat in _in_order(names.all_of("board", draft.announces_ends))
        ),
    ]
    return {
        "slug": exported.slug,
        "language": exported.language,
        "section": draft.section,
        "title": draft.title,
        **without_empty_values(
            {
                "standfirst": draft.standfirst,
                "hero": names.of("images", draft.hero),
                "byline": names.all_of("people", draft.byline),
                "tags": names.tags(draft.tags, exported.language),
                "publish_at": format_instant(version.begin),
                "expire_at": format_instant(version.end),
                "owner": version.owner,
                "announces": seats[0] if len(seats) == 1 else seats,
                "translation_of": slug and {"language": language, "slug": slug},
                "related": [_related(key, exported.language) for key in related],
                "corrections": [
                    {
                        "at": format_instant(datetime.fromisoformat(correction["at"])),
                        "text": correction["text"],
                    }
                    for correction in version.corrections
                ],
                "blocks": [
                    export_block(
                        block,
                        exported.language,
                        names,
                        download_of,
                        place=f'article "{exported.slug}" ({exported.language}).blocks[{number}]',
                    )
                    for number, block in enumerate(draft.blocks)
                ],
            }
        ),
    }


def _in_order(seats: list[dict]) -> list[dict]:
    return sorted(seats, key=lambda seat: tuple(seat.values()))


def _related(key, language):
    return key[1] if key[0] == language else {"language": key[0], "slug": key[1]}


def _versions(batch: list[ExportedVersion], now: datetime) -> dict[int, VersionDetails]:
    """Return what the package contains of each article, by article id."""
    details = {}
    ids = [exported.article for exported in batch]
    owners = dict(Article.objects.filter(pk__in=ids).values_list("pk", "owner__email"))
    editions = Edition.objects.in_bulk([exported.edition for exported in batch if exported.edition])
    seats = _seats_of(editions)
    followed = _beginnings(ids)
    for edition in editions.values():
        begin = max(edition.first_published, edition.live_during.lower)
        if edition.live_during.lower <= now:
            begin = edition.first_published
        end = edition.live_during.upper
        if (edition.article_id, end) in followed:
            end = edition.until  # it is only cut short by the version that follows
        draft = _draft_of(edition, seats.get(edition.pk, ([], [])))
        details[edition.article_id] = VersionDetails(
            draft, owners[edition.article_id], begin, end, edition.corrections
        )
    copies = Article.objects.filter(
        pk__in=[exported.article for exported in batch if not exported.edition]
    )
    drafts = load_drafts(copies)
    ended = _ended(drafts)
    for pk, draft in drafts.items():
        details[pk] = VersionDetails(draft, owners[pk], *ended.get(pk, ()))
    return details


def _seats_of(editions) -> dict[int, tuple[list[int], list[int]]]:
    """Return by edition the seats that it announces, and those whose end it announces."""
    seats = {}
    rows = EditionSeat.objects.filter(edition__in=editions).order_by("seat")
    for edition, seat, ends in rows.values_list("edition", "seat", "ends"):
        seats.setdefault(edition, ([], []))[ends].append(seat)
    return seats


def _beginnings(ids) -> set[tuple[int, datetime]]:
    rows = Edition.objects.issued().filter(article__in=ids).order_by()
    return {
        (article, period.lower) for article, period in rows.values_list("article", "live_during")
    }


def _ended(drafts: dict[int, Draft]) -> dict[int, tuple[datetime, datetime, list[dict]]]:
    """When working copies that are no longer public, and have not changed since, were public.

    With the notes on their corrections.
    """
    latest = Edition.objects.latest_issued().filter(article__in=drafts)
    latest = {edition.article_id: edition for edition in latest}
    sources = fetch_sources(drafts[pk] for pk in latest)
    return {
        pk: (edition.first_published, edition.live_during.upper, edition.corrections)
        for pk, edition in latest.items()
        if build_snapshot(drafts[pk], sources).digest() == edition.digest
    }


def _draft_of(edition: Edition, seats: tuple[list[int], list[int]]) -> Draft:
    announces, announces_ends = seats
    return Draft(
        section=edition.section,
        language=edition.language,
        slug=edition.slug,
        title=edition.title,
        translation_group=edition.translation_group,
        standfirst=edition.standfirst,
        hero=edition.hero_id,
        byline=edition.byline,
        tags=edition.tag_ids,
        related=edition.related,
        announces=announces,
        announces_ends=announces_ends,
        blocks=edition.blocks,
    )
