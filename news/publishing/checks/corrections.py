"""Corrections of the live version that the draft, or a scheduled version, does not have."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.moment import format_moment
from desk.history.text_diff import SAME, diff_words
from news.content.correctable_texts import value_as_plain_text
from news.publishing.checks.problems import ERROR, WARNING, Problem
from news.publishing.correction_merge import MissingCorrection

_LONGEST = 80  # characters of a change that are quoted
_MOST = 3  # changes that are quoted
CODE = "correction-missing"


def check_corrections(missing: Iterable[MissingCorrection]) -> Iterator[Problem]:
    """Yield a warning for each correction that this version lacks."""
    for correction in missing:
        words = _quoted(correction)
        if correction.at is None:
            message = _(
                "The live version was corrected (%(words)s), and the draft reads otherwise there. "
                "Decide which one holds."
            )
            yield Problem(
                ERROR, CODE, correction_form_field(correction), message % {"words": words}
            )
        else:
            message = _(
                "The live version was corrected (%(words)s), and the version scheduled for "
                "%(time)s reads otherwise there."
            )
            time = format_moment(correction.at)
            yield Problem(WARNING, CODE, "title", message % {"words": words, "time": time})


def correction_form_field(missing: MissingCorrection) -> str:
    """Return the form field that the correction belongs to."""
    text, block = missing.text, missing.fit.block
    if text.block is None:
        return text.name
    if block is None:
        return "blocks"
    return f"blocks[{block}].{'statement' if text.name.startswith('quote.') else text.name}"


def _quoted(missing: MissingCorrection) -> str:
    """Return the first changes of the correction, each as “before” → “after”."""
    runs = diff_words(value_as_plain_text(missing.text.value), value_as_plain_text(missing.value))
    changes = []
    for changed, change in groupby(runs, key=lambda run: run[0] != SAME):
        texts = [Truncator(text.strip()).chars(_LONGEST) for _kind, text in change if text.strip()]
        if changed and texts:
            changes.append(" → ".join(f"“{text}”" for text in texts))
    return ", ".join([*changes[:_MOST], *(["…"] if len(changes) > _MOST else [])])
