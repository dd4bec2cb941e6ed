"""Merge a corrected text into another version of the same article, word by word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.moment import read_database_clock
from desk.history.row_matching import match_rows
from desk.history.text_merge import merge_values
from news.blocks.registry import get_content_class
from news.content.correctable_texts import (
    CorrectableText,
    block_text_value,
    find_matching_block,
    iterate_texts,
)
from news.content.snapshot import Snapshot
from news.models import Article, CorrectedText, Edition


@dataclass(frozen=True)
class CorrectionFit:
    """Where a corrected text stands in a version, and its text with the correction applied.

    ``block`` is None for the title and the introduction, and where no block is like it. ``merged`` is
    None where the version changed the same words.
    """

    block: int | None = None
    now: object = None
    merged: object = None


@dataclass(frozen=True)
class MissingCorrection:
    """A correction that a version lacks; ``at`` is the start of a scheduled version, None for the draft."""

    row: CorrectedText
    text: CorrectableText
    value: object
    fit: CorrectionFit
    at: datetime | None = None


def fit_correction(
    version: Snapshot | Edition, before: Snapshot | Edition, text: CorrectableText, value: Any
) -> CorrectionFit | None:
    """Return how ``text`` of ``before``, corrected to ``value``, fits into ``version``; None if it is gone."""
    place, now = None, None
    if text.block is None:
        now = getattr(version, text.name)
    else:
        place = find_matching_block(version, before.blocks[text.block], text.block, text.name)
        if place is None:
            pairs = _pairs(before.blocks, version.blocks)
            place = pairs.get(text.block)
            if place is None:
                others = set(range(len(version.blocks))) - set(pairs.values())
                rewritten = any(version.blocks[other]["type"] == text.kind for other in others)
                return CorrectionFit() if rewritten else None
        now = block_text_value(version.blocks[place], text.name) or ""
    merged = merge_values(text.value, now, value)
    longest = text.part.field.max_length
    if longest and isinstance(merged, str) and len(merged) > longest:
        merged = None
    return CorrectionFit(place, now, merged)


def _pairs(before: list[dict], after: list[dict]) -> dict[int, int]:
    """Map the places of blocks in ``before`` to their places in ``after``."""
    rows = [
        [(get_content_class(block), {**block, "id": None}) for block in blocks]
        for blocks in (before, after)
    ]
    return {old: new for new, old in match_rows(*rows).items()}


def record_corrected(
    article: Article, *, before: Edition, after: Edition, keys: Iterable[str]
) -> None:
    """Record that ``after`` replaces the live ``before`` with the texts of ``keys`` corrected."""
    rows = CorrectedText.objects.filter(article=article)
    rows.filter(after=before).update(after=after)
    noted = set(rows.filter(after=after).values_list("key", flat=True))
    CorrectedText.objects.bulk_create(
        CorrectedText(article=article, before=before, after=after, key=key)
        for key in keys
        if key not in noted
    )


def find_missing_corrections(article: Article | None, draft: Snapshot) -> list[MissingCorrection]:
    """Return every correction missing from ``draft`` or a scheduled version."""
    if article is None or article.pk is None:
        return []
    return fetch_missing_corrections({article.pk: draft}).get(article.pk, [])


def fetch_missing_corrections(drafts: Mapping[int, Snapshot]) -> dict[int, list[MissingCorrection]]:
    """Return the missing corrections of many articles, given their drafts by article id."""
    rows = CorrectedText.objects.filter(article__in=drafts).select_related("before", "after")
    corrected = defaultdict(list)
    for row in rows:
        corrected[row.article_id].append(row)
    if not corrected:
        return {}
    later = Edition.objects.issued().filter(
        article__in=corrected, live_during__startswith__gt=read_database_clock()
    )
    versions: dict[int, list[tuple[Snapshot | Edition, datetime | None]]]
    versions = {pk: [(drafts[pk], None)] for pk in corrected}
    for edition in later.order_by("live_during"):
        versions[edition.article_id].append((edition, edition.live_during.lower))
    return {
        pk: [
            missing
            for row in rows
            for version, at in versions[pk]
            for missing in _missing(row, version, at)
        ]
        for pk, rows in corrected.items()
    }


def _missing(
    row: CorrectedText, version: Snapshot | Edition, at: datetime | None
) -> Iterable[MissingCorrection]:
    text, corrected = (
        next((text for text in iterate_texts(edition) if text.key == row.key), None)
        for edition in (row.before, row.after)
    )
    if text is None or corrected is None:
        return  # somebody's words were erased from the edition
    fit = fit_correction(version, row.before, text, corrected.value)
    if fit is not None and (fit.merged is None or fit.merged != fit.now):
        yield MissingCorrection(row, text, corrected.value, fit, at)
