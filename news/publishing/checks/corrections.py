"""Corrections of the live version that the draft, or a scheduled version, does not have."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.moment import format_moment
from desk.history.text_diff import SAME, word_changes
from news.content.correctable_texts import plain_value
from news.publishing.checks.problems import ERROR, WARNING, Problem
from news.publishing.correction_merge import Missing

_LONGEST = 80  # characters of a change that are quoted
_MOST = 3  # changes that are quoted
CODE = "correction-missing"


def of_corrections(missing: Iterable[Missing]) -> Iterator[Problem]:
    for each in missing:
        words = _quoted(each)
        if each.at is None:
            message = _(
                "The live version was corrected (%(words)s), and the draft reads otherwise there. "
                "Decide which one holds."
            )
            yield Problem(ERROR, CODE, place_of_missing(each), message % {"words": words})
        else:
            message = _(
                "The live version was corrected (%(words)s), and the version scheduled for "
                "%(time)s reads otherwise there."
            )
            time = format_moment(each.at)
            yield Problem(WARNING, CODE, "title", message % {"words": words, "time": time})


def place_of_missing(missing: Missing) -> str:
    """Return the field of the form that the correction belongs to."""
    text, block = missing.text, missing.fit.block
    if text.block is None:
        return text.name
    if block is None:
        return "blocks"
    return f"blocks[{block}].{'statement' if text.name.startswith('quote.') else text.name}"


def _quoted(missing: Missing) -> str:
    """Return the first changes of the correction, each as “before” → “after”."""
    runs = word_changes(plain_value(missing.text.value), plain_value(missing.value))
    changes = []
    for changed, change in groupby(runs, key=lambda run: run[0] != SAME):
        texts = [Truncator(text.strip()).chars(_LONGEST) for _kind, text in change if text.strip()]
        if changed and texts:
            changes.append(" → ".join(f"“{text}”" for text in texts))
    return ", ".join([*changes[:_MOST], *(["…"] if len(changes) > _MOST else [])])
