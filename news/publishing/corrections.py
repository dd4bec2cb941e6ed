"""Correcting what is live: the texts that visitors read now, whatever the draft holds.

The correction is a new edition with only those texts changed. It is carried into the draft and into
what is scheduled word by word, whatever else was changed there. Where the same words were changed, it
is a row of the checks until somebody decides.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.locking import lock_records
from desk.activity.log import log
from desk.history.recording import Cause, remember, remember_outside_changes
from desk.history.serializing import values_of
from members.models import Statement
from news.blocks.registry import BLOCKS, content_of
from news.content.correctable_texts import Text, texts_of, value_in, with_text
from news.content.draft_values import draft_of
from news.content.snapshot import Snapshot, build_snapshot, sources_for
from news.models import Article, Edition
from news.publishing.checks import check
from news.publishing.commands import locked, overridden_by
from news.publishing.correction_merge import (
    Fit,
    Missing,
    fit_in,
    missing_corrections,
    record_corrected,
)
from news.publishing.editions import (
    PublishingError,
    issue,
    live_edition,
    set_range,
    snapshot_of,
    span,
    standing,
)

DRAFT, SCHEDULED, QUOTE = "draft", "scheduled", "quote"
# of a quotation's frozen words: what holds them in the record
_OF_STATEMENT = {
    "text": "text",
    "question": "question",
    "title": "person_title",
    "organisation": "organisation",
}


class NoLongerLive(PublishingError):
    """Another version went live after the correction was begun."""


@dataclass(frozen=True)
class Carried:
    """Where one changed text was carried to (``done``), or could not be."""

    text: Text
    where: str
    done: bool
    at: datetime | None = None


@dataclass
class Correction:
    """The edition that was issued, the texts that changed, and where else they were changed."""

    edition: Edition
    changed: list[tuple[Text, object]]
    carried: list[Carried] = field(default_factory=list)


@transaction.atomic
def correct(
    *,
    article: Article,
    edition: Edition,
    texts: dict[str, object],
    by,
    note: str = "",
    reason: str = "",
    digest: str = "",
) -> Correction:
    """Publish ``edition``, which is live, again with ``texts`` changed, from now on.

    ``texts`` maps the keys of :func:`news.content.correctable_texts.texts_of` to what they should
    say; ``digest`` is that of the words they began with, where it is known. ``note`` is shown to
    visitors with its date. The end of the live edition and all that is scheduled stay as they are. Raises NoLongerLive,
    NotPublishable as :func:`news.publishing.publish` does, or PublishingError where nothing changes.
    """
    article, now = locked(article, by)
    live = live_edition(article, now)
    if live is None or live.pk != edition.pk or digest not in ("", live.digest):
        raise NoLongerLive(
            _("Another version is live by now. Nothing was published; your words are still here."),
            code="no-longer-live",
        )
    before = snapshot_of(live)
    corrected, changed = before, []
    for text in texts_of(before):
        if text.key in texts:
            after = with_text(corrected, text.block, text, texts[text.key])
            if after != corrected:
                changed.append((text, value_in(after, text)))
            corrected = after
    if not changed and not note:
        raise PublishingError(_("No word was changed."), code="unchanged")
    statements = _carry_into_statements(before, changed)
    problems = check(corrected, sources_for([corrected]), at=now, live=live)
    overridden = overridden_by(problems, reason)
    end = live.live_during.upper
    set_range(live, span(live.live_during.lower, now))
    said = [*live.corrections, *([{"at": now.isoformat(), "text": note}] if note else [])]
    issued = issue(
        article,
        corrected,
        begin=now,
        end=end,
        until=live.until,
        by=by,
        published_at=now,
        reason=reason if overridden else "",
        corrections=said,
    )
    record_corrected(
        article, before=live, after=issued, keys=[text.key for text, _value in changed]
    )
    correction = Correction(issued, changed, statements)
    for scheduled in (
        standing(article).filter(live_during__startswith__gt=now).order_by("live_during")
    ):
        correction.carried += _carry_into_scheduled(
            article, scheduled, before, changed, said, by, now
        )
    correction.carried += _carry_into_draft(article, before, changed, by)
    log("corrected", by=by, record=article, texts=len(changed))
    return correction


def _carried(snapshot: Snapshot, before: Snapshot, changed):
    """``snapshot`` with every change that fits; and for each where it fits and how it reads, or None."""
    places = []
    for text, value in changed:
        fit = fit_in(snapshot, before, text, value)
        if fit is not None and fit.merged is None:
            fit = None
        if fit is not None:
            snapshot = with_text(snapshot, fit.block, text, fit.merged)
        places.append((text, fit))
    return snapshot, places


def _carry_into_scheduled(article, scheduled, before, changed, said, by, now):
    snapshot, places = _carried(snapshot_of(scheduled), before, changed)
    period = scheduled.live_during
    set_range(scheduled, None)
    issue(
        article,
        snapshot,
        begin=period.lower,
        end=period.upper,
        until=scheduled.until,
        by=by,
        published_at=now,
        reason=scheduled.reason,
        corrections=said,
    )
    return [Carried(text, SCHEDULED, fit is not None, period.lower) for text, fit in places]


def _carry_into_statements(before: Snapshot, changed) -> list[Carried]:
    """The words of quotations on record; changing them voids their approval, which is bound to them."""
    of_texts = [(text, value, _statement_of(before, text)) for text, value in changed]
    statements = lock_records({Statement: [key for _text, _value, key in of_texts]}).of_model(
        Statement
    )
    carried = []
    for text, value, statement_id in of_texts:
        if statement_id is None:
            continue
        column = _OF_STATEMENT.get(text.name.rpartition(".")[2])
        statement = statements.get(statement_id)
        fits = bool(statement and column and getattr(statement, column) == text.value)
        if fits:
            setattr(statement, column, value)
            statement.save(update_fields=[column])
        carried.append(Carried(text, QUOTE, fits))
    return carried


def _statement_of(before: Snapshot, text: Text) -> int | None:
    if text.block is None:
        return None
    block = before.blocks[text.block]
    return content_of(block).statement_key(block) if text.in_quote else None


def _carry_into_draft(article: Article, before: Snapshot, changed, by) -> list[Carried]:
    remember_outside_changes(article)
    draft = build_snapshot(draft_of(article))
    rows = _rows_in_order(article)
    carried = []
    for text, value in changed:
        if _statement_of(before, text) is not None:
            continue  # the draft shows the quotation as it is on record
        _snapshot, [(_text, fit)] = _carried(draft, before, [(text, value)])
        done = fit is not None and _write(article, rows, text, fit)
        carried.append(Carried(text, DRAFT, done))
    article.save(update_fields=["title", "standfirst", "changed_at"])
    remember(article, by=by, cause=Cause.CORRECTED)
    return carried


def _write(article, rows, text: Text, fit: Fit) -> bool:
    if text.block is None:
        setattr(article, text.name, fit.merged)
        return True
    model, pk = rows[fit.block]
    if text.name not in {column.name for column in model._meta.concrete_fields}:
        return False  # the name, title or organisation of a person, from their own record
    model.objects.filter(pk=pk).update(**{text.name: fit.merged})
    return True


@transaction.atomic
def take_correction(*, article: Article, row: int, by) -> None:
    """Put the corrected text in place of what the draft says there.

    Raises PublishingError where the draft has no block that is like it.
    """
    article, missing = _undecided(article, row, by)
    remember_outside_changes(article)
    fit = missing.fit
    if missing.text.block is not None and fit.block is None:
        raise PublishingError(_("The draft has no such text any more."), code="no-place")
    if not _write(
        article, _rows_in_order(article), missing.text, replace(fit, merged=missing.value)
    ):
        raise PublishingError(
            _("These words come from a record of their own. Correct them there."), code="no-place"
        )
    article.save(update_fields=["title", "standfirst", "changed_at"])
    remember(article, by=by, cause=Cause.CORRECTED)
    log("correction-taken", by=by, record=article)


@transaction.atomic
def leave_correction(*, article: Article, row: int, by) -> None:
    """Decide that the draft, and what is scheduled, stay as they are; publishing them ends the correction."""
    article, missing = _undecided(article, row, by)
    missing.row.delete()
    log("correction-left", by=by, record=article)


def _undecided(article: Article, row: int, by) -> tuple[Article, Missing]:
    """The locked article and the correction of ``row`` that a version lacks, that of the draft first."""
    article, _now = locked(article, by)
    missing = missing_corrections(article, build_snapshot(draft_of(article)))
    chosen = [each for each in missing if each.row.pk == row]
    if not chosen:
        raise PublishingError(_("Somebody decided this a moment ago."), code="decided")
    return article, chosen[0]


def _rows_in_order(article: Article) -> list[tuple[type, int]]:
    """Model and key of every block of the draft, in the order in which a draft has them."""
    parts = values_of(article)["parts"]
    rows = [
        (row["ordering"], place, row["id"], model)
        for place, (_name, model) in enumerate(BLOCKS.items())
        for row in parts[model._meta.model_name]
    ]
    ordered = sorted(rows, key=lambda row: (row[0], row[2], row[1]))
    return [(model, pk) for _ordering, _place, pk, model in ordered]
