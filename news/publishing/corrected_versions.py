"""Apply a correction of the live text to the other versions: the draft, what is scheduled, statements.

Where a version has changed the same words, somebody decides: take the correction or leave it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.locking import lock_records
from desk.activity.log import log_activity
from desk.history.recording import Cause, record_outside_changes, record_revision
from desk.history.serializing import serialize_record
from members.models import Statement
from news.blocks.base import Block
from news.blocks.registry import BLOCKS, get_content_class
from news.content.correctable_texts import CorrectableText, replace_text
from news.content.draft_values import load_draft
from news.content.snapshot import Snapshot, build_snapshot
from news.models import Article, Edition
from news.publishing.commands import lock_article
from news.publishing.correction_merge import (
    CorrectionFit,
    MissingCorrection,
    find_missing_corrections,
    fit_correction,
)
from news.publishing.editions import (
    PublishingError,
    edition_snapshot,
    issue_edition,
    set_live_range,
)

Change = tuple[CorrectableText, Any]  # a text and what it should say

DRAFT, SCHEDULED, QUOTE = "draft", "scheduled", "quote"
# value of a frozen quote -> the column of the statement
_STATEMENT_FIELDS = {
    "text": "text",
    "question": "question",
    "title": "person_title",
    "organisation": "organisation",
}


@dataclass(frozen=True)
class CarriedText:
    """A version to which a corrected text was applied (``done``) or could not be."""

    text: CorrectableText
    where: str
    done: bool
    at: datetime | None = None


def _apply_changes(
    snapshot: Snapshot, before: Snapshot, changed: list[Change]
) -> tuple[Snapshot, list[tuple[CorrectableText, CorrectionFit | None]]]:
    """Return ``snapshot`` with every change that fits, and each text with its fit or None."""
    places = []
    for text, value in changed:
        fit = fit_correction(snapshot, before, text, value)
        if fit is not None and fit.merged is None:
            fit = None
        if fit is not None:
            snapshot = replace_text(snapshot, fit.block, text, fit.merged)
        places.append((text, fit))
    return snapshot, places


def carry_into_scheduled(
    article: Article,
    scheduled: Edition,
    before: Snapshot,
    changed: list[Change],
    notes: list[dict],
    by: User,
    now: datetime,
) -> list[CarriedText]:
    """Issue ``scheduled`` again with the changes that fit into it; return what became of each change."""
    snapshot, places = _apply_changes(edition_snapshot(scheduled), before, changed)
    period = scheduled.live_during
    set_live_range(scheduled, None)
    issue_edition(
        article,
        snapshot,
        begin=period.lower,
        end=period.upper,
        until=scheduled.until,
        by=by,
        published_at=now,
        reason=scheduled.reason,
        corrections=notes,
    )
    return [CarriedText(text, SCHEDULED, fit is not None, period.lower) for text, fit in places]


def carry_into_statements(before: Snapshot, changed: list[Change]) -> list[CarriedText]:
    """Correct the quotes on record; their approval, which is bound to the words, becomes void."""
    of_texts = [(text, value, _statement_of(before, text)) for text, value in changed]
    statements = lock_records({Statement: [key for _text, _value, key in of_texts]}).of_model(
        Statement
    )
    carried = []
    for text, value, statement_id in of_texts:
        if statement_id is None:
            continue
        column = _STATEMENT_FIELDS.get(text.name.rpartition(".")[2])
        statement = statements.get(statement_id)
        done = False
        if statement and column and getattr(statement, column) == text.value:
            setattr(statement, column, value)
            statement.save(update_fields=[column])
            done = True
        carried.append(CarriedText(text, QUOTE, done))
    return carried


def _statement_of(before: Snapshot, text: CorrectableText) -> int | None:
    if text.block is None:
        return None
    block = before.blocks[text.block]
    return get_content_class(block).statement_key(block) if text.in_quote else None


def carry_into_draft(
    article: Article, before: Snapshot, changed: list[Change], by: User
) -> list[CarriedText]:
    """Make the changes that fit into the draft, and save it; return what became of each change."""
    record_outside_changes(article)
    draft = build_snapshot(load_draft(article))
    rows = _rows_in_order(article)
    carried = []
    for text, value in changed:
        if _statement_of(before, text) is not None:
            continue  # the draft shows the quote as it is on record
        _snapshot, [(_text, fit)] = _apply_changes(draft, before, [(text, value)])
        done = fit is not None and _write_to_draft(article, rows, text, fit)
        carried.append(CarriedText(text, DRAFT, done))
    article.save(update_fields=["title", "standfirst", "changed_at"])
    record_revision(article, by=by, cause=Cause.CORRECTED)
    return carried


def _write_to_draft(
    article: Article, rows: list[tuple[type[Block], int]], text: CorrectableText, fit: CorrectionFit
) -> bool:
    if text.block is None:
        setattr(article, text.name, fit.merged)
        return True
    if fit.block is None:
        return False  # no block of the draft is like it
    model, pk = rows[fit.block]
    if text.name not in {column.name for column in model._meta.concrete_fields}:
        return False  # the name, title or organisation of a person, from their own record
    model.objects.filter(pk=pk).update(**{text.name: fit.merged})
    return True


@transaction.atomic
def take_correction(*, article: Article, row: int, by: User) -> None:
    """Replace the draft's text with the corrected one.

    Raises PublishingError where the draft has no block that is like it.
    """
    article, missing = _lock_undecided(article, row, by)
    record_outside_changes(article)
    fit = missing.fit
    if missing.text.block is not None and fit.block is None:
        raise PublishingError(_("The draft has no such text any more."), code="no-place")
    if not _write_to_draft(
        article, _rows_in_order(article), missing.text, replace(fit, merged=missing.value)
    ):
        raise PublishingError(
            _("These words come from a record of their own. Correct them there."), code="no-place"
        )
    article.save(update_fields=["title", "standfirst", "changed_at"])
    record_revision(article, by=by, cause=Cause.CORRECTED)
    log_activity("correction-taken", by=by, record=article)


@transaction.atomic
def leave_correction(*, article: Article, row: int, by: User) -> None:
    """Keep the draft and scheduled versions; publishing them reverts the correction."""
    article, missing = _lock_undecided(article, row, by)
    missing.row.delete()
    log_activity("correction-left", by=by, record=article)


def _lock_undecided(article: Article, row: int, by: User) -> tuple[Article, MissingCorrection]:
    """Lock the article, and return it with the missing correction of ``row``, that of the draft first."""
    article, _now = lock_article(article, by)
    missing = find_missing_corrections(article, build_snapshot(load_draft(article)))
    chosen = [correction for correction in missing if correction.row.pk == row]
    if not chosen:
        raise PublishingError(_("Somebody decided this a moment ago."), code="decided")
    return article, chosen[0]


def _rows_in_order(article: Article) -> list[tuple[type, int]]:
    """Return the model and key of every block of the draft, in the order of its page."""
    parts = serialize_record(article)["parts"]
    rows = [
        (row["ordering"], place, row["id"], model)
        for place, (_name, model) in enumerate(BLOCKS.items())
        for row in parts[model._meta.model_name]
    ]
    ordered = sorted(rows, key=lambda row: (row[0], row[2], row[1]))
    return [(model, pk) for _ordering, _place, pk, model in ordered]
