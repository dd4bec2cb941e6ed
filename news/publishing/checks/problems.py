"""The problems that checks report, each with its level and place."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

ERROR, WARNING = "error", "warning"

# an editor's reason overrides these; it is stored with the edition
OVERRIDABLE = {"statement-not-approved", "statement-changed"}

# depend on the time of publishing, and are checked again when it is rescheduled
OF_MOMENT = {"consent-ended", "not-known-yet"}


@dataclass(frozen=True)
class Problem:
    """A problem that prevents publishing (``error``) or that an editor should see (``warning``).

    ``place`` is a field (``standfirst``) or a block (``blocks[3].statement``). ``offer`` is a
    link that would mend it: the ``name`` in the text and the ``href`` to give it. ``record`` is the key
    of the record that is to be mended, where the code says of which kind.
    """

    level: str
    code: str
    place: str
    message: str
    offer: dict | None = None
    record: int | None = None


class NotPublishable(ValidationError):
    """Publishing was refused; ``problems`` has every reason with its place."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__([ValidationError(p.message, code=p.code) for p in problems])
