"""What an editor is told while writing and before publishing, each with the place it belongs to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from news.content.snapshot import Snapshot, Sources
from news.models import Edition
from news.publishing.checks.corrections import of_corrections
from news.publishing.checks.embargoes import embargoes_of
from news.publishing.checks.lookups import Lookups, fetch_lookups
from news.publishing.checks.problems import (
    ERROR,
    OF_MOMENT,
    OVERRIDABLE,
    WARNING,
    NotPublishable,
    Problem,
)
from news.publishing.checks.records import of_blocks, of_links, of_pictures, of_seats, of_statements
from news.publishing.checks.texts import (
    of_fields,
    of_headings,
    of_link_words,
    of_readability,
)
from news.publishing.correction_merge import Missing

__all__ = [
    "ERROR",
    "OF_MOMENT",
    "OVERRIDABLE",
    "WARNING",
    "Lookups",
    "NotPublishable",
    "Problem",
    "check",
    "fetch_lookups",
]


def check(
    snapshot: Snapshot,
    sources: Sources,
    *,
    at: datetime,
    live: Edition | None,
    missing: Iterable[Missing] = (),
    lookups: Lookups | None = None,
) -> list[Problem]:
    """Every problem of publishing ``snapshot`` at ``at``, errors first.

    ``missing`` are the corrections that a draft lacks (:func:`news.publishing.correction_merge.missing_corrections`).
    ``lookups`` is given where many articles are checked and share it.

    What reads the same in the ``live`` edition warns and never blocks: visitors have it already.
    """
    lookups = lookups or fetch_lookups([snapshot], sources, at)
    embargoes = embargoes_of(snapshot, sources, lookups)
    problems = [
        *of_fields(snapshot),
        *of_pictures(snapshot, at, lookups),
        *of_blocks(snapshot),
        *of_statements(snapshot, sources, lookups),
        *of_headings(snapshot),
        *of_link_words(snapshot),
        *embargoes.problems(),
        *of_links(snapshot, lookups, embargoes),
        *of_seats(snapshot, lookups),
        *of_readability(snapshot),
    ]
    problems = [_eased(problem, snapshot, live) for problem in problems]
    problems += of_corrections(missing)
    return sorted(problems, key=lambda problem: problem.level != ERROR)


def _eased(problem: Problem, snapshot: Snapshot, live: Edition | None) -> Problem:
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
