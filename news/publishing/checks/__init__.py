"""Checks of an article, shown while writing and before publishing, each with its place."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from news.content.snapshot import Snapshot, Sources
from news.models import Edition
from news.publishing.checks.corrections import check_corrections
from news.publishing.checks.embargoes import find_embargoes
from news.publishing.checks.lookups import Lookups, fetch_lookups
from news.publishing.checks.problems import (
    ERROR,
    OF_MOMENT,
    OVERRIDABLE,
    WARNING,
    NotPublishable,
    Problem,
)
from news.publishing.checks.records import (
    check_block_contents,
    check_links,
    check_pictures,
    check_seats,
    check_statements,
)
from news.publishing.checks.registry import register_check, registered_problems
from news.publishing.checks.texts import (
    check_fields,
    check_headings,
    check_link_texts,
    check_readability,
)
from news.publishing.correction_merge import MissingCorrection

__all__ = [
    "ERROR",
    "OF_MOMENT",
    "OVERRIDABLE",
    "WARNING",
    "Lookups",
    "NotPublishable",
    "Problem",
    "check_snapshot",
    "fetch_lookups",
    "register_check",
]


def check_snapshot(
    snapshot: Snapshot,
    sources: Sources,
    *,
    at: datetime,
    live: Edition | None,
    missing: Iterable[MissingCorrection] = (),
    lookups: Lookups | None = None,
) -> list[Problem]:
    """Return all problems of publishing ``snapshot`` at ``at``, errors first.

    ``missing`` are the corrections that a draft lacks, from
    :func:`news.publishing.correction_merge.find_missing_corrections`. ``lookups`` is shared when many
    articles are checked at once.

    An error in text that is the same in the ``live`` edition becomes a warning: it is public already.
    """
    lookups = lookups or fetch_lookups([snapshot], sources, at)
    embargoes = find_embargoes(snapshot, sources, lookups)
    problems = [
        *check_fields(snapshot),
        *check_pictures(snapshot, at, lookups),
        *check_block_contents(snapshot),
        *check_statements(snapshot, sources, lookups),
        *check_headings(snapshot),
        *check_link_texts(snapshot),
        *embargoes.problems(),
        *check_links(snapshot, lookups, embargoes),
        *check_seats(snapshot, lookups),
        *check_readability(snapshot),
        *registered_problems(snapshot, lookups),
    ]
    problems = [_soften_if_live(problem, snapshot, live) for problem in problems]
    problems += check_corrections(missing)
    return sorted(problems, key=lambda problem: problem.level != ERROR)


def _soften_if_live(problem: Problem, snapshot: Snapshot, live: Edition | None) -> Problem:
    if live is None or problem.level != ERROR:
        return problem
    field, _bracket, rest = problem.place.partition("[")
    if field == "blocks":
        unchanged = snapshot.blocks[int(rest.split("]")[0])] in live.blocks
    elif field == "hero":
        unchanged = live.hero_id == snapshot.hero
    else:
        unchanged = getattr(live, field) == getattr(snapshot, field)
    return replace(problem, level=WARNING) if unchanged else problem
