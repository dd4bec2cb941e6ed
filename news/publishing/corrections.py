"""Correct the live version: the texts that visitors read now, whatever is in the draft.

The correction is a new edition with only those texts changed. It is carried into the draft and into
what is scheduled word by word, whatever else was changed there. Where the same words were changed, it
is a row of the checks until somebody decides.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from desk.activity.log import log_activity
from news.content.correctable_texts import iterate_texts, replace_text, text_value
from news.content.snapshot import fetch_sources
from news.models import Article, Edition
from news.publishing.checks import check_snapshot
from news.publishing.commands import check_overridable, lock_article
from news.publishing.corrected_versions import (
    CarriedText,
    Change,
    carry_into_draft,
    carry_into_scheduled,
    carry_into_statements,
)
from news.publishing.correction_merge import record_corrected
from news.publishing.editions import (
    PublishingError,
    edition_snapshot,
    find_live_edition,
    issue_edition,
    issued_editions,
    live_span,
    set_live_range,
)


class NoLongerLive(PublishingError):
    """Another version went live while the correction was written."""


@dataclass
class CorrectionResult:
    """The new edition, the changed texts, and the other versions that were changed."""

    edition: Edition
    changed: list[Change]
    carried: list[CarriedText] = field(default_factory=list)


@transaction.atomic
def correct_edition(
    *,
    article: Article,
    edition: Edition,
    texts: dict[str, object],
    by: User,
    note: str = "",
    reason: str = "",
    digest: str = "",
) -> CorrectionResult:
    """Publish the live ``edition`` again with ``texts`` changed, effective now.

    ``texts`` maps the keys of :func:`news.content.correctable_texts.iterate_texts` to what they should
    say; ``digest`` is that of the words they began with, where it is known. ``note`` is shown to
    visitors with its date. The end of the live edition and all that is scheduled stay as they are. Raises NoLongerLive,
    NotPublishable as :func:`news.publishing.commands.publish` does, or PublishingError where nothing changes.
    """
    article, now = lock_article(article, by)
    live = find_live_edition(article, now)
    if live is None or live.pk != edition.pk or digest not in ("", live.digest):
        raise NoLongerLive(
            _("Another version is live by now. Nothing was published; your words are still here."),
            code="no-longer-live",
        )
    before = edition_snapshot(live)
    corrected = before
    changed: list[Change] = []
    for text in iterate_texts(before):
        if text.key in texts:
            after = replace_text(corrected, text.block, text, texts[text.key])
            if after != corrected:
                changed.append((text, text_value(after, text)))
            corrected = after
    if not changed and not note:
        raise PublishingError(_("No word was changed."), code="unchanged")
    statements = carry_into_statements(before, changed)
    problems = check_snapshot(corrected, fetch_sources([corrected]), at=now, live=live)
    overridden = check_overridable(problems, reason)
    end = live.live_during.upper
    set_live_range(live, live_span(live.live_during.lower, now))
    notes = [*live.corrections, *([{"at": now.isoformat(), "text": note}] if note else [])]
    issued = issue_edition(
        article,
        corrected,
        begin=now,
        end=end,
        until=live.until,
        by=by,
        published_at=now,
        reason=reason if overridden else "",
        corrections=notes,
    )
    record_corrected(
        article, before=live, after=issued, keys=[text.key for text, _value in changed]
    )
    correction = CorrectionResult(issued, changed, statements)
    for scheduled in (
        issued_editions(article).filter(live_during__startswith__gt=now).order_by("live_during")
    ):
        correction.carried += carry_into_scheduled(
            article, scheduled, before, changed, notes, by, now
        )
    correction.carried += carry_into_draft(article, before, changed, by)
    log_activity("corrected", by=by, record=article, texts=len(changed))
    return correction
