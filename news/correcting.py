"""Correcting what is live: the texts that visitors read now, whatever the draft holds.

The correction is a new edition with only those texts changed. It is carried into the draft and into
what is scheduled wherever the text still reads as it did; where it could not be, that is told.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.locking import lock
from desk.activity import log
from desk.history import Cause, remember, remember_outside_changes
from desk.values import values_of
from members.models import Statement
from news.checks import check
from news.drafts import draft_of
from news.issuing import (
    PublishingError,
    issue,
    live_edition,
    set_range,
    snapshot_of,
    span,
    standing,
)
from news.models import BLOCKS, Article, Edition
from news.publishing import locked, overridden_by
from news.snapshots import Snapshot, build_snapshot, sources_for
from news.texts import Text, place_of, texts_of, with_text

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

    ``texts`` maps the keys of :func:`news.texts.texts_of` to what they should say; ``digest`` is that of
    the words they began with, where it is known. ``note`` is shown to visitors with its date. The end
    of the live edition and all that is scheduled stay as they are. Raises NoLongerLive,
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
            after = with_text(corrected, text.block, text.name, texts[text.key])
            if after != corrected:
                changed.append((text, texts[text.key]))
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
        article, corrected, begin=now, end=end, until=live.until, by=by, published_at=now,
        reason=reason if overridden else "", corrections=said,
    )  # fmt: skip
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
    """``snapshot`` with every change that fits; and for each the place where it fitted, or None."""
    places = []
    for text, value in changed:
        if text.block is None:
            fits = getattr(snapshot, text.name) == text.value
            place = None
        else:
            place = place_of(snapshot, before.blocks[text.block], text.block, text.name)
            fits = place is not None
        if fits:
            snapshot = with_text(snapshot, place, text.name, value)
        places.append((text, value, fits, place))
    return snapshot, places


def _carry_into_scheduled(article, scheduled, before, changed, said, by, now):
    snapshot, places = _carried(snapshot_of(scheduled), before, changed)
    period = scheduled.live_during
    set_range(scheduled, None)
    issue(
        article, snapshot, begin=period.lower, end=period.upper, until=scheduled.until, by=by,
        published_at=now, reason=scheduled.reason, corrections=said,
    )  # fmt: skip
    return [Carried(text, SCHEDULED, fits, period.lower) for text, _value, fits, _place in places]


def _carry_into_statements(before: Snapshot, changed) -> list[Carried]:
    """The words of quotations on record; changing them voids their approval, which is bound to them."""
    of_texts = [(text, value, _statement_of(before, text)) for text, value in changed]
    statements = lock({Statement: [key for _text, _value, key in of_texts]}).of(Statement)
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
    spoken = text.name.startswith("quote.") or block["type"] == "quote"
    return block.get("statement") if spoken else None


def _carry_into_draft(article: Article, before: Snapshot, changed, by) -> list[Carried]:
    remember_outside_changes(article)
    draft = build_snapshot(draft_of(article))
    rows = _rows_in_order(article)
    carried = []
    for text, value in changed:
        if _statement_of(before, text) is not None:
            continue  # the draft shows the quotation as it is on record
        _snapshot, [(_text, _value, fits, place)] = _carried(draft, before, [(text, value)])
        done = fits and _write(article, rows, text, value, place)
        carried.append(Carried(text, DRAFT, done))
    article.save(update_fields=["title", "standfirst", "changed_at"])
    remember(article, by=by, cause=Cause.CORRECTED)
    return carried


def _write(article, rows, text: Text, value, place) -> bool:
    if text.block is None:
        setattr(article, text.name, value)
        return True
    model, pk = rows[place]
    if text.name not in {column.name for column in model._meta.concrete_fields}:
        return False  # the name, title or organisation of a person, from their own record
    model.objects.filter(pk=pk).update(**{text.name: value})
    return True


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
