"""What the checks say of a working copy, as publishing it would."""

from core.moment import read_database_clock
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot, fetch_sources
from news.publishing.checks import Problem, check_snapshot
from news.publishing.correction_merge import find_missing_corrections
from news.publishing.editions import find_live_edition


def problems_of(article, *, at=None) -> list[Problem]:
    now = read_database_clock()
    draft = load_draft(article)
    sources = fetch_sources([draft])
    snapshot = build_snapshot(draft, sources)
    missing = find_missing_corrections(article, snapshot)
    return check_snapshot(
        snapshot, sources, at=at or now, live=find_live_edition(article, now), missing=missing
    )
